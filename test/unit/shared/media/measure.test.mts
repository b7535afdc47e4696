import { execFile } from 'node:child_process';
import { accessSync, chmodSync, constants, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

import ffmpeg from '@ffmpeg-installer/ffmpeg';
import { PNG } from 'pngjs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

import { measure } from '../../../../nodes/shared/media/measure.ts';
import type { Measures } from '../../../../nodes/shared/media/measures.ts';
import { ByteReader } from '../../../../nodes/shared/media/reader.ts';

type Content = Buffer | Readable;

const measureFile = (content: Content, size = Buffer.isBuffer(content) ? content.length : 0) =>
	measure({ fileName: 'file', mimeType: 'application/octet-stream', size, open: async () => content });

const PICTURE = '-f lavfi -i testsrc=size=97x63:rate=10 -frames:v 1';
const VIDEO = '-f lavfi -i testsrc=size=96x64:rate=10:duration=2';
const TONE = '-f lavfi -i sine=frequency=440:sample_rate=22050:duration=2';
const FULL_RATE = '-f lavfi -i sine=sample_rate=44100:duration=2';
const LOW_RATE = '-f lavfi -i sine=sample_rate=8000:duration=2';
const LOUD_THEN_QUIET = '-f lavfi -i aevalsrc=random(0)*lt(t\\,1):sample_rate=44100:duration=2';

const SIZE = { width: 97, height: 63 };
const VIDEO_SIZE = { width: 96, height: 64 };
const DURATION = { duration: 2 };
const FILM = { ...VIDEO_SIZE, ...DURATION };

/** What ffmpeg is told, by the name of the file that it makes of it. */
const SAMPLES: Record<string, [arguments: string, measures: Measures]> = {
	'picture.jpg': [PICTURE, SIZE],
	'picture.gif': [PICTURE, SIZE],
	'picture.bmp': [PICTURE, SIZE],
	'lossy.webp': [PICTURE, SIZE],
	'lossless.webp': [`${PICTURE} -lossless 1`, SIZE],
	'extended.webp': [`${PICTURE} -vf format=yuva420p,geq=lum=p(X\\,Y):a=X`, SIZE],
	'sound.wav': [TONE, DURATION],
	'title.wav': [`${TONE} -metadata title=four`, DURATION],
	'sound.flac': [TONE, DURATION],
	'xing.mp3': [`${LOUD_THEN_QUIET} -q:a 2`, DURATION],
	'info.mp3': [`${FULL_RATE} -b:a 96k`, DURATION],
	'stereo.mp3': [`${FULL_RATE} -ac 2 -q:a 2`, DURATION],
	'half-rate.mp3': [`${TONE} -q:a 4`, DURATION],
	'half-rate-stereo.mp3': [`${TONE} -ac 2 -q:a 4`, DURATION],
	'quarter-rate.mp3': [LOW_RATE, DURATION],
	'constant.mp3': [`${FULL_RATE} -b:a 64k -write_xing 0`, DURATION],
	'constant-low.mp3': [`${TONE} -ac 2 -b:a 56k -write_xing 0 -id3v2_version 0`, DURATION],
	'variable.mp3': [`${LOUD_THEN_QUIET} -q:a 2 -write_xing 0`, {}],
	'index-last.mp4': [`${VIDEO} ${TONE}`, FILM],
	'index-first.mp4': [`${VIDEO} ${TONE} -movflags +faststart`, FILM],
	'sound-first.mp4': [`${VIDEO} ${TONE} -map 1 -map 0`, FILM],
	'turned.mp4': [`${VIDEO} -metadata:s:v rotate=90`, FILM],
	'film.mov': [VIDEO, FILM],
	'sound.m4a': [TONE, DURATION],
	'film.webm': [`${VIDEO} -c:v libvpx`, {}],
	'film.mkv': [VIDEO, {}],
	'film.avi': [VIDEO, {}],
	'sound.ogg': [TONE, {}],
	'sound.aac': [TONE, {}],
};

/** Those whose duration is that of the bytes which are there. */
const LENGTH_OF_SIZE = ['sound.wav', 'title.wav', 'piped.wav', 'constant.mp3', 'constant-low.mp3'];

const files = new Map<string, Buffer>();
const directory = mkdtempSync(join(tmpdir(), 'media-'));
const sample = (name: string) => files.get(name)!;

beforeAll(async () => {
	try {
		accessSync(ffmpeg.path, constants.X_OK);
	} catch {
		chmodSync(ffmpeg.path, 0o755);
	}
	const run = async (line: string, output: string) =>
		await promisify(execFile)(ffmpeg.path, [...`-v error -nostdin ${line}`.split(' '), output], { encoding: 'buffer' });
	for (const [name, [line]] of Object.entries(SAMPLES)) {
		await run(line, join(directory, name));
		files.set(name, readFileSync(join(directory, name)));
	}
	files.set('piped.wav', (await run(`${TONE} -f wav`, 'pipe:1')).stdout);
	files.set('picture.png', PNG.sync.write(new PNG({ ...SIZE })));
}, 60_000);

afterAll(() => rmSync(directory, { recursive: true }));

const EXPECTED: Array<[name: string, measures: Measures]> = [
	...Object.entries(SAMPLES).map(([name, [, measures]]): [string, Measures] => [name, measures]),
	['piped.wav', DURATION],
	['picture.png', SIZE],
];

/** Lossy sound is made of whole frames, of up to 72 ms, with silence around. */
function expectMeasures(actual: Measures, { duration, ...size }: Measures): void {
	const isLike = duration !== undefined && { duration: expect.closeTo(duration, 0) };
	expect(actual).toEqual({ ...size, ...isLike });
	if (duration !== undefined) expect(Math.abs(actual.duration! - duration)).toBeLessThan(0.2);
}

function* pieces(content: Buffer, length: number): Generator<Buffer> {
	for (let at = 0; at < content.length; at += length) yield content.subarray(at, at + length);
}

const inPieces = (content: Buffer, length: number) => Readable.from(pieces(content, length), { objectMode: false });

describe.each(EXPECTED)('measure of %s', (name, expected) => {
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
			} else {
				expect([whole, {}]).toContainEqual(measures);
			}
		}
	});
});

describe('measure', () => {
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
		expect(await measure({ fileName: 'a.mp4', mimeType: 'video/mp4', size: 1, open })).toEqual(SIZE);
	});

	it.each([
		['nothing', Buffer.alloc(0)],
		['a text', Buffer.from('BMW is what you free me from, and skip.')],
		['zeros', Buffer.alloc(10_000)],
		['a picture that starts otherwise', Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\x04CgBI\0\0\0\x01\0\0\0\x01', 'latin1')],
	])('says nothing of %s', async (_, content) => expect(await measureFile(content)).toEqual({}));

	it('says nothing of a file that cannot be opened or breaks off', async () => {
		const open = async () => await Promise.reject(new Error('gone'));
		expect(await measure({ fileName: 'a', mimeType: 'b', size: 1, open })).toEqual({});

		const breaking = Readable.from(
			(function* () {
				yield Buffer.from('GIF89');
				throw new Error('broken');
			})(),
		);
		expect(await measureFile(breaking, 100)).toEqual({});
		expect(breaking.destroyed).toBe(true);
	});
});

describe('measure of pictures', () => {
	const jpegWith = (marker: number) => {
		const content = Buffer.from(sample('picture.jpg'));
		content[content.indexOf(Buffer.from([0xff, 0xc0])) + 1] = marker;
		return content;
	};

	it.each([0xc0, 0xc1, 0xc2, 0xc3, 0xc5, 0xc6, 0xc7, 0xc9, 0xca, 0xcb, 0xcd, 0xce, 0xcf])(
		'takes JPEG marker %d for a frame',
		async (marker) => expect(await measureFile(jpegWith(marker))).toEqual(SIZE),
	);

	it.each([0xc4, 0xc8, 0xcc])('takes JPEG marker %d for something else', async (marker) => {
		expect(await measureFile(jpegWith(marker))).toEqual({});
	});

	it('skips fill bytes and a thumbnail in a JPEG', async () => {
		const picture = sample('picture.jpg');
		const thumbnail = Buffer.concat([Buffer.from([0xff, 0xff, 0xff, 0xe1, 0, 14]), Buffer.from('ffd8ffc00011080001000101', 'hex')]);
		expect(await measureFile(Buffer.concat([picture.subarray(0, 2), thumbnail, picture.subarray(2)]))).toEqual(SIZE);
	});

	const bitmap = (headerSize: number, write: (head: Buffer) => void) => {
		const head = Buffer.alloc(26);
		head.write('BM');
		head.writeUInt32LE(headerSize, 14);
		write(head);
		return head;
	};

	it.each([
		['rows from the top', 40, (head: Buffer) => void (head.writeInt32LE(97, 18), head.writeInt32LE(-63, 22)), SIZE],
		['the header of OS/2', 12, (head: Buffer) => void (head.writeUInt16LE(97, 18), head.writeUInt16LE(63, 20)), SIZE],
		['an unknown header', 41, (head: Buffer) => void (head.writeInt32LE(97, 18), head.writeInt32LE(63, 22)), {}],
	])('reads a BMP with %s', async (_, headerSize, write, expected) => {
		expect(await measureFile(bitmap(headerSize, write))).toEqual(expected);
	});

	it.each([
		['VP8 ', '00000000000000009d012a' + 'ffff' + 'ffff', 16383, 16383],
		['VP8L', '00000000' + '2f' + 'ffffffff' + '0000000000', 16384, 16384],
		['VP8L', '00000000' + '2f' + '00000000', 1, 1],
		['VP8X', '00000000' + '00000000' + 'ffffff' + '000100', 16777216, 257],
	])('reads sizes of %s to the last bit (case %#)', async (chunk, rest, width, height) => {
		const start = chunk === 'VP8 ' ? rest.slice(2) : rest;
		const content = Buffer.concat([Buffer.from(`RIFF\0\0\0\0WEBP${chunk}`), Buffer.from(start, 'hex')]);
		expect(await measureFile(content)).toEqual({ width, height });
	});

	it('says nothing of a WebP without a picture', async () => {
		expect(await measureFile(Buffer.from('RIFF\0\0\0\0WEBPALPH'.padEnd(40)))).toEqual({});
	});
});

describe('measure of sound', () => {
	const chunk = (id: string, content: Buffer, length = content.length) => {
		const header = Buffer.alloc(8);
		header.write(id);
		header.writeUInt32LE(length, 4);
		return Buffer.concat([header, content, Buffer.alloc(content.length % 2)]);
	};
	const format = (bytesPerSecond: number) => {
		const content = Buffer.alloc(16);
		content.writeUInt32LE(bytesPerSecond, 8);
		return chunk('fmt ', content);
	};
	const riff = (...chunks: Buffer[]) => Buffer.concat([Buffer.from('RIFF\0\0\0\0WAVE'), ...chunks]);
	const second = Buffer.alloc(1000);

	it.each<[string, Buffer, number?]>([
		[
			'an odd chunk before the sound',
			riff(chunk('LIST', Buffer.alloc(7)), format(1000), chunk('junk', Buffer.alloc(1)), chunk('data', second)),
			1,
		],
		['more after the sound', riff(format(1000), chunk('data', second), chunk('LIST', second)), 1],
		['length 0', riff(format(1000), chunk('data', second, 0)), 1],
		['length 0xFFFFFFFF', riff(format(1000), chunk('data', second, 0xffffffff)), 1],
		['less than it says', riff(format(1000), chunk('data', second, 4000)), 1],
		['no sound', riff(format(1000), chunk('data', Buffer.alloc(0)))],
		['no rate', riff(format(0), chunk('data', second))],
		['no format', riff(chunk('data', second))],
		['no data', riff(format(1000), chunk('LIST', second))],
	])('reads a WAV with %s', async (_, content, duration) => {
		expect(await measureFile(content)).toEqual(duration === undefined ? {} : { duration });
	});

	it('reads an RF64', async () => {
		const content = riff(chunk('ds64', Buffer.alloc(28)), format(1000), chunk('data', second, 0xffffffff));
		content.write('RF64');
		expect(await measureFile(content)).toEqual({ duration: 1 });
	});

	it('reads the 36 bits in which a FLAC counts its samples, where 0 is unknown', async () => {
		const content = Buffer.from(sample('sound.flac'));
		content.fill(0xff, 22, 26);
		content[21] |= 0x0f;
		expect(await measureFile(content)).toEqual({ duration: (2 ** 36 - 1) / 22050 });
		content.fill(0, 22, 26);
		content[21] &= 0xf0;
		expect(await measureFile(content)).toEqual({});
	});

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

	const mp3With = (change: (content: Buffer, frame: number) => void) => {
		const content = Buffer.from(sample('info.mp3'));
		change(content, content.indexOf('Info'));
		return content;
	};

	it('reads a VBRI header', async () => {
		const content = mp3With((bytes, info) => {
			const start = info - 21;
			bytes.fill(0, info, start + 60);
			bytes.write('VBRI', start + 36);
			bytes.writeUInt32BE(77, start + 50);
		});
		expect(await measureFile(content)).toEqual({ duration: (77 * 1152) / 44_100 });
	});

	it('says nothing of an MP3 with bit rate or sample rate that does not exist, or of another layer', async () => {
		for (const header of [0xfffbf0c4, 0xfffb00c4, 0xfffb9cc4, 0xffeb90c4, 0xfffd90c4, 0xfff990c4]) {
			const content = mp3With((bytes, info) => bytes.writeUInt32BE(header, info - 21));
			expect(await measureFile(content)).toEqual({});
		}
	});

	it('does not count on an Info header that counts no frames', async () => {
		const content = mp3With((bytes, info) => bytes.fill(0, info + 4, info + 12));
		expectMeasures(await measureFile(content), DURATION);
	});

	it.each([
		[44_100, [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320]],
		[48_000, [128]],
		[32_000, [128]],
		[24_000, [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160]],
		[16_000, [64]],
	])('knows the bit rates that sound of %d Hz can have', async (sampleRate, bitRates) => {
		const outputs = bitRates.map((rate) => join(directory, `${sampleRate}-${rate}.mp3`));
		const options = outputs.flatMap((output, index) => ['-b:a', `${bitRates[index]}k`, '-write_xing', '0', output]);
		await promisify(execFile)(ffmpeg.path, ['-v', 'error', '-f', 'lavfi', '-i', `sine=sample_rate=${sampleRate}:duration=4`, ...options]);
		for (const output of outputs) {
			const { duration } = await measureFile(readFileSync(output));
			expect(Math.abs(duration! - 4)).toBeLessThan(0.15);
		}
	});

	it('takes no bit rate from one frame', async () => {
		const content = sample('constant-low.mp3');
		expect(await measureFile(content.subarray(0, 150))).toEqual({});
	});
});

const u32 = (...values: number[]) => {
	const bytes = Buffer.alloc(values.length * 4);
	values.forEach((value, index) => bytes.writeUInt32BE(value, index * 4));
	return bytes;
};
const box = (type: string, ...content: Buffer[]) => {
	const body = Buffer.concat(content);
	return Buffer.concat([u32(body.length + 8), Buffer.from(type), body]);
};
const wideBox = (type: string, content: Buffer) => Buffer.concat([u32(1), Buffer.from(type), u32(0, content.length + 16), content]);

describe('measure of films', () => {
	const LONG = 0x01000000;
	const start = box('ftyp', Buffer.from('isom'));
	const mvhd = (scale: number, ticks: number) => box('mvhd', u32(0, 0, 0, scale, ticks), Buffer.alloc(80));
	const longMvhd = (scale: number, high: number, low: number) => box('mvhd', u32(LONG, 0, 0, 0, 0, scale, high, low), Buffer.alloc(80));
	const tkhd = (width: number, height: number) => box('tkhd', Buffer.alloc(76), u32(width * 65536, height * 65536));
	const longTkhd = (width: number, height: number) => box('tkhd', u32(LONG), Buffer.alloc(84), u32(width * 65536, height * 65536));
	const track = (type: string, header: Buffer) =>
		box(
			'trak',
			header,
			box(
				'mdia',
				box('mdhd', Buffer.alloc(24)),
				box('hdlr', u32(0, 0), Buffer.from(type), Buffer.alloc(13)),
				box('minf', box('hdlr', u32(0, 0), Buffer.from('vide'))),
			),
		);
	const video = track('vide', tkhd(640, 360));
	const moov = box('moov', mvhd(1000, 1500), video);
	const film = { width: 640, height: 360, duration: 1.5 };

	it.each<[string, Buffer[], Measures]>([
		['short boxes', [start, moov], film],
		['long boxes', [start, box('moov', longMvhd(90_000, 0, 135_000), track('vide', longTkhd(640, 360)))], film],
		['more than 32 bits of duration', [start, box('moov', longMvhd(1000, 1, 0), video)], { ...film, duration: 4_294_967.296 }],
		['an unknown duration', [start, box('moov', mvhd(1000, 0xffffffff), video)], { width: 640, height: 360 }],
		['an unknown long duration', [start, box('moov', longMvhd(1000, 0xffffffff, 0xffffffff), video)], { width: 640, height: 360 }],
		['no duration, as in fragments', [start, box('moov', mvhd(1000, 0), video), box('moof')], { width: 640, height: 360 }],
		['no time scale', [start, box('moov', mvhd(0, 1500), video)], { width: 640, height: 360 }],
		['a subtitle track before', [start, box('moov', mvhd(1000, 1500), track('text', tkhd(1, 1)), video)], film],
		['a second video', [start, box('moov', mvhd(1000, 1500), video, track('vide', tkhd(1, 1)))], film],
		['only sound', [start, box('moov', mvhd(1000, 1500), track('soun', tkhd(0, 0)))], { duration: 1.5 }],
		['fractions of pixels', [start, box('moov', track('vide', tkhd(639.6, 360.4)))], { width: 640, height: 360 }],
		['no index', [start, box('mdat', Buffer.alloc(100))], {}],
		['a wide mdat', [start, wideBox('mdat', Buffer.alloc(100)), moov], film],
		['a film without ftyp', [box('wide'), box('mdat', Buffer.alloc(9)), moov], film],
		['the pictures at the very start', [box('mdat', Buffer.alloc(9)), moov], film],
		['an index up to the end', [start, u32(0), moov.subarray(4)], film],
		['an mdat up to the end', [start, u32(0), Buffer.from('mdat'), Buffer.alloc(100)], {}],
		['a box smaller than its header', [start, u32(4), Buffer.from('free'), moov], {}],
		['a box larger than numbers are exact', [start, u32(1), Buffer.from('free'), u32(0xffffffff, 0xffffffff), moov], {}],
		['a header cut short by its box', [start, box('moov', box('mvhd', u32(0, 0)), video)], {}],
	])('reads a film with %s', async (_, parts, expected) => expect(await measureFile(Buffer.concat(parts))).toEqual(expected));

	it('does not go back where a box is smaller than its header', async () => {
		const stream = Readable.from([Buffer.concat([start, u32(4), Buffer.from('free')]), moov]);
		expect(await measureFile(stream, 1000)).toEqual({});
	});

	it('does not hold what it skips', async () => {
		setFlagsFromString('--expose_gc');
		const collectGarbage = runInNewContext('gc') as () => void;
		const held: number[] = [];
		const length = 200 * 1024 * 1024;
		const head = Buffer.concat([start, u32(length + 8), Buffer.from('mdat')]);
		const stream = Readable.from(
			(function* () {
				yield head;
				for (let done = 0; done < length; done += 65_536) {
					if (done % (20 * 1024 * 1024) === 0) {
						collectGarbage();
						held.push(process.memoryUsage().arrayBuffers);
					}
					yield Buffer.alloc(65_536);
				}
				yield moov;
			})(),
			{ objectMode: false },
		);
		expect(await measureFile(stream, head.length + length + moov.length)).toEqual(film);
		expect(held).toHaveLength(10);
		const [before, ...meanwhile] = held;
		expect(Math.min(...meanwhile) - before).toBeLessThan(1024 * 1024);
	});

	it('stops reading after the index', async () => {
		let read = 0;
		const stream = Readable.from(
			(function* () {
				yield Buffer.concat([start, moov]);
				for (; read < 1000; read++) yield Buffer.alloc(65_536);
			})(),
			{ objectMode: false },
		);
		expect(await measureFile(stream, 1e9)).toEqual(film);
		expect(read).toBeLessThan(10);
	});
});

describe('measure of hostile files', () => {
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
		const measures = await measureFile(content);
		for (const value of Object.values(measures)) expect(Number.isFinite(value) && value > 0).toBe(true);
		expect(Object.keys(measures).every((key) => ['width', 'height', 'duration'].includes(key))).toBe(true);
	}

	it('does not throw on random bytes, with or without the start of a real file', async () => {
		const starts = [Buffer.alloc(0), ...[...files.values()].flatMap((file) => [file.subarray(0, 12), file.subarray(0, 40)])];
		for (let seed = 0; seed < 30; seed++) {
			for (const start of starts) await expectSensible(Buffer.concat([start, randomBytes(seed, 300)]));
		}
	});

	it('does not throw on real files with random bytes changed', async () => {
		for (const file of files.values()) {
			for (let seed = 0; seed < 40; seed++) {
				const content = Buffer.from(file);
				const [, ...places] = randomBytes(seed, 40);
				places.forEach((byte, index) => (content[(byte * 7 + index * 31) % Math.min(content.length, 2000)] = byte));
				await expectSensible(content);
			}
		}
	});
});
