import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';

import { counterIn } from '../../../../nodes/shared/media/mp3.ts';
import type { FilePart } from '../../../../nodes/shared/media/filePart.ts';
import { frameAt } from '../../../../nodes/shared/media/mpegFrame.ts';
import { makeFile, runFfmpeg, withFiles } from '../../../support/emulator/ffmpeg.mts';

/** Noise like speech: every two seconds it begins with a pause of 0.6 seconds. */
export const PAUSE = { every: 2, length: 0.6 };

export async function speech(extension: string, seconds: number, rate: number, args: string[]): Promise<Buffer> {
	const noise = `0.4*(random(0)-0.5)*gt(mod(t\\,${PAUSE.every})\\,${PAUSE.length})`;
	const source = ['-f', 'lavfi', '-i', `aevalsrc=${noise}:s=${rate}:d=${seconds}`];
	return await makeFile([], extension, () => [...source, ...args]);
}

/** Noise, with so many seconds of silence at its ends. */
export async function burst(
	seconds: number,
	rate: number,
	args: string[],
	{ begin, end }: { begin: number; end: number },
): Promise<Buffer> {
	const noise = `0.4*(random(0)-0.5)*gte(t\\,${begin})*lt(t\\,${seconds - end})`;
	return await makeFile([], 'mp3', () => ['-f', 'lavfi', '-i', `aevalsrc=${noise}:s=${rate}:d=${seconds}`, ...args]);
}

/** How far samples are from those that they should be, at most; endless where there are too few. */
export function furthest(own: Int16Array, heard: Int16Array, start: number): number {
	if (start + own.length > heard.length) return Infinity;
	return own.reduce((most, sample, index) => Math.max(most, Math.abs(heard[start + index] - sample)), 0);
}

function* pieces(content: Buffer, length: number): Generator<Buffer> {
	for (let at = 0; at < content.length; at += length) yield content.subarray(at, at + length);
}

export const stream = (content: Buffer, chunk = 10_000) => Readable.from(pieces(content, chunk), { objectMode: false });

/** A file that comes as a stream, as from n8n's store. */
export const partOf = (content: Buffer, chunk?: number): FilePart => ({
	fileName: 'talk.mp3',
	mimeType: 'audio/mpeg',
	size: content.length,
	open: async () => stream(content, chunk),
});

export async function contentOf(part: FilePart): Promise<Buffer> {
	const opened = await part.open();
	return Buffer.isBuffer(opened) ? opened : await buffer(opened);
}

/** Frames with sound of an undamaged MP3. */
export function framesOf(content: Buffer): Buffer[] {
	const frames: Buffer[] = [];
	const start = content.toString('latin1', 0, 3) === 'ID3' ? 10 + content.subarray(6, 10).reduce((sum, byte) => sum * 128 + byte, 0) : 0;
	for (let at = start, frame = frameAt(content, at); frame; frame = frameAt(content, at)) {
		const bytes = content.subarray(at, at + frame.length);
		if (bytes.length === frame.length && !counterIn(bytes, frame)) frames.push(bytes);
		at += frame.length;
	}
	return frames;
}

/** What ffmpeg hears, in 16 bits, all channels; and what it has to say about the file. */
export async function decode(content: Buffer, format = 's16le'): Promise<{ pcm: Buffer; said: string }> {
	return await withFiles([content], async ([path], folder) => {
		const result = join(folder, 'pcm');
		const { code, said } = await runFfmpeg(['-v', 'error', '-i', path, '-f', format, result]);
		if (code !== 0) throw new Error(said);
		return { pcm: await readFile(result), said };
	});
}

export const samplesOf = (pcm: Buffer) => new Int16Array(pcm.buffer, pcm.byteOffset, pcm.length / 2);
