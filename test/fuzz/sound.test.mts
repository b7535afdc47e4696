import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';

import { frameAt } from '../../nodes/shared/media/mpegFrame.ts';
import { cutsOf } from '../../nodes/shared/sound/cut.ts';
import { joinSounds } from '../../nodes/shared/sound/join.ts';
import { burst, contentOf, decode, framesOf, furthest, partOf, samplesOf, speech } from '../unit/shared/sound/recordings.mts';
import { forAll, tried } from './forAll.mts';
import { mutations } from './mutations.mts';

const CASES = 2000;
const noise = Buffer.from(Array.from({ length: 100_000 }, (_, index) => (index * 7919) % 253));

const limits = fc.record({
	largest: fc.oneof(fc.integer({ min: 1, max: 3000 }), fc.integer({ min: 3000, max: 60_000 })),
	overlap: fc.double({ min: 0, max: 4, noNaN: true }),
	quiet: fc.double({ min: 0, max: 5, noNaN: true }),
});
const chunk = fc.oneof(fc.integer({ min: 50, max: 500 }), fc.integer({ min: 500, max: 200_000 }));

interface Piece {
	content: Buffer;
	start: number;
	end: number;
}

/** Whatever a file is: what is cut of it fits, is as large as it says, and goes on where the one before ends. */
async function piecesOf(
	file: Buffer,
	{ largest, ...others }: Parameters<typeof cutsOf>[1],
	chunkLength?: number,
): Promise<Piece[] | undefined> {
	const cuts = await cutsOf(partOf(file, chunkLength), { largest, ...others });
	if (!cuts) return undefined;
	const pieces: Piece[] = [];
	expect([cuts[0].start, cuts[0].from]).toEqual([0, 0]);
	for (const { part, start, end, from } of cuts) {
		const content = await contentOf(part);
		expect(content.length).toBe(part.size);
		expect(content.length).toBeLessThanOrEqual(largest);
		expect(end).toBeGreaterThan(start);
		const before = pieces[pieces.length - 1];
		if (before) {
			expect(start).toBeGreaterThan(before.start);
			expect(start).toBeLessThanOrEqual(from);
			expect(from).toBeLessThanOrEqual(before.end);
		}
		pieces.push({ content, start, end });
	}
	return pieces;
}

/** Puts pieces one behind another again, and what they share once. */
function laidOver(pieces: Piece[], unitsOf: (content: Buffer) => Buffer[], perSecond: number): Buffer {
	const all: Buffer[] = [];
	for (const { content, start, end } of pieces) {
		const units = unitsOf(content);
		expect(units.length).toBe(Math.round((end - start) * perSecond));
		all.length = Math.round(start * perSecond);
		for (const unit of units) all.push(unit);
	}
	return Buffer.concat(all);
}

const sounds: Record<string, Buffer> = {};
const mp3s = {
	'constant.mp3': { rate: 44_100, args: ['-ac', '2', '-b:a', '128k'] },
	'variable.mp3': { rate: 44_100, args: ['-q:a', '6'] },
	'low.mp3': { rate: 24_000, args: ['-b:a', '16k'] },
	'uncounted.mp3': { rate: 16_000, args: ['-ac', '2', '-b:a', '32k', '-write_xing', '0'] },
};
beforeAll(async () => {
	for (const [name, { rate, args }] of Object.entries(mp3s)) sounds[name] = await speech('mp3', 8, rate, args);
	sounds['short.wav'] = await speech('wav', 2, 8000, []);
	sounds['float.wav'] = await speech('wav', 2, 8000, ['-ac', '2', '-c:a', 'pcm_f32le']);
	sounds['sound.flac'] = await speech('flac', 3, 16_000, ['-frame_size', '400']);
}, 60_000);

describe('recordings that are cut and put together again', () => {
	it.each(Object.keys(mp3s))('have the same frames: %s', async (name) => {
		const frames = framesOf(sounds[name]);
		const { sampleRate, samples } = frameAt(frames[0], 0)!;
		const length = fc.integer({ min: 2, max: frames.length });
		const before = fc.constantFrom(Buffer.alloc(0), Buffer.alloc(100), Buffer.from('ID3\x04\0\0\0\0\x02\0'.padEnd(266), 'latin1'));
		await forAll(fc.tuple(length, limits, chunk, before), CASES / 8, async ([count, limit, chunkLength, start]) => {
			const own = frames.slice(0, count);
			const pieces = await piecesOf(Buffer.concat([start, ...own]), limit, chunkLength);
			if (limit.largest >= 3000 && start.length !== 100) expect(pieces).toBeDefined();
			if (!pieces) return;
			expect(laidOver(pieces, framesOf, sampleRate / samples).equals(Buffer.concat(own))).toBe(true);
		});
	});

	it('have the same samples: WAV', async () => {
		const format = fc.record({
			channels: fc.integer({ min: 1, max: 8 }),
			bits: fc.constantFrom(8, 16, 24, 32),
			rate: fc.constantFrom(8000, 16_000, 44_100),
			samples: fc.integer({ min: 1, max: 3000 }),
			declared: fc.constantFrom(undefined, 0, 0xffffffff),
		});
		await forAll(fc.tuple(format, limits, chunk), CASES / 2, async ([{ channels, bits, rate, samples, declared }, limit, chunkLength]) => {
			const perFrame = (channels * bits) / 8;
			const data = noise.subarray(0, samples * perFrame);
			const content = Buffer.concat([wavStart(channels, bits, rate, declared ?? data.length), data]);
			const pieces = await piecesOf(content, limit, chunkLength);
			if (limit.largest >= 1000) expect(pieces).toBeDefined();
			if (!pieces) return;
			const samplesOf = (piece: Buffer) => {
				const length = piece.length === content.length ? data.length : piece.readUInt32LE(40);
				return Array.from({ length: length / perFrame }, (_, index) => piece.subarray(44 + index * perFrame, 44 + (index + 1) * perFrame));
			};
			expect(laidOver(pieces, samplesOf, rate).equals(data)).toBe(true);
		});
	});
});

/** What joined recordings become, which is as large as was said. */
async function joinedOf(files: Buffer[], pause: number, chunkLength: number): Promise<Buffer | undefined> {
	const joined = await joinSounds(
		files.map((file) => partOf(file, chunkLength)),
		pause,
	);
	if (!joined) return undefined;
	const content = await buffer(Readable.from(joined.content));
	expect(content.length).toBe(joined.size);
	expect(joined.starts.length).toBe(files.length);
	expect([...joined.starts].sort((one, other) => one - other)).toEqual(joined.starts);
	expect(joined.seconds).toBeGreaterThanOrEqual(joined.starts[files.length - 1]);
	return content;
}

describe('recordings that are cut and joined again', () => {
	const sharp = limits.map((limit) => ({ ...limit, overlap: 0 }));

	it.each(Object.keys(mp3s))('are what they were: %s', async (name) => {
		const frames = Buffer.concat(framesOf(sounds[name]));
		await forAll(fc.tuple(sharp, chunk), CASES / 40, async ([limit, chunkLength]) => {
			const pieces = await piecesOf(sounds[name], { ...limit, largest: limit.largest + 3000 }, chunkLength);
			const joined = await joinedOf(
				pieces!.map(({ content }) => content),
				0,
				chunkLength,
			);
			expect(Buffer.concat(framesOf(joined!)).equals(frames)).toBe(true);
		});
	});

	it.each(['short.wav', 'float.wav'])('are what they were: %s', async (name) => {
		const data = sounds[name].subarray(sounds[name].indexOf('data') + 8);
		await forAll(fc.tuple(sharp, chunk), CASES / 40, async ([limit, chunkLength]) => {
			const pieces = await piecesOf(sounds[name], { ...limit, largest: limit.largest + 500 }, chunkLength);
			const joined = await joinedOf(
				pieces!.map(({ content }) => content),
				0,
				chunkLength,
			);
			expect(joined!.subarray(joined!.indexOf('data') + 8).equals(data)).toBe(true);
		});
	});
});

/** Of noise as it is made here, in 16 bits. */
const LOUDEST = 0.2 * 32_768;

describe('MP3s that are joined', () => {
	it.each([
		['16 kHz', 16_000, ['-b:a', '32k']],
		['24 kHz', 24_000, ['-b:a', '64k']],
		['24 kHz, variable', 24_000, ['-q:a', '5']],
		['44.1 kHz', 44_100, ['-b:a', '64k', '-reservoir', '0']],
	])('sound as they did, however many samples they have: %s', async (_, rate, args) => {
		const silence = fc.constantFrom(0, 0.01, 0.03, 0.08);
		const piece = fc.record({ samples: fc.integer({ min: 1, max: 9000 }), begin: silence, end: silence });
		const pause = fc.constantFrom(0, 0, 20, 100);
		await forAll(fc.tuple(fc.array(piece, { minLength: 2, maxLength: 3 }), pause), CASES / 100, async ([pieces, between]) => {
			const files = await Promise.all(pieces.map(({ samples, ...ends }) => burst(samples / rate, rate, args, ends)));
			const joined = (await joinSounds(
				files.map((file) => partOf(file)),
				between,
			))!;
			const { pcm, said } = await decode(await buffer(Readable.from(joined.content)));
			expect(said).toBe('');
			const heard = samplesOf(pcm);
			let end = 0;
			for (const [index, file] of files.entries()) {
				const own = samplesOf((await decode(file)).pcm);
				const start = Math.round(joined.starts[index] * rate);
				// Of a sound that breaks off where it is loudest, the last samples may differ, but not by much.
				const tail = Math.max(0, own.length - 480);
				expect(furthest(own.subarray(0, tail), heard, start)).toBeLessThanOrEqual(1);
				expect(furthest(own.subarray(tail), heard, start + tail)).toBeLessThanOrEqual(LOUDEST / 4);
				if (index > 0) expect(start).toBeGreaterThanOrEqual(end + Math.floor((between * rate) / 1000));
				if (index > 0) expect(start - end).toBeLessThanOrEqual((between * rate) / 1000 + (rate > 24_000 ? 0.05 * rate : 1200));
				end = start + own.length;
			}
			expect(heard.length).toBe(end);
		});
	});
});

describe('damaged recordings that are joined', () => {
	it.each([...Object.keys(mp3s), 'short.wav', 'float.wav', 'sound.flac'])('are as large as is said, or none: %s', async (name) => {
		const others = Object.values(sounds);
		const pause = fc.integer({ min: 0, max: 2000 });
		await forAll(fc.tuple(mutations, pause, chunk), CASES / 8, async ([changes, silence, chunkLength]) => {
			const damaged = changes.reduce((changed, change) => change(changed, others), sounds[name]);
			await joinedOf([sounds[name], damaged, damaged], silence, chunkLength);
		});
	});
});

function wavStart(channels: number, bits: number, rate: number, declared: number): Buffer {
	const header = Buffer.alloc(44);
	header.write('RIFF', 0);
	header.write('WAVEfmt ', 8);
	header.writeUInt32LE(16, 16);
	header.writeUInt16LE(1, 20);
	header.writeUInt16LE(channels, 22);
	header.writeUInt32LE(rate, 24);
	header.writeUInt32LE((rate * channels * bits) / 8, 28);
	header.writeUInt16LE((channels * bits) / 8, 32);
	header.writeUInt16LE(bits, 34);
	header.write('data', 36);
	header.writeUInt32LE(declared, 40);
	return header;
}

describe('damaged recordings', () => {
	it.each([...Object.keys(mp3s), 'short.wav', 'float.wav', 'sound.flac'])('are cut into what fits, or not at all: %s', async (name) => {
		const others = Object.values(sounds);
		await forAll(fc.tuple(mutations, limits, chunk), CASES / 4, async ([changes, limit, chunkLength]) => {
			await piecesOf(
				changes.reduce((changed, change) => change(changed, others), sounds[name]),
				limit,
				chunkLength,
			);
		});
	});
});

it(`has tried at least ${CASES} recordings`, () => expect(tried()).toBeGreaterThanOrEqual(CASES));
