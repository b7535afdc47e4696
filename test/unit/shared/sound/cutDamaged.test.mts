import { beforeAll, describe, expect, it } from 'vitest';

import { cutsOf } from '../../../../nodes/shared/sound/cut.ts';
import { contentOf, framesOf, partOf, speech } from './recordings.mts';

const LIMITS = { largest: 60_000, overlap: 2, quiet: 4 };
const SECONDS_PER_FRAME = 1152 / 44_100;

let flac: Buffer;
let mp3: Buffer;
let frames: Buffer[];
beforeAll(async () => {
	mp3 = await speech('mp3', 30, 44_100, ['-q:a', '4', '-id3v2_version', '0']);
	frames = framesOf(mp3);
	flac = await speech('flac', 10, 16_000, ['-frame_size', '576']);
}, 60_000);

const id3v2 = (length: number) => {
	const size = [21, 14, 7, 0].map((shift) => (length >> shift) & 0x7f);
	// Like a frame, now and then.
	return Buffer.concat([
		Buffer.from([0x49, 0x44, 0x33, 4, 0, 0, ...size]),
		Buffer.alloc(length, Buffer.from([1, 2, 0xff, 0xfb, 0x90, 0x44])),
	]);
};
const id3v1 = Buffer.from('TAG'.padEnd(128));
const garbage = (length: number) => Buffer.from(Array.from({ length }, (_, index) => (index * 7919) % 251));

/** Frames of all pieces, each of them once, by where the pieces say that they are. */
async function framesIn(content: Buffer, limits = LIMITS): Promise<Buffer[]> {
	const all: Buffer[] = [];
	for (const { part, start } of (await cutsOf(partOf(content), limits))!) {
		const piece = await contentOf(part);
		expect(piece.length).toBeLessThanOrEqual(limits.largest);
		all.splice(Math.round(start / SECONDS_PER_FRAME), Infinity, ...framesOf(piece));
	}
	return all;
}

const expectFrames = async (content: Buffer, expected = frames) =>
	expect(Buffer.concat(await framesIn(content)).equals(Buffer.concat(expected))).toBe(true);

describe('an MP3 with more than its frames', () => {
	it.each<[string, () => Buffer[]]>([
		['a cover of 2 MB', () => [id3v2(2_000_000), mp3]],
		['titles behind', () => [mp3, id3v1]],
		['a cover and padding before, and titles behind', () => [id3v2(70_000), Buffer.alloc(3000), mp3, id3v1]],
	])('is cut without %s', async (_, parts) => await expectFrames(Buffer.concat(parts())));

	it('is one piece where only its cover was too much', async () => {
		const cuts = (await cutsOf(partOf(Buffer.concat([id3v2(2_000_000), mp3])), { ...LIMITS, largest: 1_000_000 }))!;
		expect(cuts.length).toBe(1);
		expect(framesOf(await contentOf(cuts[0].part)).length).toBe(frames.length);
	});

	it.each<[string, () => Buffer]>([
		['titles', () => id3v1],
		['a cover', () => id3v2(100_000)],
		['a cover and titles', () => Buffer.concat([id3v1, id3v2(300_000)])],
		['what is no sound', () => garbage(5000)],
		[
			'what is like a frame of another sample rate',
			() => Buffer.concat([Buffer.alloc(1), Buffer.from('fffb94c4', 'hex'), Buffer.alloc(380)]),
		],
		['a few zeros', () => Buffer.alloc(3)],
	])('and which was joined is cut without %s between', async (_, between) => {
		await expectFrames(Buffer.concat([mp3, between(), mp3, between(), mp3]), [...frames, ...frames, ...frames]);
	});

	it('and which was joined is cut without the headers between, which count some of the frames', async () => {
		await expectFrames(Buffer.concat([mp3, mp3]), [...frames, ...frames]);
	});

	it('cannot be cut where most of it is something else', async () => {
		const content = Buffer.concat([...frames.slice(0, 200), garbage(3_000_000), ...frames.slice(200)]);
		expect(await cutsOf(partOf(content), LIMITS)).toBeUndefined();
		const scattered = frames.flatMap((frame, index) => (index % 2 === 0 ? [frame] : [frame, garbage(10)]));
		expect(await cutsOf(partOf(Buffer.concat([...scattered, ...scattered])), LIMITS)).toBeUndefined();
	});
});

describe('an MP3 that is damaged', () => {
	it('is cut without the frame that is not whole at its end', async () => {
		await expectFrames(mp3.subarray(0, mp3.length - 50), frames.slice(0, -1));
	});

	it.each([0, 1, 100, 100_000])('is cut by its frames where its header counts %d of them', async (count) => {
		const content = Buffer.from(mp3);
		content.writeUInt32BE(count, content.indexOf('Xing') + 8);
		await expectFrames(content);
	});

	it('loses the frame whose header is damaged, and one more at most', async () => {
		const damaged = [...frames];
		damaged[300] = Buffer.from(frames[300]).fill(0, 0, 4);
		await expectFrames(Buffer.concat(damaged), [...frames.slice(0, 300), ...frames.slice(301)]);
		damaged[300] = Buffer.from(frames[300]);
		damaged[300][2] ^= 0x40;
		expect((await framesIn(Buffer.concat(damaged))).length).toBeGreaterThanOrEqual(frames.length - 2);
	});

	it('cannot be cut where a frame is all there is', async () => {
		expect(await cutsOf(partOf(Buffer.concat([frames[0], Buffer.alloc(50_000)])), { ...LIMITS, largest: 10_000 })).toBeUndefined();
	});
});

describe('a FLAC', () => {
	const limits = { ...LIMITS, largest: 50_000 };
	const lengthsOf = async (content: Buffer) => (await cutsOf(partOf(content), limits))?.map(({ start, end }) => [start, end]);

	it('is cut without titles before and behind', async () => {
		const lengths = await lengthsOf(flac);
		expect(lengths!.length).toBeGreaterThan(3);
		expect(await lengthsOf(Buffer.concat([id3v2(3000), flac, id3v1]))).toEqual(lengths);
	});

	it('is cut without the frame that is not whole at its end', async () => {
		const lengths = await lengthsOf(flac.subarray(0, flac.length - 1));
		expect(lengths![lengths!.length - 1][1]).toBeCloseTo(Math.floor((10 * 16_000) / 576) * (576 / 16_000), 6);
	});

	it('cannot be cut where a frame is damaged', async () => {
		for (const part of [0.2, 0.5, 0.9]) {
			const content = Buffer.from(flac);
			content[Math.floor(content.length * part)] ^= 1;
			expect(await lengthsOf(content)).toBeUndefined();
		}
	});

	it('says how many samples a piece has, and no checksum of them', async () => {
		for (const { part, start, end } of (await cutsOf(partOf(flac), limits))!) {
			const piece = await contentOf(part);
			expect(piece.toString('latin1', 0, 4)).toBe('fLaC');
			expect(piece.readUIntBE(21, 5) % 2 ** 36).toBe(Math.round((end - start) * 16_000));
			expect(piece.subarray(26, 42).equals(Buffer.alloc(16))).toBe(true);
			// The first frame has the number 0.
			expect([...piece.subarray(42, 44), piece[46]]).toEqual([0xff, 0xf8, 0]);
		}
	});
});
