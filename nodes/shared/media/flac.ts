import type { Measures } from './measures';
import type { ByteReader } from './reader';

/** RFC 9639 §8.2: STREAMINFO is the first block. It counts 0 samples where the encoder did not know. */
export async function flac(file: ByteReader): Promise<Measures> {
	const head = await file.peek(26);
	const sampleRate = head.readUIntBE(18, 3) >> 4;
	const samples = head.readUIntBE(21, 5) % 2 ** 36;
	return { duration: samples / sampleRate };
}
