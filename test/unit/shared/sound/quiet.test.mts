import { describe, expect, it } from 'vitest';

import { cutsOf } from '../../../../nodes/shared/sound/cut.ts';
import { longRecording } from '../../../support/emulator/recordings.mts';
import { partOf } from './recordings.mts';

/** What it is worth to cut where it is quiet: docs/decisions/22-one-item-many-jobs.md. */
describe.each(['mp3', 'wav', 'flac'] as const)('the cuts of a recording in which people talk: %s', (format) => {
	const cutsWithin = async (quiet: number, seed: number) => {
		const { content, utterances } = await longRecording({ minutes: 12, format, seed });
		const cuts = await cutsOf(partOf(content), { largest: Math.ceil(content.length / 8), overlap: 6, quiet });
		const within = cuts!.slice(1).filter(({ from }) => utterances.some(({ start, end }) => start < from && from < end));
		return { cuts: cuts!.length - 1, within: within.length };
	};

	it.each([1, 2, 3])('are within no sentence, as they are where nobody looks for silence (recording %i)', async (seed) => {
		const [looked, blind] = [await cutsWithin(30, seed), await cutsWithin(0, seed)];
		expect(looked.within).toBe(0);
		expect(blind.within).toBeGreaterThan(blind.cuts / 2);
		expect(looked.cuts).toBeLessThanOrEqual(blind.cuts + 3);
	});
});
