import type { Stage } from '../../support/harness/examplesRunner.mts';
import { jobs } from './jobs.mts';
import { pictures } from './pictures.mts';
import { sound } from './sound.mts';
import { texts } from './texts.mts';
import { videos } from './videos.mts';

/** How an example goes, by what is to be seen of it. */
export type Plays = Record<string, Record<string, (stage: Stage) => Promise<void>>>;

/** By the name of the example's file. */
export const plays: Plays = { ...pictures, ...videos, ...sound, ...texts, ...jobs };
