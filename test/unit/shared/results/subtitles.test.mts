import { describe, expect, it } from 'vitest';

import { toSrt, toVtt } from '../../../../nodes/shared/results/subtitles.ts';
import { readTranscript } from '../../../../nodes/shared/results/transcript.ts';
import { HELLO, segment, SPOKEN } from './segments.mts';

describe('toSrt', () => {
	it('numbers the cues', () => {
		expect(toSrt(HELLO)).toBe('1\n00:00:00,000 --> 00:00:02,500\nHello there.\n\n2\n00:00:02,500 --> 00:00:04,000\nHow are you?\n');
	});

	it('says who speaks, and lets no text look like a cue', () => {
		expect(toSrt([segment(1, 2, 'a --> b ---> c -> <d> & e', ' Tom\n--> Jerry')])).toBe(
			'1\n00:00:01,000 --> 00:00:02,000\nTom → Jerry: a → b → c -> <d> & e\n',
		);
	});

	it('numbers without a gap where a segment has no text', () => {
		expect(toSrt([segment(0, 1, ' \n'), segment(1, 2, 'a')])).toBe('1\n00:00:01,000 --> 00:00:02,000\na\n');
	});

	it('is empty without segments', () => expect(toSrt([])).toBe(''));
});

describe('toVtt', () => {
	it('writes the cues below the header', () => {
		expect(toVtt(HELLO)).toBe('WEBVTT\n\n00:00:00.000 --> 00:00:02.500\nHello there.\n\n00:00:02.500 --> 00:00:04.000\nHow are you?\n');
	});

	it('escapes texts and names', () => {
		expect(toVtt([segment(1, 2, 'a --> <b> & c &lt;', 'Tom &\n<Jerry>')])).toBe(
			'WEBVTT\n\n00:00:01.000 --> 00:00:02.000\n<v Tom &amp; &lt;Jerry&gt;>a --&gt; &lt;b&gt; &amp; c &amp;lt;\n',
		);
	});

	it('is a header without segments', () => expect(toVtt([])).toBe('WEBVTT\n'));
});

describe('cues', () => {
	it.each([
		['carries rounding over', 59.9996, 3599.9999, '00:01:00.000 --> 01:00:00.000'],
		['rounds to the nearest', 0.0004, 0.0015, '00:00:00.000 --> 00:00:00.002'],
		['counts beyond 99 hours', 359_999.999, 360_000, '99:59:59.999 --> 100:00:00.000'],
		['starts no earlier than the media', -1, 1, '00:00:00.000 --> 00:00:01.000'],
		['shows for two seconds what has no length', 5, 5, '00:00:05.000 --> 00:00:07.000'],
		['shows for two seconds what ends before it starts', 5, 4, '00:00:05.000 --> 00:00:07.000'],
		['shows for two seconds what rounding leaves no length', 5.0001, 5.0002, '00:00:05.000 --> 00:00:07.000'],
	])('%s', (_, start, end, line) => {
		expect(toVtt([segment(start, end, 'a')])).toBe(`WEBVTT\n\n${line}\na\n`);
		expect(toSrt([segment(start, end, 'a')])).toBe(`1\n${line.replaceAll('.', ',')}\na\n`);
	});

	it('keep the lines of a text, without empty ones', () => {
		expect(toVtt([segment(0, 1, '\n a \r\n\r\n\tb\rc\n')])).toBe('WEBVTT\n\n00:00:00.000 --> 00:00:01.000\na\nb\nc\n');
	});

	it('are in the order of time, which is that of the segments where the times are equal', () => {
		const cues = toVtt([segment(2, 3, 'c'), segment(1, 2, 'a'), segment(1, 3, 'b')]);
		expect(cues.match(/^[abc]$/gm)).toEqual(['a', 'b', 'c']);
	});

	it('are read again as they were', () => {
		const segments = [segment(0, 1.25, 'Fish & <chips> --> here', 'SPEAKER_00'), segment(1.25, 360_000.001, '&amp; ok')];
		expect(readTranscript(toVtt(segments)).segments).toEqual(segments);
		expect(readTranscript(toSrt(HELLO))).toEqual(SPOKEN);
	});
});
