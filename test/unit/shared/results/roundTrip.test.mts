import { describe, expect, it } from 'vitest';

import { toSrt, toVtt } from '../../../../nodes/shared/results/subtitles.ts';
import { readTranscript } from '../../../../nodes/shared/results/transcript.ts';
import { segment } from './segments.mts';

/** mulberry32: the same numbers from 0 to 1 for the same seed. */
function numbers(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
}

const PIECES = [
	...['a', 'Hello', 'ż', '\u{1f600}', '42', '1', '&', '&amp;', '&lt;', '&#39;', '<', '>', '<i>', '<v Bob>', '</v>', '<00:01.000>'],
	...['-->', '->', '--', '---->', '→', '[0:01]', '[0:00 - 0:01]', '00:00:01,000 --> 00:00:02,000', '00:01 -> 00:02', 'WEBVTT', 'NOTE'],
	...['\u2028', '\u2029', '\u00a0', '\u200e', '\u0085', ' ', '  ', '\t', '\n', '\r\n', '\n\n', '\n7\n', '{', '[', '```', 'x1:1'],
];
const SPEAKERS = [undefined, 'A', 'SPEAKER_00', 'Tom & <Jerry>', '.x', '-->'];

const linesOf = (text: string) => text.split(/[\r\n]+/).map((line) => line.trim());
const oneLine = (text: string) =>
	linesOf(text)
		.filter((line) => line !== '')
		.join(' ');

function segmentsOf(seed: number) {
	const next = numbers(seed);
	const below = (limit: number) => Math.floor(next() * limit);
	let time = 0;
	return Array.from({ length: 1 + below(6) }, () => {
		time += below(4) === 0 ? below(400_000_000) : below(5_000);
		const text = Array.from({ length: 1 + below(8) }, () => PIECES[below(PIECES.length)]).join('');
		return segment(time / 1000, (time + 1 + below(9_000)) / 1000, text, SPEAKERS[below(SPEAKERS.length)]);
	}).filter(({ text }) => oneLine(text) !== '');
}

const SEEDS = Array.from({ length: 2_000 }, (_, seed) => seed);
const inMilliseconds = (seconds: number) => Math.round(seconds * 1000);

describe('subtitles are read as they were written', () => {
	it('WebVTT', () => {
		for (const seed of SEEDS) {
			const segments = segmentsOf(seed);
			const read = readTranscript(toVtt(segments)).segments ?? [];
			expect(read, `seed ${seed}`).toEqual(segments.map((told) => ({ ...told, text: oneLine(told.text) })));
		}
	});

	it('SRT, in which names and arrows are part of the text', () => {
		for (const seed of SEEDS) {
			const segments = segmentsOf(seed);
			const read = readTranscript(toSrt(segments)).segments ?? [];
			const told = segments.map(({ start, end, text, speaker }) => {
				const arrows = `${speaker === undefined ? '' : `${speaker}: `}${oneLine(text)}`.replace(/-{2,}>/g, '→');
				return { start: inMilliseconds(start), end: inMilliseconds(end), text: arrows };
			});
			const times = read.map((found) => ({ ...found, start: inMilliseconds(found.start), end: inMilliseconds(found.end) }));
			expect(times, `seed ${seed}`).toEqual(told);
		}
	});
});

const TIMES = [NaN, Infinity, -Infinity, -1, 0, 1, 0.0004, 5, 4, 1e9, 1e21, Number.MAX_VALUE];
const TEXTS = ['', ' ', '\n\n', 'a', 'a\n\nb', '-->', '00:00.000 --> 00:01.000', 'a\r\rb', '\u2028', 'a\u2028b', '1\n\n2', '&', '<v a'];
const odd = TIMES.flatMap((start) => TIMES.flatMap((end) => TEXTS.map((text) => segment(start, end, text, text))));

describe('subtitles are valid whatever the segments are', () => {
	const said = odd.filter(({ text }) => oneLine(text) !== '').length;

	it.each([
		['SRT', toSrt(odd), /^(\d{2,}):(\d\d):(\d\d),(\d{3}) --> (\d{2,}):(\d\d):(\d\d),(\d{3})$/],
		['WebVTT', toVtt(odd).replace(/^WEBVTT\n\n/, ''), /^(\d{2,}):(\d\d):(\d\d)\.(\d{3}) --> (\d{2,}):(\d\d):(\d\d)\.(\d{3})$/],
	])('%s', (form, content, timing) => {
		const blocks = content.replace(/\n$/, '').split('\n\n');
		expect(blocks).toHaveLength(said);
		let last = 0;
		for (const [index, block] of blocks.entries()) {
			const lines = block.split('\n');
			if (form === 'SRT') expect(lines.shift()).toBe(`${index + 1}`);
			const [, ...parts] = timing.exec(lines[0]) ?? [];
			const [start, end] = [parts.slice(0, 4), parts.slice(4)].map(([h, m, s, ms]) => ((+h * 60 + +m) * 60 + +s) * 1000 + +ms);
			expect(end).toBeGreaterThan(start);
			expect(start).toBeGreaterThanOrEqual(last);
			expect(lines.slice(1).join('\n')).toMatch(/^(?!.*-->)\S/s);
			last = start;
		}
	});
});
