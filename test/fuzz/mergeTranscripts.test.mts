import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { mergeTranscripts } from '../../nodes/shared/results/mergeTranscripts.ts';
import { forAll, tried } from './forAll.mts';
import { heardInPieces, NOISE, randomOf, recording } from './recordings.mts';
import type { Times } from './recordings.mts';

const CASES = 8_000;

/** Seconds by which a segment may be off where a word, or a whole second, is. */
const MOST_OFF = { words: NOISE + 0.1, segments: 1.3, rounded: 1.3 };

const plain = (word: string) => word.toLowerCase().replace(/[.,]/g, '');

describe.each<[Times, number]>([
	['words', 0.3],
	['segments', 0],
	['rounded', 0],
])('a recording that is heard in pieces, with times of %s', (times, repeats) => {
	it('is told whole, each word once and at its time', async () => {
		await forAll(fc.integer(), CASES / 4, async (seed) => {
			const random = randomOf(seed);
			const said = recording(random, 40 + random() * 120, repeats);
			const { text, segments } = mergeTranscripts(heardInPieces(said, random, times));
			expect(text.split(' ').map(plain)).toEqual(said.map(({ word }) => plain(word)));

			expect(segments!.map((segment) => segment.text).join(' ')).toBe(text);
			let at = 0;
			let before = 0;
			for (const { start, end, text: inner, words } of segments!) {
				const first = said[at];
				at += inner.split(' ').length;
				const last = said[at - 1];
				expect(Math.abs(start - first.start)).toBeLessThanOrEqual(MOST_OFF[times]);
				expect(Math.abs(end - last.end)).toBeLessThanOrEqual(MOST_OFF[times]);
				expect(start).toBeGreaterThanOrEqual(before);
				expect(end).toBeGreaterThanOrEqual(start);
				if (times === 'words') expect(words!.map(({ word }) => word).join(' ')).toBe(inner);
				before = start;
			}
		});
	});
});

it('tells what is said once even where words that are said again and again have no times', async () => {
	await forAll(fc.integer(), CASES / 4, async (seed) => {
		const random = randomOf(seed);
		const said = recording(random, 40 + random() * 120, 0.4);
		const { text } = mergeTranscripts(heardInPieces(said, random, 'rounded'));
		const numbered = (words: string[]) => words.map(plain).filter((word) => /^w\d/.test(word));
		expect(numbered(text.split(' '))).toEqual(numbered(said.map(({ word }) => word)));
	});
});

it(`has tried at least ${CASES} recordings`, () => expect(tried()).toBeGreaterThanOrEqual(CASES));
