import { describe, expect, it } from 'vitest';

import { transcribe } from '../../../../../nodes/Deapi/operations/audio/transcribe.ts';
import { refusalOf, writeField } from '../../../../support/harness/fields.mts';

const timestamps = transcribe.fields.find(({ name }) => name === 'includeTimestamps')!;
const write = async (given: unknown, subtitles?: unknown) =>
	(await writeField(timestamps, given, { item: { parameters: { 'options.subtitles': subtitles } } })).include_ts;

describe('Include Timestamps', () => {
	it.each([true, 'true', 'TRUE', undefined])('is on for %j', async (given) => {
		expect(await write(given)).toBe(true);
	});

	it.each([false, 'false'])('is off for %j', async (given) => {
		expect(await write(given)).toBe(false);
		for (const none of [[], '', undefined]) expect(await write(given, none)).toBe(false);
	});

	it.each([['srt'], 'srt', 'srt,vtt', '["srt"]'])('is on where subtitles need them: %j', async (subtitles) => {
		expect(await write(false, subtitles)).toBe(true);
	});

	it.each([1, 'yes', {}, ''])('is refused: %j', async (given) => {
		expect((await refusalOf(timestamps, given)).parameter).toBe('Include Timestamps');
	});
});
