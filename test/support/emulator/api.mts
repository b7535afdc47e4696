import { analysis } from './api/analysis.mts';
import type { Endpoint } from './api/endpoint.mts';
import { generation } from './api/generation.mts';
import { prompts } from './api/prompts.mts';
import { transformation } from './api/transformation.mts';
import { utilities } from './api/utilities.mts';

export type { Endpoint, Price } from './api/endpoint.mts';
export type { Field, Fields, FieldType } from './api/fields.mts';

/** The API's version 1 as data, by method and path below `/api/v1/client`, e.g. `POST /txt2img` (docs/api.md#versions). */
export const api: Record<string, Endpoint> = { ...generation, ...analysis, ...transformation, ...prompts, ...utilities };
