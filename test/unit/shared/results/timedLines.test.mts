import { describe, expect, it } from 'vitest';

import { readTranscript } from '../../../../nodes/shared/results/transcript.ts';
import { segment } from './segments.mts';

const segmentsOf = (content: string) => readTranscript(content).segments;

describe('timed lines', () => {
	it('go on in lines without a time, however many', () => {
		expect(segmentsOf('[0:00 - 0:04]  First\nline,\n\nand another.\n[0:04 - 0:08]\nSecond.\n(1, 2) is said.')).toEqual([
			segment(0, 4, 'First line, and another.'),
			segment(4, 8, 'Second. (1, 2) is said.'),
		]);
	});

	it('keep U+2028 and U+2029 within a text', () => {
		expect(segmentsOf('[0:00 - 0:01] a\u2028b\n[0:01 - 0:02] c\u2029d\n00:00:03')).toEqual([
			segment(0, 1, 'a\u2028b'),
			segment(1, 2, 'c\u2029d 00:00:03'),
		]);
		expect(segmentsOf('00:00:00 a\u2028b\n00:00:01 c\u2028')).toEqual([segment(0, 1, 'a\u2028b'), segment(1, 1, 'c')]);
	});

	it('end no earlier than they start', () => {
		expect(segmentsOf('[0:05 - 0:04] a\n[0:01 - 0:02] b')).toEqual([segment(5, 5, 'a'), segment(1, 2, 'b')]);
	});

	it.each([
		['minutes beyond 99', '[99:59 - 100:01]', 5999, 6001],
		['minutes beyond 999', '[0:00 - 1000:01]', 0, 60_001],
		['microseconds', '[00:00:01.250000 --> 00:00:02.500000]', 1.25, 2.5],
		['hours', '[10:00:00.0 --> 12:00:00.0]', 36_000, 43_200],
		['a time that is not bracketed', '123:00:00.000 --> 124:00:00.000', 442_800, 446_400],
	])('have %s', (_, stamp, start, end) => {
		expect(segmentsOf(`${stamp} a\n${stamp} b`)).toEqual([segment(start, end, 'a'), segment(start, end, 'b')]);
	});

	it('may have whole numbers among seconds', () => {
		expect(segmentsOf('[0 to 2]: a\n[2 to 2.5]: b\n[2.5 to 4]: c')).toEqual([
			segment(0, 2, 'a'),
			segment(2, 2.5, 'b'),
			segment(2.5, 4, 'c'),
		]);
	});

	it('have no endless times', () => {
		const digits = '9'.repeat(400);
		const text = `[0.0 - ${digits}.0] a\n[1.0 - ${digits}.0] b`;
		expect(readTranscript(text)).toEqual({ text });
	});

	it('are read for hours', () => {
		const lines = Array.from({ length: 20_000 }, (_, index) => `[${Math.floor(index / 60)}:${`${index % 60}`.padStart(2, '0')}] ${index}`);
		const segments = segmentsOf(lines.join('\n')) ?? [];
		expect(segments).toHaveLength(20_000);
		expect(segments.every(({ start, text }, index) => start === index && text === `${index}`)).toBe(true);
	});
});
