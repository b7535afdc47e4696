import { beforeAll, describe, expect, it } from 'vitest';

import { cutsOf } from '../../../../nodes/shared/sound/cut.ts';
import type { Cut } from '../../../../nodes/shared/sound/cut.ts';
import { frameAt } from '../../../../nodes/shared/media/mpegFrame.ts';
import { measureFile } from '../media/samples.mts';
import { makeFile } from '../../../support/emulator/ffmpeg.mts';
import { contentOf, decode, framesOf, partOf, PAUSE, samplesOf, speech } from './recordings.mts';

const SECONDS = 60;
/** MP3 encoders let sound begin this much later. */
const DELAY = 0.1;

interface Recording {
	extension: 'mp3' | 'wav' | 'flac';
	rate: number;
	channels: number;
	args: string[];
}
const RECORDINGS: Record<string, Recording> = {
	'MP3, constant, stereo': { extension: 'mp3', rate: 44_100, channels: 2, args: ['-ac', '2', '-b:a', '128k'] },
	'MP3, variable, mono': { extension: 'mp3', rate: 44_100, channels: 1, args: ['-q:a', '5'] },
	'MP3 of 48 kHz without a header': { extension: 'mp3', rate: 48_000, channels: 1, args: ['-b:a', '64k', '-write_xing', '0'] },
	'MP3 of 24 kHz': { extension: 'mp3', rate: 24_000, channels: 1, args: ['-b:a', '48k'] },
	'MP3 of 24 kHz, as small as can be': { extension: 'mp3', rate: 24_000, channels: 1, args: ['-b:a', '8k'] },
	'MP3 of 16 kHz, variable, stereo': { extension: 'mp3', rate: 16_000, channels: 2, args: ['-ac', '2', '-q:a', '7'] },
	'WAV of 16 bit': { extension: 'wav', rate: 16_000, channels: 1, args: [] },
	'WAV of 24 bit, stereo': { extension: 'wav', rate: 16_000, channels: 2, args: ['-ac', '2', '-c:a', 'pcm_s24le'] },
	'WAV of 24 bit, mono': { extension: 'wav', rate: 16_000, channels: 1, args: ['-c:a', 'pcm_s24le'] },
	'WAV of 8 bit': { extension: 'wav', rate: 8_001, channels: 1, args: ['-c:a', 'pcm_u8'] },
	'WAV of floating point': { extension: 'wav', rate: 16_000, channels: 1, args: ['-c:a', 'pcm_f32le'] },
	'WAV of 64 bit': { extension: 'wav', rate: 8_000, channels: 1, args: ['-c:a', 'pcm_f64le'] },
	'WAV in A-law': { extension: 'wav', rate: 8_000, channels: 1, args: ['-c:a', 'pcm_alaw'] },
	'WAV in µ-law': { extension: 'wav', rate: 8_000, channels: 1, args: ['-c:a', 'pcm_mulaw'] },
	FLAC: { extension: 'flac', rate: 16_000, channels: 1, args: [] },
	'FLAC of 24 bit, stereo': { extension: 'flac', rate: 48_000, channels: 2, args: ['-ac', '2', '-sample_fmt', 's32'] },
	'FLAC of short frames': { extension: 'flac', rate: 8_000, channels: 1, args: ['-frame_size', '100'] },
	'FLAC of an unusual rate': { extension: 'flac', rate: 11_111, channels: 1, args: [] },
	'WAV of 6 channels': { extension: 'wav', rate: 8_000, channels: 6, args: ['-ac', '6'] },
};

const files = new Map<string, Buffer>();
beforeAll(async () => {
	await Promise.all(
		Object.entries(RECORDINGS).map(async ([name, { extension, rate, args }]) => {
			files.set(name, await speech(extension, SECONDS, rate, args));
		}),
	);
}, 60_000);

const limits = (content: Buffer, pieces: number) => ({ largest: Math.ceil(content.length / pieces), overlap: 4, quiet: 5 });

/** Cuts go from one end to the other, overlap as asked for, and are where nothing is said. */
function expectSensible(cuts: Cut[], largest: number, seconds: number, overlap: number): void {
	expect([cuts[0].start, cuts[0].from]).toEqual([0, 0]);
	expect(cuts[cuts.length - 1].end).toBeCloseTo(seconds, 3);
	for (const [index, { part, start, end, from }] of cuts.entries()) {
		expect(part.size).toBeLessThanOrEqual(largest);
		expect(start).toBeLessThan(end);
		if (index === 0) continue;
		expect(Math.abs(from - start - overlap / 2)).toBeLessThan(0.12);
		expect(Math.abs(cuts[index - 1].end - from - overlap / 2)).toBeLessThan(0.12);
		expect(Math.abs(((from - DELAY / 2) % PAUSE.every) - PAUSE.length / 2)).toBeLessThan(PAUSE.length / 2);
	}
}

describe.each(Object.entries(RECORDINGS))('a recording that is cut: %s', (name, { extension, rate, channels }) => {
	it('is all there in pieces that are no larger than allowed, and between which nothing is said', async () => {
		const content = files.get(name)!;
		const cuts = (await cutsOf(partOf(content), limits(content, 3.5)))!;
		expect(cuts.length).toBeGreaterThanOrEqual(4);
		expect(cuts.length).toBeLessThanOrEqual(6);
		const seconds = extension !== 'mp3' ? SECONDS : (framesOf(content).length * frameAt(framesOf(content)[0], 0)!.samples) / rate;
		expectSensible(cuts, limits(content, 3.5).largest, seconds, 4);
		for (const { part } of cuts) {
			expect(part).toMatchObject({ fileName: 'talk.mp3', mimeType: 'audio/mpeg' });
			expect((await contentOf(part)).length).toBe(part.size);
		}
	});

	it('says of each piece how long it is', async () => {
		const content = files.get(name)!;
		for (const { part, start, end } of (await cutsOf(partOf(content), limits(content, 3.5)))!) {
			const piece = await contentOf(part);
			expect((await measureFile(piece)).duration).toBeCloseTo(end - start, 6);
			const { pcm, said } = await decode(piece);
			expect(said.replace(/.*(Header missing|invalid new backstep|overread).*/g, '')).toBe('');
			expect(pcm.length / 2 / channels / rate).toBeCloseTo(end - start, 6);
		}
	});

	it('sounds the same', async () => {
		const content = files.get(name)!;
		const reference = extension !== 'mp3' ? content : Buffer.concat(framesOf(content));
		// All bits of them, where nothing is lost.
		const format = extension === 'mp3' ? 's16le' : 's32le';
		const samples = (pcm: Buffer) => (extension === 'mp3' ? samplesOf(pcm) : new Int32Array(pcm.buffer, pcm.byteOffset, pcm.length / 4));
		const whole = samples((await decode(reference, format)).pcm);
		for (const { part, start } of (await cutsOf(partOf(content), limits(content, 3.5)))!) {
			const { pcm } = await decode(await contentOf(part), format);
			const unclear = extension !== 'mp3' || start === 0 ? 0 : 1;
			const from = Math.round((start + unclear) * rate) * channels;
			const heard = samples(pcm).subarray(Math.round(unclear * rate) * channels);
			expect(Buffer.compare(bytes(heard), bytes(whole.subarray(from, from + heard.length)))).toBe(0);
		}
	});
});

const bytes = (samples: Int16Array | Int32Array) => Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength);

describe('pieces of an MP3', () => {
	it('begin where it is quiet, even if it is never silent', async () => {
		const hum = `(0.01+0.4*gt(mod(t\\,${PAUSE.every})\\,${PAUSE.length}))*(random(0)-0.5)`;
		const content = await makeFile([], 'mp3', () => ['-f', 'lavfi', '-i', `aevalsrc=${hum}:s=44100:d=60`, '-q:a', '5']);
		const cuts = (await cutsOf(partOf(content), limits(content, 3.5)))!;
		expect(cuts.length).toBeGreaterThanOrEqual(4);
		for (const { from } of cuts.slice(1))
			expect(Math.abs(((from - DELAY / 2) % PAUSE.every) - PAUSE.length / 2)).toBeLessThan(PAUSE.length / 2);
	});

	it('have the very frames of the whole', async () => {
		const content = files.get('MP3, variable, mono')!;
		const frames = framesOf(content);
		for (const { part, start, end } of (await cutsOf(partOf(content), limits(content, 5)))!) {
			const own = framesOf(await contentOf(part));
			const first = Math.round((start * 44_100) / 1152);
			expect(own.length).toBe(Math.round(((end - start) * 44_100) / 1152));
			expect(Buffer.concat(own).equals(Buffer.concat(frames.slice(first, first + own.length)))).toBe(true);
		}
	});
});
