import { createHash } from 'node:crypto';

const DIMENSIONS = 1024;
const CHARACTERS_PER_TOKEN = 4;

/** A guess, as everybody makes it who has no tokenizer at hand. */
export function tokensOf(text: string): number {
	return Math.ceil(text.length / CHARACTERS_PER_TOKEN);
}

/** 1024 numbers of unit length, the same for the same text. */
export function embed(text: string): number[] {
	const random = numbersFrom(createHash('sha256').update(text).digest().readUInt32BE());
	const vector = Array.from({ length: DIMENSIONS }, () => random() - 0.5);
	const length = Math.hypot(...vector);
	return vector.map((value) => Math.round((value / length) * 1e8) / 1e8);
}

/** Mulberry32: numbers between 0 and 1 from a seed; thousands of texts are to be embedded in no time. */
function numbersFrom(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		const first = Math.imul(state ^ (state >>> 15), 1 | state);
		const second = (first + Math.imul(first ^ (first >>> 7), 61 | first)) ^ first;
		return ((second ^ (second >>> 14)) >>> 0) / 2 ** 32;
	};
}
