import { describe, expect, it } from 'vitest';

import { structureIn } from '../../../../nodes/shared/results/structure.ts';
import { toSrt, toVtt } from '../../../../nodes/shared/results/subtitles.ts';
import { isTranscript, readTranscript } from '../../../../nodes/shared/results/transcript.ts';
import { readVectors } from '../../../../nodes/shared/results/vectors.ts';
import { fill, HOSTILE } from './hostile.mts';

const said = (text: string) => [{ start: 0, end: 1, text, speaker: text }];

const USES: Array<[string, (text: string) => unknown]> = [
	['readTranscript', (text) => readTranscript(text)],
	['readTranscript, timed', (text) => readTranscript(text, { isTimed: true })],
	['isTranscript', isTranscript],
	['structureIn', structureIn],
	['readVectors', readVectors],
	['toSrt', (text) => toSrt(said(text))],
	['toVtt', (text) => toVtt(said(text))],
	['toSrt of what was read', (text) => toSrt(readTranscript(text).segments ?? [])],
	['toVtt of what was read', (text) => toVtt(readTranscript(text).segments ?? [])],
];

const LENGTH = 20_000;
const MILLION = 1_000_000;
/** Milliseconds that are noise; what is not in proportion takes hundreds. */
const NOISE = 20;
const ATTEMPTS = 5;

/** Milliseconds of the processor, which other work on the machine does not add to. */
function timeOf(use: (text: string) => unknown, text: string): number {
	const before = process.cpuUsage();
	use(text);
	const { user, system } = process.cpuUsage(before);
	return (user + system) / 1000;
}

/** Noise only adds to a time, so that the shortest of several counts. */
function isInProportion(use: (text: string) => unknown, short: string, long: string): boolean {
	const best = [Infinity, Infinity];
	for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
		best[0] = Math.min(best[0], timeOf(use, short));
		best[1] = Math.min(best[1], timeOf(use, long));
		if (best[1] < 6 * best[0] + NOISE) return true;
	}
	return false;
}

describe('takes time in proportion', () => {
	it.each(HOSTILE)('%s', (_, ...parts) => {
		const [short, long] = [fill(parts, LENGTH), fill(parts, 4 * LENGTH)];
		const slow = USES.filter(([, use]) => !isInProportion(use, short, long)).map(([name]) => name);
		expect(slow).toEqual([]);
	});
});

describe('takes less than a second of the processor for a million characters', () => {
	it.each(HOSTILE)('%s', (_, ...parts) => {
		const text = fill(parts, MILLION);
		const slow = USES.filter(([, use]) => timeOf(use, text) > 1_000).map(([name]) => name);
		expect(slow).toEqual([]);
	});
});
