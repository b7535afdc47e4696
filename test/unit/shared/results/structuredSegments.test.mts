import { describe, expect, it } from 'vitest';

import { readTranscript } from '../../../../nodes/shared/results/transcript.ts';
import { HELLO, segment, SPOKEN } from './segments.mts';

const read = (content: unknown) => readTranscript(JSON.stringify(content));
const spokenBy = (...speakers: Array<string | undefined>) => speakers.map((speaker) => ({ word: 'a', ...(speaker && { speaker }) }));

describe('times in JSON', () => {
	it.each([
		['numbers', 1.5, 62.25],
		['numbers as text', '1.5', ' 62.25 '],
		['clocks', '00:00:01.500', '00:01:02.250'],
		['clocks with commas', '00:00:01,5', '1:02,25'],
		['short clocks', '0:01.5', '1:02.25'],
		['a unit', '1.5s', '62.25s'],
	])('may be %s', (_, start, end) => {
		expect(read({ segments: [{ start, end, text: 'a' }] }).segments).toEqual([segment(1.5, 62.25, 'a')]);
		expect(read({ chunks: [{ timestamp: [start, end], text: 'a' }] }).segments).toEqual([segment(1.5, 62.25, 'a')]);
		const words = [{ word: 'a', start, end }];
		expect(read({ segments: [{ start: 0, end: 100, text: 'a', words }] }).segments?.[0].words).toEqual([
			{ word: 'a', start: 1.5, end: 62.25 },
		]);
	});

	it.each(['a', '', 'Infinity', '1e999', '2026-01-01', '1:2:3:4', true, {}])('are not %j', (start) => {
		expect(read({ text: 'a', segments: [{ start, end: 1, text: 'a' }] })).toEqual({ text: 'a' });
	});

	it('never end before they start', () => {
		expect(read({ segments: [{ start: 5, end: 4, text: 'a' }, HELLO[0]] }).segments).toEqual([segment(5, 5, 'a'), HELLO[0]]);
	});
});

describe('a segment without a time', () => {
	it.each([null, undefined])('is between its neighbours (%j)', (start) => {
		const segments = [{ start, text: 'a' }, HELLO[0], { start, end: null, text: 'b' }, { start, end: 2.6, text: 'c' }, segment(3, 4, 'd')];
		expect(read({ segments })).toEqual({
			text: 'a Hello there. b c d',
			segments: [segment(0, 0, 'a'), HELLO[0], segment(2.5, 3, 'b'), segment(3, 3, 'c'), segment(3, 4, 'd')],
		});
		expect(read(segments).text).toBe('a Hello there. b c d');
	});

	it('has those of its words', () => {
		const words = [{ word: 'a' }, { word: 'b', start: 1, end: 1.5 }, { word: 'c', start: '2', end: '2.5' }, { word: 'd' }];
		expect(read({ segments: [{ start: null, end: null, text: 'a b c d', words }] }).segments).toMatchObject([segment(1, 2.5, 'a b c d')]);
	});

	it('is in the text where none has a time', () => {
		expect(read({ segments: [{ start: null, text: 'a' }, { text: 'b' }] })).toEqual({ text: 'a b' });
	});

	it('is in the text where the whole is empty', () => {
		expect(read({ text: '', segments: HELLO })).toEqual(SPOKEN);
	});

	it('lasts until the next where only its end is missing', () => {
		const segments = [
			{ start: 0, end: null, text: 'a' },
			{ start: 2, text: 'b' },
		];
		expect(read({ segments }).segments).toEqual([segment(0, 2, 'a'), segment(2, 2, 'b')]);
	});
});

describe('a speaker told by the words', () => {
	it.each([
		['the only one', spokenBy('A', 'A'), 'A'],
		['the only one of those that tell', spokenBy('A', undefined, undefined), 'A'],
		['who says most', spokenBy('B', 'A', 'A', undefined, undefined), 'A'],
		['nobody, where none says more than half', spokenBy('A', 'B', 'B', 'A'), undefined],
		['nobody, where none is told', spokenBy(undefined), undefined],
		['whatever the name is', spokenBy('constructor'), 'constructor'],
	])('is %s', (_, words, speaker) => {
		const [found] = read({ segments: [{ ...HELLO[0], words }] }).segments ?? [];
		expect(found.speaker).toBe(speaker);
	});
});

describe('a transcript within other objects', () => {
	it.each([
		['data', { data: { segments: HELLO } }],
		['a result', { result: { text: SPOKEN.text, segments: HELLO } }],
		['data of chunks', { status: 'done', data: { chunks: HELLO } }],
		['a result in data', { data: { result: { segments: HELLO } } }],
		['data that is a list', { data: HELLO }],
		['a result beside empty data', { data: null, result: { segments: HELLO } }],
	])('is read: %s', (_, content) => expect(read(content)).toEqual(SPOKEN));

	it('is read with its language', () => {
		expect(read({ data: { text: 'Hi', language: 'en', segments: [] } })).toEqual({ text: 'Hi', language: 'en' });
	});

	it('is read behind a byte order mark', () => {
		expect(readTranscript(`\uFEFF${JSON.stringify({ segments: HELLO })}`)).toEqual(SPOKEN);
	});

	it.each([{ data: { status: 'done' } }, { data: [] }, { result: 'Hi' }, { data: [{ text: 'a' }] }])('is not %j', (content) => {
		expect(read(content)).toEqual({ text: JSON.stringify(content) });
	});
});
