import type { Measures } from './measures';
import type { ByteReader } from './reader';

const LAST_BLOCK = 0x80;
/** Tags of other formats that some programs put behind. */
const MOST_BEHIND = 1024;
/** Header and checksum of a frame, RFC 9639 §9.1 and 9.3, at their longest. */
const FRAME_OVERHEAD = 18;

/** What STREAMINFO, the first block, says of the whole. */
export interface FlacStream {
	/** Samples that a frame has at least, but for the last one, and at most. */
	smallestBlock: number;
	largestBlock: number;
	/** In bytes; 0 where the encoder did not know. */
	smallestFrame: number;
	largestFrame: number;
	sampleRate: number;
	channels: number;
	bitsPerSample: number;
	/** 0 where the encoder did not know. */
	samples: number;
}

/**
 * How long a FLAC is. Its largest frame, or else the samples themselves as they are without compression, say how many bytes so
 * many samples can have at most.
 */
export async function flac(file: ByteReader): Promise<Measures> {
	await file.skip(4);
	const stream = streamInfoIn((await file.peek(38)).subarray(4));
	const { smallestBlock, largestBlock, smallestFrame, largestFrame, samples, sampleRate } = stream;
	const plainFrame = longestFrame(stream);
	await skipMetadata(file);
	const atMost = Math.ceil(samples / smallestBlock) * Math.min(largestFrame || plainFrame, plainFrame) + MOST_BEHIND;
	const atLeast = Math.floor(samples / largestBlock) * smallestFrame;
	return file.left >= atLeast && file.left <= atMost ? { duration: samples / sampleRate } : {};
}

/** RFC 9639 §8.2. */
export function streamInfoIn(info: Buffer): FlacStream {
	return {
		smallestBlock: info.readUInt16BE(0),
		largestBlock: info.readUInt16BE(2),
		smallestFrame: info.readUIntBE(4, 3),
		largestFrame: info.readUIntBE(7, 3),
		sampleRate: info.readUIntBE(10, 3) >> 4,
		channels: ((info[12] >> 1) & 7) + 1,
		bitsPerSample: (((info[12] & 1) << 4) | (info[13] >> 4)) + 1,
		samples: info.readUIntBE(13, 5) % 2 ** 36,
	};
}

/** Bytes that a frame has at most: its samples as they are. */
export function longestFrame({ largestBlock, channels, bitsPerSample }: FlacStream): number {
	return Math.ceil((largestBlock * channels * (bitsPerSample + 1)) / 8) + FRAME_OVERHEAD;
}

/** Reads up to the first frame, behind the last of the metadata blocks, §8.1. */
export async function skipMetadata(file: ByteReader): Promise<void> {
	for (let isLast = false; !isLast; ) {
		const header = await file.take(4);
		isLast = (header[0] & LAST_BLOCK) !== 0;
		await file.skip(header.readUIntBE(1, 3));
	}
}
