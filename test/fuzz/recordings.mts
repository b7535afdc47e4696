import type { PieceTranscript } from '../../nodes/shared/results/mergeTranscripts.ts';
import type { Segment, Word } from '../../nodes/shared/results/segment.ts';

/** A word that was said, with its times in seconds, and whether a sentence ends with it. */
export interface Said {
	word: string;
	start: number;
	end: number;
	isLast: boolean;
}

/** What the model tells of times: of each word, of segments, or of those in whole seconds. */
export type Times = 'words' | 'segments' | 'rounded';

/** How far what a model tells may be from the truth, in seconds. */
export const NOISE = 0.2;
export const OVERLAP = 6;

export type Random = () => number;

/** Mulberry32: the same numbers for the same seed. */
export function randomOf(seed: number): Random {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
	};
}

const between = (random: Random, least: number, most: number) => least + random() * (most - least);
const oneOf = <T,>(random: Random, list: readonly T[]): T => list[Math.floor(random() * list.length)];

/**
 * Sentences of numbered words, and of words that are said again and again: never two of these in a row, and each
 * word longer than its times are off, or nothing in the transcripts would tell how many there were.
 */
export function recording(random: Random, length: number, repeats: number): Said[] {
	let isAgain = false;
	const said: Said[] = [];
	let time = between(random, 0, 3);
	while (time < length) {
		isAgain = !isAgain && random() < repeats;
		const words = isAgain ? 2 + Math.floor(random() * 3) : 1 + Math.floor(random() * 14);
		const again = oneOf(random, ['yes', 'no', 'well']);
		for (let at = 0; at < words; at++) {
			const start = time;
			time += isAgain ? between(random, 0.35, 0.7) : between(random, 0.15, 0.6);
			const isLast = at === words - 1;
			const word = (isAgain ? again : `w${said.length}`) + (isLast ? '.' : oneOf(random, ['', '', '', ',']));
			said.push({ word: at === 0 ? word[0].toUpperCase() + word.slice(1) : word, start, end: time, isLast });
			time += random() < 0.7 ? 0 : between(random, 0, 0.3);
		}
		time += random() < 0.15 ? between(random, 2, 9) : between(random, 0.1, 1.2);
	}
	return said;
}

/** Cuts a recording into pieces that overlap, and has each of them heard by itself. */
export function heardInPieces(said: Said[], random: Random, times: Times): PieceTranscript[] {
	const length = said[said.length - 1].end + 1;
	const pieces: PieceTranscript[] = [];
	for (let start = 0; ; ) {
		const end = Math.min(length, start + between(random, 14, 40));
		const heard = said.flatMap((word) => heardWord(word, start, end, random));
		const segments = segmented(heard, random).map((words) => told(words, start, random, times));
		const text = segments.map((segment) => segment.text).join(' ');
		const from = start === 0 ? 0 : start + OVERLAP / 2;
		pieces.push({ start, end, from, transcript: { text, ...(segments.length > 0 && { segments }) } });
		if (end === length) return pieces;
		start = end - OVERLAP;
	}
}

/** A word that is cut off is not heard, or as another one. */
function heardWord(word: Said, start: number, end: number, random: Random): Said[] {
	if (word.start >= start && word.end <= end) return [word];
	const clipped = { ...word, start: Math.max(word.start, start), end: Math.min(word.end, end) };
	if (clipped.end - clipped.start < 0.05 || random() < 0.4) return [];
	return [{ ...clipped, word: oneOf(random, [`x${Math.floor(random() * 1000)}`, 'Thank', 'and']) }];
}

/** Segments end at random, mostly with a sentence, and always in silence. */
function segmented(heard: Said[], random: Random): Said[][] {
	const segments: Said[][] = [];
	heard.forEach((word, at) => {
		const before = heard[at - 1];
		const isNew = !before || word.start - before.end > 1.5 || random() < (before.isLast ? 0.6 : 0.06);
		if (isNew) segments.push([word]);
		else segments[segments.length - 1].push(word);
	});
	return segments;
}

function told(words: Said[], start: number, random: Random, times: Times): Segment {
	const told = (time: number) => Math.max(0, time - start + between(random, -NOISE, NOISE));
	const text = words.map(({ word }) => word).join(' ');
	const [first, last] = [words[0].start, words[words.length - 1].end];
	if (times === 'rounded') return { start: Math.round(first - start), end: Math.round(last - start), text };
	const wordTimes = words.map((word): Word => ordered({ word: word.word, start: told(word.start), end: told(word.end) }));
	if (times === 'words') return { start: wordTimes[0].start!, end: wordTimes[wordTimes.length - 1].end!, text, words: wordTimes };
	return ordered({ start: told(first), end: told(last), text });
}

function ordered<T extends { start?: number; end?: number }>(entry: T): T {
	return { ...entry, end: Math.max(entry.start!, entry.end!) };
}
