import { describe, expect, it } from 'vitest';

import { transcribe } from '../../../../../nodes/Deapi/operations/audio/transcribe.ts';
import { fileSaying } from '../../../../support/harness/files.mts';
import { fileNamesIn, refusalOf, writeField } from '../../../../support/harness/fields.mts';

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

describe('the address of a recording', () => {
	const address = transcribe.fields.find(({ name }) => name === 'audioUrl')!;
	const MP3 = { fileName: 'voice.mp3', mimeType: 'audio/mpeg', content: fileSaying('Hello.', 'audio/mpeg') };
	const PAGE = { fileName: 'watch', mimeType: 'text/html', content: Buffer.from('<!doctype html><html><body>A video</body></html>') };
	const VIDEO = 'https://example.com/voice.mp3';
	const UNKNOWN = 'https://videos.example.com/watch?v=1';
	const DATA = 'data:audio/mpeg;base64,SUQz';
	const addresses = { [VIDEO]: MP3, [UNKNOWN]: PAGE, [DATA]: { ...MP3, fileName: 'file' } };
	const of = async (given: unknown) => fileNamesIn(await writeField(address, given, { item: { addresses } }));

	it.each([
		'https://www.youtube.com/watch?v=dQw4w9WgXcQ',
		'http://youtu.be/dQw4w9WgXcQ',
		'https://m.youtube.com/shorts/1',
		'https://x.com/i/status/1',
		'https://twitter.com/a/status/1',
		'https://www.twitch.tv/videos/1',
		'https://kick.com/a/videos/1',
		'https://vm.tiktok.com/1/',
		'HTTPS://YouTube.com/watch?v=1',
	])('goes to deAPI where it is on a platform, and nothing is fetched: %s', async (given) => {
		expect(await of(` ${given} `)).toEqual({ source_url: given });
	});

	it('is fetched where it is one of a file, which is sent', async () => {
		expect(await of(VIDEO)).toEqual({ source_file: 'voice.mp3' });
		expect(await of(DATA)).toEqual({ source_file: 'file.mp3' });
	});

	it('goes to deAPI where it is a page, which may be on a platform that is not known here', async () => {
		expect(await of(UNKNOWN)).toEqual({ source_url: UNKNOWN });
	});

	it.each([
		'https://youtube.com.example.com/a',
		'https://notyoutube.com/a',
		'https://example.com/?x=youtube.com/',
		'https://youtube.com@example.com/a',
	])('is not on a platform because it names one: %s', async (given) => {
		expect(await refusalOf(address, given, { item: { addresses } })).toMatchObject({
			parameter: 'Audio URL',
			message: `There is no file at ${JSON.stringify(given)}`,
		});
	});

	it('is refused where it leads to what is no recording', async () => {
		const item = { addresses: { [VIDEO]: { fileName: 'cat.png', mimeType: 'audio/mpeg', content: fileSaying('a cat') } } };
		expect((await refusalOf(address, VIDEO, { item })).message).toBe(
			'The file "cat.png" in "Audio URL" is an image (PNG), not an audio file or a video',
		);
	});

	it.each([undefined, null, '', ' '])('is missed: %j', async (given) => {
		expect((await refusalOf(address, given)).message).toBe('"Audio URL" is empty');
	});

	it.each(['voice.mp3', 'ftp://example.com/voice.mp3', 'youtu.be/1'])('is none of the web: %s', async (given) => {
		expect((await refusalOf(address, given)).message).toContain('which is not a web address');
	});
});
