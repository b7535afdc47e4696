import { longestFrame, skipMetadata, streamInfoIn } from '../media/flac';
import type { FlacStream } from '../media/flac';
import type { ByteReader } from '../media/reader';
import { crc16With } from './crc';
import type { FlacFrame } from './flacFrames';
import { renumbered, silentHeader } from './flacHeader';

const INFO = 34;
const START = Buffer.from([...Buffer.from('fLaC'), 0x80, 0, 0, INFO]);
/** Before the frames of a file that has no metadata but STREAMINFO. */
export const FLAC_START = START.length + INFO;
const CHECKSUM = 2;
/** As encoders have them. */
const SILENT_BLOCK = 4096;
/** Samples that a frame has at least, but for the last one. */
export const LEAST_BLOCK = 16;

export interface FlacFile {
	/** STREAMINFO as it stands there, and what it says. */
	info: Buffer;
	stream: FlacStream;
	/** Bytes that a frame has at most. */
	longest: number;
}

/** Reads up to the first frame. Undefined where no sample rate is said. */
export async function openFlacFile(file: ByteReader): Promise<FlacFile | undefined> {
	await file.skip(4);
	const info = Buffer.from((await file.peek(4 + INFO)).subarray(4));
	const stream = streamInfoIn(info);
	await skipMetadata(file);
	return stream.sampleRate > 0 ? { info, stream, longest: longestFrame(stream) } : undefined;
}

/** What stands before frames of so many samples in all: nothing is said of the length of frames, and there is no checksum. */
export function flacStart(info: Buffer, samples: number): Buffer {
	const own = Buffer.from(info);
	own.fill(0, 4, 10).fill(0, 18);
	own[13] = (own[13] & 0xf0) | (Math.floor(samples / 2 ** 32) & 15);
	own.writeUInt32BE(samples % 2 ** 32, 14);
	return Buffer.concat([START, own]);
}

/** A frame with another number: how many are before it, or which sample is its first. */
export function withNumber({ header, chunks }: FlacFrame, number: number, isVariable = header.isVariable): Buffer {
	const bytes = Buffer.concat(chunks);
	const start = renumbered(bytes.subarray(0, header.length), header.numberLength, number, isVariable);
	return withChecksum(Buffer.concat([start, bytes.subarray(header.length)]));
}

/** Frames of silence after another one, of so many samples in all; numbered by their first sample. */
export function silentFrames(
	{ header, chunks }: FlacFrame,
	{ channels, bitsPerSample }: FlacStream,
	from: number,
	samples: number,
): Buffer {
	const like = Buffer.concat(chunks).subarray(0, header.length);
	const count = Math.ceil(samples / SILENT_BLOCK);
	const bounds = Array.from({ length: count + 1 }, (_, index) => Math.round((samples * index) / count));
	const frames = bounds.slice(1).map((end, index) => {
		// One value for all samples of a channel, §9.2.3: that is 0, and so is what says so.
		const content = Buffer.alloc(Math.ceil((channels * (8 + bitsPerSample)) / 8) + CHECKSUM);
		return withChecksum(Buffer.concat([silentHeader(like, header, from + bounds[index], end - bounds[index]), content]));
	});
	return Buffer.concat(frames);
}

function withChecksum(frame: Buffer): Buffer {
	const end = frame.length - CHECKSUM;
	let crc = 0;
	for (let at = 0; at < end; at++) crc = crc16With(crc, frame[at]);
	frame.writeUInt16BE(crc, end);
	return frame;
}
