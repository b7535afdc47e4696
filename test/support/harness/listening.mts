import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { runFfmpeg, withFiles } from '../emulator/ffmpeg.mts';

export interface Sound {
	/** Of 16 bits; several channels are mixed into one. */
	samples: Int16Array;
	/** Samples a second, as the file has them. */
	rate: number;
	seconds: number;
	/** What the decoder complained of; empty where all is well. */
	messages: string;
}

/** What a player makes of the sound of a file. Throws where it has none. */
export async function decode(content: Buffer): Promise<Sound> {
	return await withFiles([content], async ([path], folder) => {
		const to = join(folder, 'decoded.wav');
		const plain = ['-map', '0:a:0', '-ac', '1', '-c:a', 'pcm_s16le', '-fflags', '+bitexact', '-flags:a', '+bitexact'];
		const { code, said } = await runFfmpeg(['-v', 'error', '-i', path, ...plain, to]);
		if (code !== 0) throw new Error(`This cannot be played: ${said.trim().slice(-500)}`);
		return { ...read(await readFile(to)), messages: said.trim() };
	});
}

/** Bytes of a header without extras, as ffmpeg writes it when it has to be exact. */
const HEADER_BYTES = 44;

function read(wav: Buffer): Omit<Sound, 'messages'> {
	if (wav.toString('latin1', 36, 40) !== 'data') throw new Error('The decoder has written more than a plain header.');
	const rate = wav.readUInt32LE(24);
	const samples = new Int16Array(wav.buffer, wav.byteOffset + HEADER_BYTES, (wav.length - HEADER_BYTES) >> 1);
	return { samples, rate, seconds: samples.length / rate };
}

/** All of it in parts of full scale. */
export interface Joint {
	/** The root mean square of the time before, around and after the joint. */
	before: number;
	across: number;
	after: number;
	/** The largest step from a sample to the next around the joint: a click. Tunes without one stay below 0.15. */
	largestJump: number;
}

const AROUND_SECONDS = 0.025;
const FULL_SCALE = 32_768;

/**
 * How a sound goes on where two pieces were joined.
 *
 * @param at seconds of the joint, give or take 25 ms; 75 ms on both sides are looked at
 */
export function jointLoudness(samples: Int16Array, rate: number, at: number): Joint {
	const part = (from: number, to: number) => samples.subarray(Math.max(0, Math.round((at + from) * rate)), Math.round((at + to) * rate));
	const around = part(-AROUND_SECONDS, AROUND_SECONDS);
	return {
		before: loudness(part(-3 * AROUND_SECONDS, -AROUND_SECONDS)),
		across: loudness(around),
		after: loudness(part(AROUND_SECONDS, 3 * AROUND_SECONDS)),
		largestJump: largestJump(around),
	};
}

function loudness(samples: Int16Array): number {
	const energy = samples.reduce((sum, sample) => sum + sample ** 2, 0);
	return samples.length === 0 ? 0 : Math.sqrt(energy / samples.length) / FULL_SCALE;
}

function largestJump(samples: Int16Array): number {
	return samples.reduce((most, sample, index) => (index === 0 ? 0 : Math.max(most, Math.abs(sample - samples[index - 1]))), 0) / FULL_SCALE;
}
