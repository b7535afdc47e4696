import { Readable } from 'node:stream';

import { describe, expect, it, vi } from 'vitest';

import { examine } from '../../../../nodes/shared/media/examine.ts';
import { ByteReader } from '../../../../nodes/shared/media/reader.ts';
import { box, u32 } from './boxes.mts';
import { DURATION, examineFile, EXPECTED, expectMeasures, FILM, inPieces, measureFile, Samples, SIZE } from './samples.mts';

/** Those whose duration is that of the bytes which are there. */
const LENGTH_OF_SIZE = ['sound.wav', 'title.wav', 'piped.wav', 'constant.mp3', 'constant-low.mp3'];
/** Those whose duration is that of the frames which are there. */
const LENGTH_OF_FRAMES = /\.mp3$/;

const samples = new Samples();
const sample = (name: string) => samples.of(name);

describe.each(EXPECTED)('examine of %s', (name, expected) => {
	it('says size and duration', async () => expectMeasures(await measureFile(sample(name)), expected));

	it.each([1, 7, 4096])('says the same of a stream in pieces of %d bytes, and closes it', async (length) => {
		const content = sample(name);
		const stream = inPieces(content, length);
		expect(await measureFile(stream, content.length)).toEqual(await measureFile(content));
		expect(stream.destroyed).toBe(true);
	});

	it('says nothing wrong of a part', async () => {
		const content = sample(name);
		const whole = await measureFile(content);
		for (let length = 0; length < content.length; length += 50) {
			const measures = await measureFile(content.subarray(0, length));
			if (LENGTH_OF_SIZE.includes(name) && measures.duration !== undefined) {
				expect(Math.abs(measures.duration - (length / content.length) * whole.duration!)).toBeLessThan(0.05);
			} else if (LENGTH_OF_FRAMES.test(name) && measures.duration !== undefined) {
				expect(measures.duration).toBeLessThan(whole.duration! + 0.08);
			} else {
				expect([whole, {}]).toContainEqual(measures);
			}
		}
	});
});

describe('examine', () => {
	it('gives exact durations where the format does', async () => {
		expect(await measureFile(sample('sound.wav'))).toEqual(DURATION);
		expect(await measureFile(sample('piped.wav'))).toEqual(DURATION);
		expect(await measureFile(sample('sound.flac'))).toEqual(DURATION);
		expect(await measureFile(sample('film.mov'))).toEqual(FILM);
	});

	it('knows a film by its start if the index is there', async () => {
		const whole = sample('index-first.mp4');
		const index = whole.indexOf('mdat');
		expect(await measureFile(whole.subarray(0, index))).toEqual(await measureFile(whole));
		expect(await measureFile(whole.subarray(0, index - 20))).toEqual({});
	});

	it('believes the content, not the type', async () => {
		const open = async () => sample('picture.gif');
		expect(await examine({ fileName: 'a.mp4', mimeType: 'video/mp4', size: sample('picture.gif').length, open })).toMatchObject(SIZE);
	});

	it.each([
		['nothing', Buffer.alloc(0)],
		['a text', Buffer.from('BMW is what you free me from, and skip.')],
		['zeros', Buffer.alloc(10_000)],
		['a picture that starts otherwise', Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\x04CgBI\0\0\0\x01\0\0\0\x01', 'latin1')],
	])('says nothing of %s', async (_, content) => expect(await measureFile(content)).toEqual({}));

	it('throws what opening the file throws', async () => {
		const open = async () => await Promise.reject(new Error('gone'));
		await expect(examine({ fileName: 'a', mimeType: 'b', size: 1, open })).rejects.toThrow('gone');
	});

	it.each(['', 'GIF89', 'GIF89a\x61\0\x3f\0\0\0\0'])('throws why the source broke off behind %j, and closes it', async (beginning) => {
		const breaking = Readable.from(
			(function* () {
				yield Buffer.from(beginning, 'latin1');
				throw new Error('broken');
			})(),
		);
		await expect(examineFile(breaking, 100)).rejects.toThrow('broken');
		expect(breaking.destroyed).toBe(true);
	});

	it('does not read on where a part is longer than the file', async () => {
		let read = 0;
		const head = Buffer.concat([box('ftyp', Buffer.from('isom')), u32(0x7fffffff), Buffer.from('mdat')]);
		const stream = Readable.from(
			(function* () {
				yield head;
				for (; read < 1000; read++) yield Buffer.alloc(65_536);
			})(),
			{ objectMode: false },
		);
		expect(await measureFile(stream, 64_000_000)).toEqual({});
		expect(read).toBeLessThan(10);
	});
});

describe('examine of sound', () => {
	/** An ID3 tag around a picture, say; with its length in four times seven bits. */
	const tag = (length: number, flags = 0) =>
		Buffer.concat([
			Buffer.from([0x49, 0x44, 0x33, 4, 0, flags]),
			Buffer.from([21, 14, 7, 0].map((bits) => (length >> bits) & 0x7f)),
			Buffer.alloc(length),
		]);

	it.each(['info.mp3', 'constant.mp3', 'sound.flac'])('skips tags before %s', async (name) => {
		const content = Buffer.concat([tag(3_000_000), tag(300, 0x10), Buffer.alloc(10), sample(name)]);
		expect(await measureFile(inPieces(content, 65_536), content.length)).toEqual(await measureFile(sample(name)));
	});
});

describe('examine of hostile files', () => {
	const MANY = 3_000_000;
	it.each([
		['empty boxes', Buffer.concat([box('ftyp'), Buffer.alloc(MANY * 8, box('free'))])],
		['boxes within boxes', Buffer.alloc(MANY * 8, box('moov'))],
		['empty chunks', Buffer.concat([Buffer.from('RIFF\0\0\0\0WAVE'), Buffer.alloc(MANY * 8, 'junk\0\0\0\0')])],
		['fill bytes', Buffer.concat([Buffer.from([0xff, 0xd8]), Buffer.alloc(MANY, 0xff)])],
		['empty segments', Buffer.concat([Buffer.from([0xff, 0xd8]), Buffer.alloc(MANY * 4, Buffer.from([0xff, 0xe0, 0, 2]))])],
		['empty tags', Buffer.alloc(MANY * 10, 'ID3\x04\0\0\0\0\0\0', 'latin1')],
	])('gives up on millions of %s', async (_, content) => {
		using looks = vi.spyOn(ByteReader.prototype, 'peek');
		expect(await measureFile(content)).toEqual({});
		expect(looks.mock.calls.length).toBeLessThan(MANY / 100);
	});

	/** Mulberry32, so that a failure can be had again. */
	function randomBytes(seed: number, length: number): Buffer {
		let state = seed;
		return Buffer.from(
			Array.from({ length }, () => {
				state = (state + 0x6d2b79f5) | 0;
				let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
				mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
				return (mixed ^ (mixed >>> 14)) & 0xff;
			}),
		);
	}

	async function expectSensible(content: Buffer): Promise<void> {
		const { format, tracks, ...measures } = await examineFile(content);
		for (const value of Object.values(measures)) expect(Number.isFinite(value) && value > 0).toBe(true);
		expect(Object.keys(measures).every((key) => ['width', 'height', 'duration'].includes(key))).toBe(true);
	}

	it('does not throw on random bytes, with or without the start of a real file', async () => {
		const starts = [Buffer.alloc(0), ...[...samples.files.values()].flatMap((file) => [file.subarray(0, 12), file.subarray(0, 40)])];
		for (let seed = 0; seed < 30; seed++) {
			for (const start of starts) await expectSensible(Buffer.concat([start, randomBytes(seed, 300)]));
		}
	});

	it('does not throw on real files with random bytes changed', async () => {
		for (const file of samples.files.values()) {
			for (let seed = 0; seed < 40; seed++) {
				const content = Buffer.from(file);
				const [, ...places] = randomBytes(seed, 40);
				places.forEach((byte, index) => (content[(byte * 7 + index * 31) % Math.min(content.length, 2000)] = byte));
				await expectSensible(content);
			}
		}
	});
});
