import { describe, expect, it } from 'vitest';

import { readTranscript } from '../../../../nodes/shared/results/transcript.ts';
import { HELLO, segment, SPOKEN } from './segments.mts';

const segmentsOf = (content: string) => readTranscript(content).segments;
const [FIRST, SECOND] = ['00:00:00,000 --> 00:00:02,500', '00:00:02,500 --> 00:00:04,000'];
const vtt = (payload: string) => `WEBVTT\n\n00:00.000 --> 00:01.000\n${payload}`;

describe('SubRip', () => {
	it.each([
		['no empty line between cues', `1\n${FIRST}\nHello there.\n2\n${SECOND}\nHow are you?`],
		['many empty lines', `\n\n1\n\n${FIRST}\n\nHello there.\n\n\n\n2\n${SECOND}\n\n\nHow are\n\nyou?\n\n`],
		['empty lines within a cue', `1\n${FIRST}\nHello\n\nthere.\n\n2\n${SECOND}\nHow are\n\nyou?`],
		['a number missing', `1\n${FIRST}\nHello there.\n\n${SECOND}\nHow are you?`],
		['the first number missing', `${FIRST}\nHello there.\n\n2\n${SECOND}\nHow are you?`],
		['no numbers and no empty lines', `${FIRST}\nHello there.\n${SECOND}\nHow are you?`],
		['numbers in no order', `7\n${FIRST}\nHello there.\n\n0\n${SECOND}\nHow are you?`],
		['points', `1\n${FIRST}\nHello there.\n\n2\n${SECOND}\nHow are you?`.replaceAll(',', '.')],
		['no hours', `1\n${FIRST}\nHello there.\n\n2\n${SECOND}\nHow are you?`.replaceAll('00:00:', '00:')],
		['short fractions', `1\n00:00:00 --> 00:00:02,5\nHello there.\n\n2\n00:00:02,5 --> 00:00:04\nHow are you?`],
		['a byte order mark and CRLF', `\uFEFF1\r\n${FIRST}\r\nHello there.\r\n\r\n2\r\n${SECOND}\r\nHow are you?\r\n`],
		['carriage returns', `1\r${FIRST}\rHello there.\r\r2\r${SECOND}\rHow are you?\r`],
		['spaces', ` 1 \n  ${FIRST.replace(' --> ', '   -->\t')} \n Hello there.  \n \t \n2 \n${SECOND} \n  How are you?`],
		['places on the screen', `1\n${FIRST} X1:40 X2:600 Y1:20 Y2:50\nHello there.\n\n2\n${SECOND} align:start\nHow are you?`],
	])('is read with %s', (_, content) => expect(readTranscript(content)).toEqual(SPOKEN));

	it('keeps numbers that are said', () => {
		const texts = segmentsOf(`1\n${FIRST}\n42\n\n2\n${SECOND}\n41\n\n43\n\n`)?.map(({ text }) => text);
		expect(texts).toEqual(['42', '41 43']);
		expect(segmentsOf(`${FIRST}\nIt is\n42\n${SECOND}\nYes.`)?.[0].text).toBe('It is 42');
	});

	it('keeps U+2028 and U+2029 within a text', () => {
		expect(segmentsOf(`1\n${FIRST}\nHello\u2028there.\u2029\u2028You!`)).toEqual([segment(0, 2.5, 'Hello\u2028there.\u2029\u2028You!')]);
	});

	it('has no segment that ends before it starts', () => {
		expect(segmentsOf(`1\n00:00:05,000 --> 00:00:04,000\na\n\n2\n${FIRST}\nb`)).toEqual([segment(5, 5, 'a'), segment(0, 2.5, 'b')]);
	});

	it('has minutes beyond 99, and hours', () => {
		expect(segmentsOf('1\n119:59,000 --> 1234:00,500\na\n\n2\n1234:00:01,000 --> 1234:00:02,000\nb')).toEqual([
			segment(7199, 74_040.5, 'a'),
			segment(4_442_401, 4_442_402, 'b'),
		]);
	});
});

describe('WebVTT', () => {
	it('says nothing but its cues', () => {
		const content = [
			'\uFEFFWEBVTT a title',
			'X-TIMESTAMP-MAP=LOCAL:00:00:00.000,MPEGTS:0',
			'header text\n',
			'NOTE\nnobody\nsays this\n',
			'REGION\nid:fred\nwidth:40%\n',
			'STYLE\n::cue(b) { color: red }\n',
			'1 - the first',
			'00:00.000 --> 00:02.500 region:fred position:10%,line-left align:left',
			'<c.yellow.bg_blue>Hello</c> <00:00:01.000><i>there</i>.\n',
			'NOTE said by nobody\n',
			'00:00:02.500-->00:00:04.000',
			'<lang en>How are</lang>',
			'you?\n',
			'this belongs to no cue\n',
		].join('\n');
		expect(readTranscript(content)).toEqual(SPOKEN);
		expect(readTranscript(content.replaceAll('\n', '\r\n'))).toEqual(SPOKEN);
	});

	it.each([
		['the first of two voices', '<v Anna>Hi</v> <v.loud Bob>Hello', ['Hi', 'Anna'], ['Hello', 'Bob']],
		['a voice on each line', '<v Anna>Hi\n<v Anna>Bob', ['Hi Bob', 'Anna']],
		['what is said before a voice', '- Hi\n<v Bob>Hello', ['- Hi'], ['Hello', 'Bob']],
		['a voice without a name', '<v >Hi', ['Hi']],
		['a name with spaces and line breaks', '<v.a.b   Anna\nMaria >Hi', ['Hi', 'Anna Maria']],
		['tags that only look like voices', '<video x><va b>Hi', ['Hi']],
		['a voice that says nothing', '<v Anna></v>', ['']],
	])('tells voices: %s', (_, payload, ...said) => {
		expect(segmentsOf(vtt(payload))).toEqual(said.map(([text, speaker]) => segment(0, 1, text, speaker)));
	});

	it.each([
		['&amp; &lt; &gt; &quot; &apos;', `& < > " '`],
		['a&nbsp;b&lrm;c&rlm;d', 'a\u00a0b\u200ec\u200fd'],
		['&#39;&#x27;&#X1F600;', `''\u{1f600}`],
		['&amp;lt; &amp;#39;', '&lt; &#39;'],
		['&#0; &#xD800; &#x110000; &unknown; & &amp', '&#0; &#xD800; &#x110000; &unknown; & &amp'],
		['1 < 2', '1 < 2'],
		['a\u2028b\u2029c', 'a\u2028b\u2029c'],
		[' \nHello', 'Hello'],
	])('reads %j', (payload, text) => expect(segmentsOf(vtt(payload))).toEqual([segment(0, 1, text)]));

	it('is read where cues follow without an empty line', () => {
		expect(segmentsOf(`WEBVTT\n${FIRST}\nHello there.\n${SECOND}\nHow are you?`)).toEqual(HELLO);
	});

	it('says nothing without a cue', () => expect(readTranscript('WEBVTT\n\n')).toEqual({ text: '' }));

	it('ends no cue before it starts', () => {
		expect(segmentsOf('WEBVTT\n\n00:05.000 --> 00:04.000\na')).toEqual([segment(5, 5, 'a')]);
	});
});
