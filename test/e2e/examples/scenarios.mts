import type { ExampleRunner } from '../../support/harness/examplesRunner.mts';
import { clients } from './clients.mts';
import { documents } from './documents.mts';
import { gateway } from './gateway.mts';
import { jobs } from './jobs.mts';
import { pictures } from './pictures.mts';
import { sound } from './sound.mts';
import { texts } from './texts.mts';
import { videos } from './videos.mts';

/** Ways in which an example is run, by what is to be seen of it. */
export type Scenarios = Record<string, Record<string, (runner: ExampleRunner) => Promise<void>>>;

/** By the name of the example's file. */
export const scenarios: Scenarios = { ...pictures, ...videos, ...sound, ...texts, ...documents, ...gateway, ...jobs, ...clients };
