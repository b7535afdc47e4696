import { wavHeader } from './tunes.mts';

const SAMPLE_RATE = 24_000;
const CHUNK = 64 * 1024;

/** A WAV of exactly so many bytes in which nothing is heard, made as it is read: one channel of 16 bits, 48,000 bytes a second. */
export function* silence(size: number): Generator<Buffer> {
	const header = wavHeader(SAMPLE_RATE, size);
	yield header.subarray(0, size);
	const zeros = Buffer.alloc(CHUNK);
	for (let left = size - header.length; left > 0; left -= CHUNK) yield zeros.subarray(0, Math.min(left, CHUNK));
}
