import { analysis } from './api/analysis.mts';
import type { Endpoint, Version } from './api/endpoint.mts';
import { generation } from './api/generation.mts';
import { prompts } from './api/prompts.mts';
import { transformation } from './api/transformation.mts';
import { utilities } from './api/utilities.mts';
import { toV1 } from './api/v1.mts';

export type { Endpoint, Price, Version } from './api/endpoint.mts';
export type { Field, Fields, FieldType } from './api/fields.mts';

const v2: Record<string, Endpoint> = { ...generation, ...analysis, ...transformation, ...prompts, ...utilities };

/** Both versions of the API as data, by method and path below {@link BASES}, e.g. `POST /images/generations` (docs/api.md#versions). */
export const api: Record<Version, Record<string, Endpoint>> = { v2, v1: toV1(v2) };

export const BASES: Record<Version, string> = { v2: '/api/v2', v1: '/api/v1/client' };
