import { describe, expect, it } from 'vitest';

import { readTranscript } from '../../../../nodes/shared/results/transcript.ts';
import type { Transcript } from '../../../../nodes/shared/results/transcript.ts';
import { HELLO, segment, SPOKEN } from './segments.mts';

const inLines = (first: string, second: string) => `${first}Hello there.\n${second}How are you?\n`;

describe('readTranscript', () => {
	it.each([
		['arrows and clocks', inLines('[00:00:00.000 --> 00:00:02.500] ', '[00:00:02.500 --> 00:00:04.000] ')],
		['the spaces of whisper.cpp', inLines('[00:00:00.000 --> 00:00:02.500]   ', '[00:00:02.500 --> 00:00:04.000]   ')],
		['short clocks', inLines('[00:00.0 - 00:02.5]', '[0:02.5 – 0:04]')],
		['decimal commas', inLines('[00:00:00,000 --> 00:00:02,500] ', '[00:00:02,500 --> 00:00:04,000] ')],
		['seconds', inLines('[0.00 - 2.50] ', '[2.50 - 4.00] ')],
		['seconds with a unit', inLines('[0.00s -> 2.50s] ', '[2.50s -> 4.00s] ')],
		['pairs', inLines('(0.0, 2.5) ', '(2.5, 4.0) ')],
		['a colon after', inLines('[0 to 2.5]: ', '[2.5 to 4]: ')],
		['no brackets', inLines('00:00:00.000 --> 00:00:02.500 ', '00:00:02.500 --> 00:00:04.000: ')],
		['empty lines between', inLines('[0.00 - 2.50] ', '\n\r\n[2.50 - 4.00] ')],
		['a byte order mark', `\uFEFF${inLines('[0.00 - 2.50] ', '[2.50 - 4.00] ')}`],
		['SRT', '1\n00:00:00,000 --> 00:00:02,500\nHello there.\n\n2\n00:00:02,500 --> 00:00:04,000\nHow are\nyou?\n'],
		['SRT with CRLF', '1\r\n00:00:00,000 --> 00:00:02,500\r\nHello there.\r\n\r\n2\r\n00:00:02,500 --> 00:00:04,000\r\nHow are you?'],
		['SRT without numbers', '00:00:00,000-->00:00:02,500\nHello there.\n\n00:00:02,500-->00:00:04,000\nHow are you?'],
		[
			'WebVTT',
			'WEBVTT - a title\nKind: captions\n\nNOTE nobody\nsays this\n\nSTYLE\n::cue { color: red }\n\n' +
				'00:00.000 --> 00:02.500 align:start\nHello <i>there</i>.\n\nname\n00:00:02.500 --> 00:00:04.000\n<00:00:02.500>How are\nyou?',
		],
	])('reads lines with %s', (_, content) => expect(readTranscript(content)).toEqual(SPOKEN));

	it.each([
		['long clocks', inLines('00:00:00 ', '00:00:02.5 ')],
		['clocks in brackets', inLines('[00:00] ', '[00:02.5] ')],
		['clocks in parentheses', inLines('(0:00:00) ', '(0:00:02.5) ')],
	])('lets a segment end at the next where the lines have only %s', (_, content) => {
		expect(readTranscript(content)).toEqual({ ...SPOKEN, segments: [HELLO[0], segment(2.5, 2.5, 'How are you?')] });
	});

	it('reads what WhisperLargeV3 writes, however long the recording is', () => {
		const { text, segments } = readTranscript('[0:00 - 0:04]  First.\n[59:58 - 61:02]  Second.\n[119:59 - 120:03]  Third.\n');
		expect(text).toBe('First. Second. Third.');
		expect(segments).toEqual([segment(0, 4, 'First.'), segment(3598, 3662, 'Second.'), segment(7199, 7203, 'Third.')]);
	});

	it('counts hours and minutes', () => {
		const { segments } = readTranscript('[100:01:02.345 --> 101:59:59,9] long');
		expect(segments).toEqual([segment(360_062.345, 367_199.9, 'long')]);
	});

	it('takes the odd line without a time stamp for the rest of the line before', () => {
		const timed = [1, 2, 3, 4].map((second) => `[0${second}:00] ${second}`);
		const { text, segments } = readTranscript([...timed.slice(0, 2), 'and a half', ...timed.slice(2)].join('\n'));
		expect(text).toBe('1 2 and a half 3 4');
		expect(segments?.map(({ start }) => start)).toEqual([60, 120, 180, 240]);
	});

	it('keeps a segment without a word, but not in the text', () => {
		const { text, segments } = readTranscript('[0.0 - 1.0]\n[1.0 - 2.0] Yes.');
		expect(text).toBe('Yes.');
		expect(segments).toEqual([segment(0, 1, ''), segment(1, 2, 'Yes.')]);
	});

	it('reads voices and character references in WebVTT', () => {
		const { text, segments } = readTranscript(
			'WEBVTT\n\n00:00.000 --> 00:01.000\n<v.loud Tom &amp; Jerry>1 &lt; 2 &amp;&amp; &amp;lt;</v>\n',
		);
		expect(text).toBe('1 < 2 && &lt;');
		expect(segments).toEqual([segment(0, 1, '1 < 2 && &lt;', 'Tom & Jerry')]);
	});

	it('leaves what looks like markup in SRT', () => {
		expect(readTranscript('1\n00:00:00,000 --> 00:00:01,000\n1 <2> &lt;\n').text).toBe('1 <2> &lt;');
	});

	it.each([
		['', ''],
		['  Just a text.\n', 'Just a text.'],
		['First.\n\n  Second  \r\nThird.', 'First.\n\n  Second  \r\nThird.'],
		['10:30 is when we meet.'],
		['2 - 3 eggs'],
		['[Music]\nHello.'],
		['[1] one\n[2] two'],
		['(1) one\n(2) two'],
		['[00:01] is where it starts.\nThen it goes on.'],
		['Chapters:\n[00:01] one\n[00:02] two\n[00:03] three\n[00:04] four\n[00:05] five\n[00:06] six'],
		['1984 was\n2001 is\n42'],
		['1\n2\n3'],
		['00:00:01 first\nsecond\nthird\n00:00:04 fourth'],
		['WEBVTT is a format.'],
		['They wrote 00:00:01,000 --> 00:00:02,000\nand so on.'],
		['They wrote:\n00:00:01,000 --> 00:00:02,000\nand so on.'],
		['[3-5] Smith et al. disagree.'],
		['[3-5] Smith et al.\n[6-8] Jones'],
		['(2015 - 2018) Software engineer\n(2018 - 2020) Manager'],
		['(0, 1) and (2, 3) are the points.'],
		['(0.5, 1.5) is the point.'],
		['(10:30 - 11:00) is when we meet.'],
		['[09:30] Keynote\n[09:00] Opening'],
		['[broken json'],
		['42'],
		['{"status":"done"}'],
		['{"segments":"none"}'],
		['[{"word":"a"}]'],
	])('leaves %j a plain text', (content, text = content) => expect(readTranscript(content)).toEqual({ text }));

	it.each<[string, unknown, Transcript]>([
		['Whisper', { text: ' Hello there. How are you? ', language: 'en', segments: HELLO }, { ...SPOKEN, language: 'en' }],
		['segments without text', { segments: HELLO.map((entry) => ({ ...entry, text: ` ${entry.text}`, avg_logprob: -1 })) }, SPOKEN],
		['a bare list', HELLO, SPOKEN],
		[
			'Hugging Face',
			{
				text: 'Hello there.',
				chunks: [
					{ timestamp: [0, 2.5], text: ' Hello there.' },
					{ timestamp: [2.5, null], text: '' },
				],
			},
			{ text: 'Hello there.', segments: [HELLO[0], segment(2.5, 2.5, '')] },
		],
		[
			'speakers',
			[segment(0, 1, 'Hi', 'SPEAKER_00'), { ...HELLO[0], text: 'Hi', speaker: null }, { ...HELLO[1], speaker: 7 }],
			{ text: 'Hi Hi How are you?', segments: [segment(0, 1, 'Hi', 'SPEAKER_00'), segment(0, 2.5, 'Hi'), HELLO[1]] },
		],
		['only text', { text: 'Hi', segments: [], language: null }, { text: 'Hi' }],
		['nothing said', { text: '', segments: [] }, { text: '' }],
		['entries that are no segments', { segments: [null, 1, { start: 'a', end: 1, text: 'a' }, { start: 0, end: 1 }, ...HELLO] }, SPOKEN],
		[
			'times as text',
			{ segments: HELLO.map(({ start, end, text }) => ({ start: `${start}`, end: `${end}.0`.slice(0, 3), text })) },
			SPOKEN,
		],
		[
			'words',
			{
				segments: [
					{
						...HELLO[0],
						avg_logprob: -0.2,
						words: [
							{ word: ' Hello', start: '0.1', end: 1, score: 0.9, speaker: 'SPEAKER_01' },
							{ word: 'there.', start: null },
							{ word: '' },
							null,
						],
					},
				],
			},
			{
				text: 'Hello there.',
				segments: [
					{
						...segment(0, 2.5, 'Hello there.', 'SPEAKER_01'),
						words: [{ word: 'Hello', start: 0.1, end: 1, speaker: 'SPEAKER_01' }, { word: 'there.' }],
					},
				],
			},
		],
		[
			'words of two speakers, and of another than the segment’s',
			{
				segments: [
					{
						...HELLO[0],
						words: [
							{ word: 'a', speaker: 'A' },
							{ word: 'b', speaker: 'B' },
						],
					},
					{ ...HELLO[1], speaker: 'A', words: [{ word: 'c', speaker: 'C' }] },
				],
			},
			{
				text: 'Hello there. How are you?',
				segments: [
					{
						...HELLO[0],
						words: [
							{ word: 'a', speaker: 'A' },
							{ word: 'b', speaker: 'B' },
						],
					},
					{ ...HELLO[1], speaker: 'A', words: [{ word: 'c', speaker: 'C' }] },
				],
			},
		],
		['nothing said, without a text', { segments: [], language: 'en' }, { text: '', language: 'en' }],
		['no language', { text: 'Hi', language: '' }, { text: 'Hi' }],
	])('reads JSON: %s', (_, content, transcript) => {
		expect(readTranscript(JSON.stringify(content))).toEqual(transcript);
		expect(readTranscript(`\n${JSON.stringify(content, null, 2)}\n`)).toEqual(transcript);
	});

	it('takes no time from a number that JSON makes infinite', () => {
		expect(readTranscript('{"text":"a","segments":[{"start":1e999,"end":1,"text":"a"}]}')).toEqual({ text: 'a' });
	});
});
