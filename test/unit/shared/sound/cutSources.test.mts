import { once } from 'node:events';
import { Readable } from 'node:stream';
import { beforeAll, describe, expect, it } from 'vitest';

import type { FilePart } from '../../../../nodes/shared/media/filePart.ts';
import { cutsOf } from '../../../../nodes/shared/sound/cut.ts';
import { contentOf, partOf, speech, stream } from './recordings.mts';

const LIMITS = { largest: 40_000, overlap: 2, quiet: 4 };

const files: Record<string, Buffer> = {};
beforeAll(async () => {
	files.MP3 = await speech('mp3', 20, 16_000, ['-b:a', '48k']);
	files.FLAC = await speech('flac', 6, 16_000, ['-frame_size', '576', '-sample_fmt', 's32']);
	files.WAV = await speech('wav', 6, 16_000, []);
}, 60_000);

/** A part whose sources are seen. */
function seen(content: Buffer, open: () => Readable = () => stream(content, 1000)) {
	const sources: Array<{ source: Readable; read: number }> = [];
	const part: FilePart = {
		...partOf(content),
		open: async () => {
			const entry = { source: open(), read: 0 };
			const { push } = entry.source;
			entry.source.push = (chunk, encoding) => {
				entry.read += (chunk as Buffer | null)?.length ?? 0;
				return push.call(entry.source, chunk, encoding);
			};
			sources.push(entry);
			return entry.source;
		},
	};
	return { part, sources };
}

describe.each(['MP3', 'WAV', 'FLAC'])('a piece of a recording (%s)', (format) => {
	it('is the very file where that is small enough', async () => {
		const part = partOf(files[format]);
		const [cut, ...others] = (await cutsOf(part, { ...LIMITS, largest: part.size }))!;
		expect(others).toEqual([]);
		expect(cut.part).toBe(part);
		expect(cut).toMatchObject({ start: 0, from: 0, end: expect.closeTo(format === 'MP3' ? 20 : 6, 0) });
		expect((await cutsOf(part, { ...LIMITS, largest: part.size - 10_000 }))!.length).toBeGreaterThan(1);
	});

	it('is read anew each time, as far as it goes and no farther', async () => {
		const { part, sources } = seen(files[format]);
		const [first, second] = (await cutsOf(part, LIMITS))!;
		expect(sources.every(({ source }) => source.destroyed)).toBe(true);
		const before = sources.length;
		expect((await contentOf(second.part)).equals(await contentOf(second.part))).toBe(true);
		expect(sources.length).toBe(before + 2);
		await contentOf(first.part);
		const { source, read } = sources[sources.length - 1];
		expect(source.destroyed).toBe(true);
		expect(read).toBeLessThan(first.part.size + 30_000);
	});

	it('is a stream of the class of its source, and lets go of that when it is destroyed', async () => {
		const { part, sources } = seen(files[format]);
		const [, { part: piece }] = (await cutsOf(part, LIMITS))!;
		for (const isRead of [false, true]) {
			const opened = (await piece.open()) as Readable;
			expect(opened).toBeInstanceOf(Readable);
			if (isRead) await opened[Symbol.asyncIterator]().next();
			opened.destroy();
			await once(opened, 'close');
			expect(sources[sources.length - 1].source.destroyed).toBe(true);
		}
	});

	it('is a buffer where its source is one', async () => {
		const content = files[format];
		const buffered = { ...partOf(content), open: async () => content };
		const streamed = (await cutsOf(partOf(content), LIMITS))!;
		for (const [index, { part }] of (await cutsOf(buffered, LIMITS))!.entries()) {
			expect(Buffer.isBuffer(await part.open())).toBe(true);
			expect((await contentOf(part)).equals(await contentOf(streamed[index].part))).toBe(true);
		}
	});

	it('breaks off where its source does, and does not end', async () => {
		const content = files[format];
		let breaks = false;
		const { part } = seen(content, () =>
			Readable.from(
				(function* () {
					yield content.subarray(0, 20_000);
					if (breaks) throw new Error('The store is gone');
					yield content.subarray(20_000);
				})(),
				{ objectMode: false },
			),
		);
		const [{ part: piece }] = (await cutsOf(part, LIMITS))!;
		breaks = true;
		await expect(contentOf(piece)).rejects.toThrow('The store is gone');
	});

	it.each(['ends', 'is another one'])('breaks off where its source %s', async (how) => {
		const content = files[format];
		let now = content;
		const [, { part: piece }] = (await cutsOf(seen(content, () => stream(now)).part, LIMITS))!;
		now = content.subarray(0, how === 'ends' ? 20_000 : 10);
		await expect(contentOf(piece)).rejects.toThrow(/^The file (is cut off|has changed since it was looked at)$/);
	});

	it('is not planned where the source breaks off, or cannot be opened', async () => {
		const content = files[format];
		const breaking = () =>
			Readable.from(
				(function* () {
					yield content.subarray(0, 70_000);
					throw new Error('The store is gone');
				})(),
			);
		await expect(cutsOf(seen(content, breaking).part, LIMITS)).rejects.toThrow('The store is gone');
		const closed = { ...partOf(content), open: async () => await Promise.reject(new Error('No such file')) };
		await expect(cutsOf(closed, LIMITS)).rejects.toThrow('No such file');
	});
});

describe('a recording that cannot be cut', () => {
	it.each([
		['Ogg', 'ogg', ['-c:a', 'libopus', '-ar', '48000']],
		['AAC', 'm4a', []],
		['WAV with a codec', 'wav', ['-c:a', 'adpcm_ms']],
	])('is one in %s', async (_, extension, args) => {
		const content = await speech(extension, 10, 16_000, args);
		expect(await cutsOf(partOf(content), { ...LIMITS, largest: 20_000 })).toBeUndefined();
		expect(await cutsOf(partOf(content), { ...LIMITS, largest: 1_000_000 })).toBeUndefined();
	});

	it.each(['MP3', 'WAV', 'FLAC'])('is one of which a piece cannot hold a frame: %s', async (format) => {
		expect(await cutsOf(partOf(files[format]), { ...LIMITS, largest: 45 })).toBeUndefined();
	});
});
