import { beforeAll, describe, expect, it } from 'vitest';

import { makeFile } from '../../../support/emulator/ffmpeg.mts';
import { box, u32 } from './boxes.mts';
import { measureFile } from './samples.mts';

const noise = (seconds: number, rate = 44_100) => ['-f', 'lavfi', '-i', `anoisesrc=duration=${seconds}:sample_rate=${rate}:amplitude=0.2`];
const pictures = (seconds: number) => ['-f', 'lavfi', '-i', `testsrc=size=96x64:rate=10:duration=${seconds}`];
const make = async (extension: string, ...args: string[]) => await makeFile([], extension, () => args);

/** Files whose header says something else than how long they play, by what is wrong with them. */
const made: Record<string, () => Promise<Buffer>> = {
	'plain.mp3': async () => await make('mp3', ...noise(6), '-b:a', '64k'),
	'plain.mp4': async () => await make('mp4', ...pictures(6), ...noise(6), '-c:a', 'aac', '-g', '10'),
	'fragments.mp4': async () => await make('mp4', ...pictures(6), '-g', '10', '-movflags', 'frag_keyframe'),
	'timed fragments.mp4': async () => await make('mp4', ...pictures(6), '-g', '10', '-frag_duration', '1000000'),
	'no index.mp4': async () => await make('mp4', ...pictures(6), '-g', '10', '-movflags', 'frag_keyframe+empty_moov'),
	'quiet at first.mp3': async () => {
		const quiet = ['-f', 'lavfi', '-i', 'aevalsrc=0.5*(random(0)-0.5)*gt(t\\,20):s=44100:d=40'];
		return await make('mp3', ...quiet, '-q:a', '2', '-write_xing', '0', '-id3v2_version', '0');
	},
	'adpcm.wav': async () => await make('wav', ...noise(6, 22_050), '-c:a', 'adpcm_ms'),
	'ima.wav': async () => await make('wav', ...noise(6, 22_050), '-c:a', 'adpcm_ima_wav'),
	'float.wav': async () => await make('wav', ...noise(6, 22_050), '-c:a', 'pcm_f32le'),
	'alaw.wav': async () => await make('wav', ...noise(6, 22_050), '-c:a', 'pcm_alaw'),
	'surround.wav': async () => await make('wav', ...noise(6, 22_050), '-ac', '6', '-c:a', 'pcm_s24le'),
	'plain.wav': async () => await make('wav', ...noise(6, 22_050)),
	'plain.flac': async () => await make('flac', ...noise(6, 22_050)),
};
const files: Record<string, Buffer> = {};
beforeAll(async () => {
	await Promise.all(Object.entries(made).map(async ([name, maker]) => (files[name] = await maker())));
}, 60_000);

const patched = (name: string, patch: (content: Buffer) => void) => {
	const content = Buffer.from(files[name]);
	patch(content);
	return content;
};
/** Behind the name of a box: its version, and what follows that. */
const inBox = (content: Buffer, name: string) => content.indexOf(name) + 4;
const id3v1 = Buffer.from('TAG'.padEnd(128));
const ape = (length: number, isHeader: boolean) => {
	const header = Buffer.alloc(32);
	header.write('APETAGEX');
	header.writeUInt32LE(2000, 8);
	header.writeUInt32LE(length + 32, 12);
	header.writeUInt32LE(isHeader ? 0xa0000000 : 0x80000000, 20);
	return header;
};
const apeTag = (length: number) => Buffer.concat([ape(length, true), Buffer.alloc(length, 'cover'), ape(length, false)]);

const expectLength = async (content: Buffer, seconds: number | undefined) => {
	const { duration } = await measureFile(content);
	if (seconds === undefined) expect(duration).toBeUndefined();
	else expect(Math.abs((duration ?? 0) - seconds)).toBeLessThan(0.15);
};

describe('lengths that nothing contradicts', () => {
	it.each([
		['plain.mp3', 6],
		['plain.mp4', 6],
		['plain.wav', 6],
		['float.wav', 6],
		['alaw.wav', 6],
		['surround.wav', 6],
		['plain.flac', 6],
	])('are those of %s', async (name, seconds) => await expectLength(files[name], seconds));

	it.each(['adpcm.wav', 'ima.wav'])('are those that codecs count, in %s', async (name) => await expectLength(files[name], 6));
});

describe('lengths that a file has where its header is about a part of it', () => {
	it.each(['fragments.mp4', 'timed fragments.mp4', 'no index.mp4'])('are not told of %s', async (name) => {
		await expectLength(files[name], undefined);
	});

	const withMehd = (ticks: number) =>
		patched('no index.mp4', (content) => {
			const at = inBox(content, 'mvex');
			// In place of the box that tells what fragments have in common.
			content.set(box('mehd', u32(0, ticks)), at);
			content.set(box('free', Buffer.alloc(content.readUInt32BE(at - 8) - 8 - 16 - 8)), at + 16);
		});

	it('are what the header of the fragments says', async () => await expectLength(withMehd(6000), 6));
	it.each([0, 0x7fffffff])('are not %d, which it says', async (ticks) => await expectLength(withMehd(ticks), undefined));

	it.each<[string, () => Buffer[]]>([
		['one behind another', () => [files['plain.mp3'], files['plain.mp3'], files['plain.mp3']]],
		['with titles between', () => [files['plain.mp3'], id3v1, files['plain.mp3'], apeTag(300), files['plain.mp3'], id3v1]],
	])('are counted in MP3 files that were joined %s', async (_, parts) => await expectLength(Buffer.concat(parts()), 18.1));

	it('are counted where bit rates change', async () => await expectLength(files['quiet at first.mp3'], 40));

	it.each<[string, () => Buffer]>([
		['an APE tag', () => Buffer.concat([files['plain.mp3'], apeTag(500_000)])],
		['an APE tag and titles', () => Buffer.concat([files['plain.mp3'], apeTag(5000), id3v1])],
		['an ID3v1 tag', () => Buffer.concat([files['plain.mp3'], id3v1])],
	])('leave %s out', async (_, content) => await expectLength(content(), 6));

	it('are not told of MP3 with something else behind', async () => {
		await expectLength(Buffer.concat([files['plain.mp3'], Buffer.alloc(50_000, 'else')]), undefined);
	});

	it('are not told of WAV and FLAC files that were joined', async () => {
		await expectLength(Buffer.concat([files['plain.wav'], files['plain.wav']]), undefined);
		await expectLength(Buffer.concat([files['plain.flac'], files['plain.flac']]), undefined);
	});
});

describe('lengths that four bytes were changed for', () => {
	it('are counted anew in an MP3', async () => {
		const patch = (frames: number) =>
			patched('plain.mp3', (content) => content.writeUInt32BE(frames, Math.max(content.indexOf('Info'), content.indexOf('Xing')) + 8));
		for (const frames of [1, 100, 460, 0xffffffff]) await expectLength(patch(frames), 6.03);
	});

	it.each([
		['mvhd', 'of the film', 1000],
		['mvhd', 'of the film, upwards', 60_000],
	])('are not told of an MP4 (%s, %s)', async (name, _, ticks) => {
		await expectLength(
			patched('plain.mp4', (content) => content.writeUInt32BE(ticks, inBox(content, name) + 16)),
			undefined,
		);
	});

	it('are not told of an MP4 where the headers of film and tracks agree, and the samples do not', async () => {
		const content = patched('plain.mp4', (bytes) => {
			bytes.writeUInt32BE(1000, inBox(bytes, 'mvhd') + 16);
			for (let at = bytes.indexOf('mdhd'); at > 0; at = bytes.indexOf('mdhd', at + 4))
				bytes.writeUInt32BE(bytes.readUInt32BE(at + 16), at + 20);
		});
		await expectLength(content, undefined);
	});

	it.each([
		['bytes per second', 28],
		['sample rate', 24],
	])('are not told of a WAV (%s)', async (_, offset) => {
		for (const rate of [2_822_400, 1000])
			await expectLength(
				patched('plain.wav', (content) => content.writeUInt32LE(rate, offset)),
				undefined,
			);
	});

	it('are not told of a WAV whose codec counts what so many bytes cannot be', async () => {
		for (const samples of [1, 0, 0xffffffff, 0x7fffffff]) {
			await expectLength(
				patched('adpcm.wav', (content) => content.writeUInt32LE(samples, content.indexOf('fact') + 8)),
				undefined,
			);
		}
	});

	it('are not told of a FLAC', async () => {
		for (const samples of [22_050, 22_050_000, 0xffffffff]) {
			await expectLength(
				patched('plain.flac', (content) => content.writeUInt32BE(samples, 22)),
				undefined,
			);
		}
	});
});
