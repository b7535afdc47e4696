import { describe, expect, it } from 'vitest';

import { isTranscript } from '../../../../nodes/shared/results/transcript.ts';
import { HELLO } from './segments.mts';

describe('isTranscript', () => {
	it.each([
		JSON.stringify({ text: 'Hello', segments: HELLO }),
		JSON.stringify({ data: { chunks: [{ timestamp: [0, 1], text: 'Hello' }] } }),
		'1\n00:00:00,000 --> 00:00:02,500\nHello there.',
		'WEBVTT\n\n00:00.000 --> 00:01.000\nHello',
		'[0:00 - 0:04]  First.\n[0:04 - 0:08]  Second.',
		'[00:00:30 - 00:00:34] First.\nIt goes on.\n[00:00:34 - 00:00:38] Second.',
		'[01:00.000 --> 01:02.500] First.\n[01:02.500 --> 01:04.000] Second.',
		'[0.00s -> 2.50s] First.\n[2.50s -> 4.00s] Second.',
		'\uFEFF[00:12.00]First.\r\n[00:14.50]Second.',
	])('takes %j for one', (content) => expect(isTranscript(content)).toBe(true));

	it.each([
		'',
		'Just a text.',
		'WEBVTT',
		'WEBVTT is a format.',
		'[0:00 - 0:04]  A single line.',
		'[0:04 - 0:08]  First.\n[0:00 - 0:04]  Second.',
		'[0:04 - 0:02]  First.\n[0:06 - 0:05]  Second.',
		'[09:00] Opening\n[09:30] Keynote\n[10:00] Coffee',
		'[09:00 - 09:30] Opening\n[09:30 - 10:00] Keynote',
		'10:00:00 Doors open\n11:00:00 Concert',
		'10:00:00 - 11:00:00 Doors open\n11:00:00 - 12:00:00 Concert',
		'(10:30) is when we meet.\n(11:30) is when we part.',
		'(0, 1) and (2, 3) are the points.\n(2, 3) and (4, 5) too.',
		'(0.1, 0.5) is a corner.\n(0.2, 0.7) is another.',
		'[3-5] Smith et al. disagree.\n[6-8] Jones agrees.',
		'[3.5 - 5.1] Potassium\n[4.5 - 11.0] Leukocytes',
		'(2015 - 2018) Software engineer\n(2018 - 2020) Manager',
		'[[10,20,30,40],[50,60,70,80]]',
		'{"text":"Hello"}',
		'{"text":"","segments":[]}',
		'[{"start":"09:00","end":"10:00","text":"Opening"}]',
	])('takes %j for none', (content) => expect(isTranscript(content)).toBe(false));
});
