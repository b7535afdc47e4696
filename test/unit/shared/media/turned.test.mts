import { beforeAll, describe, expect, it } from 'vitest';

import { makeFile } from '../../../support/emulator/ffmpeg.mts';
import { measureFile } from './samples.mts';

const PICTURE = ['-f', 'lavfi', '-i', 'testsrc=size=97x63:rate=10', '-frames:v', '1'];
const FILM = ['-f', 'lavfi', '-i', 'testsrc=size=96x64:rate=10:duration=2'];
const LYING = { width: 97, height: 63 };
const STANDING = { width: 63, height: 97 };
const make = async (extension: string, ...args: string[]) => await makeFile([], extension, () => args);

const files: Record<string, Buffer> = {};
beforeAll(async () => {
	for (const extension of ['jpg', 'png', 'webp']) files[extension] = await make(extension, ...PICTURE);
	files.mp4 = await make('mp4', ...FILM);
	files.turned = await makeFile([files.mp4], 'mp4', ([path]) => ['-i', path, '-c', 'copy', '-metadata:s:v', 'rotate=90']);
	files.wide = await make('mp4', ...FILM, '-vf', 'setsar=19/16');
}, 60_000);

interface Exif {
	order?: 'II' | 'MM';
	orientation?: number;
	/** Where the directory is. */
	directory?: number;
	/** How many entries it is said to have. */
	entries?: number;
}

/** What a camera writes: its name, and which way is up. */
function exif({ order = 'II', orientation = 6, directory = 8, entries = 2 }: Exif = {}): Buffer {
	const bytes = Buffer.alloc(8 + 2 + 2 * 12 + 4);
	const u16 = (value: number, at: number) => (order === 'II' ? bytes.writeUInt16LE(value, at) : bytes.writeUInt16BE(value, at));
	const u32 = (value: number, at: number) => (order === 'II' ? bytes.writeUInt32LE(value, at) : bytes.writeUInt32BE(value, at));
	bytes.write(order);
	u16(42, 2);
	u32(directory, 4);
	u16(entries, 8);
	[0x010f, 0x0112].forEach((tag, index) => {
		u16(tag, 10 + index * 12);
		u16(3, 12 + index * 12);
		u32(1, 14 + index * 12);
		u16(orientation, 18 + index * 12);
	});
	return bytes;
}

const segment = (marker: number, ...content: Buffer[]) => {
	const body = Buffer.concat(content);
	return Buffer.concat([Buffer.from([0xff, marker, (body.length + 2) >> 8, (body.length + 2) & 0xff]), body]);
};
const NAME = Buffer.from('Exif\0\0');
const behindStart = (...segments: Buffer[]) => Buffer.concat([files.jpg.subarray(0, 2), ...segments, files.jpg.subarray(2)]);
const chunk = (type: string, content: Buffer) => {
	const length = Buffer.alloc(4);
	length.writeUInt32BE(content.length);
	return Buffer.concat([length, Buffer.from(type), content, Buffer.alloc(4)]);
};
const HEADER_END = 33;
/** What viewers and encoders make of plain WebP when they add to it. */
const extended = (content: Buffer, flags = 0x08) => {
	const length = Buffer.alloc(4);
	length.writeUInt32LE(content.length);
	const canvas = Buffer.from([0x0a, 0, 0, 0, flags, 0, 0, 0, 96, 0, 0, 62, 0, 0]);
	return Buffer.concat([
		files.webp.subarray(0, 12),
		Buffer.from('VP8X'),
		canvas,
		files.webp.subarray(12),
		Buffer.from('EXIF'),
		length,
		content,
	]);
};

const pictures: Record<string, (content: Buffer) => Buffer> = {
	JPEG: (content) => behindStart(segment(0xe0, Buffer.from('JFIF\0')), segment(0xe1, NAME, content)),
	PNG: (content) =>
		Buffer.concat([
			files.png.subarray(0, HEADER_END),
			chunk('tEXt', Buffer.alloc(99)),
			chunk('eXIf', content),
			files.png.subarray(HEADER_END),
		]),
	WebP: (content) => extended(content),
	'WebP with the name that JPEG has': (content) => extended(Buffer.concat([NAME, content])),
};

describe.each(Object.entries(pictures))('a picture of %s', (_, withExif) => {
	it.each([1, 2, 3, 4])('is as wide as it is stored by orientation %d', async (orientation) => {
		for (const order of ['II', 'MM'] as const) expect(await measureFile(withExif(exif({ order, orientation })))).toEqual(LYING);
	});

	it.each([5, 6, 7, 8])('is as wide as it is stored high by orientation %d', async (orientation) => {
		for (const order of ['II', 'MM'] as const) expect(await measureFile(withExif(exif({ order, orientation })))).toEqual(STANDING);
	});

	it.each<[string, () => Buffer]>([
		['nothing', () => Buffer.alloc(0)],
		['half a header', () => exif().subarray(0, 6)],
		['a header alone', () => exif().subarray(0, 8)],
		['a directory that is cut off', () => exif().subarray(0, 20)],
		['a directory behind its end', () => exif({ directory: 0xffffffff })],
		['no entries', () => exif({ entries: 0 })],
		['no byte order', () => Buffer.from(exif().fill('X', 0, 2))],
		['an orientation that does not exist', () => exif({ orientation: 9 })],
	])('is not turned by EXIF that is broken: %s', async (_what, content) => {
		expect(await measureFile(withExif(content()))).toEqual(LYING);
	});
});

describe('a picture', () => {
	it('of JPEG is turned by the first EXIF alone, and by nothing else of that marker', async () => {
		const other = segment(0xe1, Buffer.from('http://ns.adobe.com/xap/1.0/\0'), exif());
		const many = segment(0xe2, Buffer.from('MPF\0'), exif());
		expect(await measureFile(behindStart(other, many))).toEqual(LYING);
		expect(await measureFile(behindStart(other, segment(0xe1, NAME, exif())))).toEqual(STANDING);
		expect(await measureFile(behindStart(segment(0xe1, NAME, exif()), segment(0xe1, NAME, exif({ orientation: 1 }))))).toEqual(STANDING);
	});

	it('of PNG is not turned by what stands behind its pixels', async () => {
		expect(await measureFile(Buffer.concat([files.png, chunk('eXIf', exif())]))).toEqual(LYING);
	});

	it('of WebP is not turned where it says that it has no EXIF, or has none', async () => {
		expect(await measureFile(extended(exif(), 0))).toEqual(LYING);
		expect(await measureFile(extended(exif()).subarray(0, -exif().length - 8))).toEqual(LYING);
	});

	it('of GIF has no size where its first frame is larger than its screen', async () => {
		const frame = [0x2c, 0, 0, 0, 0, 0x88, 0x13, 0x88, 0x13, 0];
		const gif = (...rest: number[]) =>
			Buffer.concat([Buffer.from('GIF89a\x01\0\x01\0\x80\0\0', 'latin1'), Buffer.alloc(6), Buffer.from(rest)]);
		expect(await measureFile(gif(0x21, 0xfe, 2, 1, 1, 1, 1, 0, ...frame))).toEqual({});
		expect(await measureFile(gif(0x21, 0xfe, 2, 1, 1, 1, 1, 0, 0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0))).toEqual({ width: 1, height: 1 });
		expect(await measureFile(gif(0x3b))).toEqual({});
	});
});

describe('a film', () => {
	/** The second row of the header's matrix follows the first at 12 bytes. */
	const rotated = (a: number, b: number, c: number, d: number) => {
		const content = Buffer.from(files.mp4);
		const matrix = content.indexOf('tkhd') + 44;
		for (const [offset, value] of [
			[0, a],
			[4, b],
			[12, c],
			[16, d],
		])
			content.writeInt32BE(value * 65536, matrix + offset);
		return content;
	};

	it('is turned as players turn it', async () => {
		expect(await measureFile(files.turned)).toEqual({ width: 64, height: 96, duration: 2 });
	});

	it.each([
		['a quarter', [0, 1, -1, 0], { width: 64, height: 96 }],
		['three quarters', [0, -1, 1, 0], { width: 64, height: 96 }],
		['a half', [-1, 0, 0, -1], { width: 96, height: 64 }],
		['nothing', [1, 0, 0, 1], { width: 96, height: 64 }],
		['a matrix of zeros', [0, 0, 0, 0], { width: 96, height: 64 }],
	])('is turned by %s', async (_, [a, b, c, d], size) => expect(await measureFile(rotated(a, b, c, d))).toMatchObject(size));

	it('has the pixels that are stored, however wide they are shown', async () => {
		expect(files.wide.readUInt32BE(files.wide.indexOf('tkhd') + 80) / 65536).toBe(114);
		expect(await measureFile(files.wide)).toMatchObject({ width: 96, height: 64 });
	});
});
