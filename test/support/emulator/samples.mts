import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { mimeTypeOf } from './formats.mts';
import { convertPicture, makeFilm, playTune } from './media.mts';
import type { AudioFormat } from './media.mts';
import { drawPicture } from './pictures.mts';

export interface PictureSample {
	width?: number;
	height?: number;
	prompt?: string;
}

export interface ClipSample {
	seconds?: number;
	width?: number;
	height?: number;
	/** Frames per second. */
	fps?: number;
}

export type BytesFormat = 'wav' | 'mp3' | 'mp4' | 'png';

const CHUNK = 64 * 1024;
const SAMPLE_RATE = 24_000;

/** A PNG. */
export function samplePicture({ width = 512, height = 512, prompt = 'sample' }: PictureSample = {}): Buffer {
	return drawPicture(prompt, 1, width, height);
}

export async function sampleJpeg(sample: PictureSample = {}): Promise<Buffer> {
	return await convertPicture(samplePicture(sample), 'jpg');
}

/** Not quite speech: a tune, for as many seconds. */
export async function sampleSpeech(format: AudioFormat = 'wav', seconds = 6): Promise<Buffer> {
	return await playTune({ text: 'sample', seconds, sampleRate: SAMPLE_RATE, format });
}

/** An MP4 with sound. */
export async function sampleClip({ seconds = 2, width = 512, height = 512, fps = 24 }: ClipSample = {}): Promise<Buffer> {
	const [first, audio] = [samplePicture({ width, height }), await sampleSpeech('wav', seconds)];
	return await makeFilm({ width, height, fps, frames: Math.round(seconds * fps), first, audio });
}

const BEGINNINGS: Record<BytesFormat, () => Buffer | Promise<Buffer>> = {
	wav: async () => await sampleSpeech('wav', 1),
	mp3: async () => await sampleSpeech('mp3', 1),
	mp4: async () => await sampleClip({ seconds: 0.5, width: 256, height: 256 }),
	png: () => samplePicture({ width: 256, height: 256 }),
};

/** What the padding begins with, so that readers skip it as a whole. Those of PNG stop before it, those of MP3 look for the next frame. */
const PADDING: Record<BytesFormat, (size: number) => Buffer> = {
	wav: (size) => Buffer.concat([Buffer.from('JUNK'), word(size - 8).reverse()]),
	mp4: (size) => Buffer.concat([word(size), Buffer.from('free')]),
	mp3: () => Buffer.alloc(0),
	png: () => Buffer.alloc(0),
};

/** A file of exactly so many bytes: a whole small one, and zeros, which its readers pass over. */
export async function* sampleBytes(format: BytesFormat, size: number): AsyncGenerator<Buffer> {
	const whole = await BEGINNINGS[format]();
	const beginning = Buffer.concat([whole, PADDING[format](Math.max(8, size - whole.length))]).subarray(0, size);
	yield beginning;
	let left = size - beginning.length;
	for (const zeros = Buffer.alloc(CHUNK); left > 0; left -= CHUNK) yield zeros.subarray(0, Math.min(left, CHUNK));
}

function word(number: number): Buffer {
	const bytes = Buffer.alloc(4);
	bytes.writeUInt32BE(number);
	return bytes;
}

/** `GET /samples/<name>` of the storage; the query says what the file is to be like. */
export async function sendSample(request: FastifyRequest, reply: FastifyReply) {
	const { name } = request.params as { name: string };
	const [kind, extension] = name.split('.');
	const { prompt, ...texts } = request.query as Record<string, string | undefined>;
	const numbers = Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, Number(text)]));
	reply.type(mimeTypeOf(extension));
	if (kind === 'bytes' && extension in BEGINNINGS) {
		return reply.header('content-length', numbers.size).send(Readable.from(sampleBytes(extension as BytesFormat, numbers.size)));
	}
	if (name === 'picture.png') return samplePicture({ ...numbers, prompt });
	if (name === 'picture.jpg') return await sampleJpeg({ ...numbers, prompt });
	if (name === 'clip.mp4') return await sampleClip(numbers);
	if (kind === 'speech' && ['wav', 'mp3', 'flac'].includes(extension)) return await sampleSpeech(extension as AudioFormat, numbers.seconds);
	return reply.code(404).send('There is no such sample.');
}
