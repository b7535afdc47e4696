import type { Measures } from './measures';
import type { ByteReader } from './reader';

const LAST_BLOCK = 0x80;
/** Tags of other formats that some programs put behind. */
const MOST_BEHIND = 1024;
/** Header and checksum of a frame, RFC 9639 §9.1 and 9.3, at their longest. */
const FRAME_OVERHEAD = 18;

/**
 * RFC 9639 §8.2: STREAMINFO is the first block. It counts 0 samples where the encoder did not know. Its largest frame,
 * or else the samples themselves as they are without compression, say how many bytes so many samples can have at most.
 */
export async function flac(file: ByteReader): Promise<Measures> {
	await file.skip(4);
	const info = (await file.peek(38)).subarray(4);
	const [smallestBlock, largestBlock] = [info.readUInt16BE(0), info.readUInt16BE(2)];
	const [smallestFrame, largestFrame] = [info.readUIntBE(4, 3), info.readUIntBE(7, 3)];
	const sampleRate = info.readUIntBE(10, 3) >> 4;
	const channels = ((info[12] >> 1) & 7) + 1;
	const bitsPerSample = (((info[12] & 1) << 4) | (info[13] >> 4)) + 1;
	const samples = info.readUIntBE(13, 5) % 2 ** 36;

	const plainFrame = Math.ceil((largestBlock * channels * (bitsPerSample + 1)) / 8) + FRAME_OVERHEAD;
	const bytes = await soundBytes(file);
	const atMost = Math.ceil(samples / smallestBlock) * Math.min(largestFrame || plainFrame, plainFrame) + MOST_BEHIND;
	const atLeast = Math.floor(samples / largestBlock) * smallestFrame;
	return bytes >= atLeast && bytes <= atMost ? { duration: samples / sampleRate } : {};
}

/** Those behind the last of the metadata blocks, §8.1. */
async function soundBytes(file: ByteReader): Promise<number> {
	for (let isLast = false; !isLast; ) {
		const header = await file.take(4);
		isLast = (header[0] & LAST_BLOCK) !== 0;
		await file.skip(header.readUIntBE(1, 3));
	}
	return file.left;
}
