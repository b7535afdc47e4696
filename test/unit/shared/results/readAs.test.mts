import { describe, expect, it } from 'vitest';

import { readTranscript } from '../../../../nodes/shared/results/transcript.ts';
import { HELLO, segment, SPOKEN } from './segments.mts';

describe('readTranscript of a job without time stamps', () => {
	it.each([
		'[0:00 - 0:04]  First.\n[0:04 - 0:08]  Second.',
		'00:00:00 First.\n00:00:04 Second.',
		'1\n00:00:00,000 --> 00:00:02,500\nHello there.',
		'WEBVTT\n\n00:00.000 --> 00:01.000\nHello',
		'WEBVTT',
	])('takes no time out of %j', (content) => expect(readTranscript(content, { isTimed: false })).toEqual({ text: content }));

	it('reads JSON', () => expect(readTranscript(JSON.stringify({ segments: HELLO }), { isTimed: false })).toEqual(SPOKEN));
});

describe('readTranscript of a job with time stamps', () => {
	it.each([
		['a single time', '[00:01] Hello.', [segment(1, 1, 'Hello.')]],
		['whole seconds', '[0 - 2] Hello.\n[2 - 4] Good-bye.', [segment(0, 2, 'Hello.'), segment(2, 4, 'Good-bye.')]],
		['lines that go on', '00:00:01 first\nsecond\nthird\n00:00:04 fourth', [segment(1, 4, 'first second third'), segment(4, 4, 'fourth')]],
		['times that fall', '[00:02] Hello.\n[00:01] Good-bye.', [segment(2, 2, 'Hello.'), segment(1, 1, 'Good-bye.')]],
	])('reads %s', (_, content, segments) => expect(readTranscript(content, { isTimed: true }).segments).toEqual(segments));

	it.each(['Just a text.', 'Chapters:\n[00:01] one\n[00:02] two'])('leaves %j a plain text', (text) =>
		expect(readTranscript(text, { isTimed: true })).toEqual({ text }),
	);
});
