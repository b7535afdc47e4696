import { Readable } from 'node:stream';
import { beforeAll, describe, expect, it } from 'vitest';

import type { FilePart } from '../../../../nodes/shared/media/filePart.ts';
import { cutsOf } from '../../../../nodes/shared/sound/cut.ts';
import { wavHeader } from '../../../support/emulator/tunes.mts';
import { contentOf, decode, framesOf, partOf, speech } from './recordings.mts';

const MB = 1024 * 1024;
const LIMITS = { largest: 20 * MB, overlap: 6, quiet: 30 };

/** A beginning, and then the same megabyte over and over. */
const endless = (size: number, head: Buffer, block: Buffer): FilePart => ({
	...partOf(head),
	size,
	open: async () =>
		Readable.from(
			(function* () {
				yield head;
				for (let left = size - head.length; left > 0; left -= block.length) yield block.subarray(0, left);
			})(),
			{ objectMode: false },
		),
});

/** How much more memory is taken in between, in bytes: at its peak, and at the end. */
async function growth(work: () => Promise<void>): Promise<number> {
	const used = () => process.memoryUsage().heapUsed + process.memoryUsage().external;
	const before = used();
	let peak = 0;
	const timer = setInterval(() => (peak = Math.max(peak, used() - before)), 20);
	await work();
	clearInterval(timer);
	return peak;
}

describe('a WAV of gigabytes', () => {
	it.each([
		['3 GB', 3 * 1024 * MB, 3 * 1024 * MB - 44],
		['3 GB, written into a pipe', 3 * 1024 * MB, 0xffffffff],
		['3 GB, written into a pipe that leaves nothing', 3 * 1024 * MB, 0],
		['5 GB, which is more than it can say', 5 * 1024 * MB, (5 * 1024 * MB - 44) % 2 ** 32],
	])(
		'is planned by what is there: %s',
		async (_, size, declared) => {
			const head = wavHeader(96_000, 44);
			head.writeUInt16LE(8, 22);
			head.writeUInt32LE(96_000 * 32, 28);
			head.writeUInt16LE(32, 32);
			head.writeUInt16LE(32, 34);
			head.writeUInt32LE(declared, 40);
			const largest = size / 3;
			let cuts: Awaited<ReturnType<typeof cutsOf>>;
			const plan = async () => void (cuts = await cutsOf(endless(size, head, Buffer.alloc(MB)), { ...LIMITS, largest }));
			expect(await growth(plan)).toBeLessThan(100 * MB);
			expect(cuts!.length).toBe(4);
			expect(cuts![3].end).toBeCloseTo((size - 44) / 32 / 96_000, 3);
			for (const cut of cuts!) expect(cut.part.size).toBeLessThanOrEqual(largest);
		},
		60_000,
	);
});

describe('an MP3 of 86 MB', () => {
	let content: Buffer;
	beforeAll(async () => {
		const short = await speech('mp3', 60, 44_100, ['-ac', '2', '-b:a', '128k']);
		content = Buffer.concat(Array<Buffer>(90).fill(Buffer.concat(framesOf(short))));
	}, 60_000);

	it('is cut in little memory', async () => {
		expect(content.length).toBeGreaterThan(86_000_000);
		const frames = content.length / 90;
		const part = endless(content.length, Buffer.alloc(0), content.subarray(0, frames));
		let cuts: Awaited<ReturnType<typeof cutsOf>>;
		expect(await growth(async () => void (cuts = await cutsOf(part, LIMITS)))).toBeLessThan(100 * MB);
		expect(cuts!.length).toBe(5);
		for (const { part: piece, start, end } of cuts!) {
			expect(piece.size).toBeLessThanOrEqual(LIMITS.largest);
			expect(piece.size).toBeGreaterThan((end - start) * 15_900);
		}
		const last = await contentOf(cuts![4].part);
		expect((await decode(last)).pcm.length / 4 / 44_100).toBeCloseTo(cuts![4].end - cuts![4].start, 3);
	}, 60_000);
});
