import { longestFrame, skipMetadata, streamInfoIn } from '../media/flac';
import type { ByteReader } from '../media/reader';
import { crc16With } from './crc';
import { flacFrames } from './flacFrames';
import type { FlacFrame } from './flacFrames';
import { codedLength, renumbered } from './flacHeader';
import type { Content, OpenSound, PlannedPiece, Stretch } from './sound';

const INFO = 34;
const START = Buffer.from([...Buffer.from('fLaC'), 0x80, 0, 0, INFO]);
const CHECKSUM = 2;

/**
 * A FLAC, cut between its frames, which are numbered anew. A stretch's mark is the number that its frame would have if the first
 * one of the file had 0.
 */
export const openFlac: OpenSound = async (file) => {
	await file.skip(4);
	const info = Buffer.from((await file.peek(4 + INFO)).subarray(4));
	const stream = streamInfoIn(info);
	const longest = longestFrame(stream);
	await skipMetadata(file);
	if (!(stream.sampleRate > 0)) return undefined;

	const follow = async (visit: (stretch: Stretch) => void) => {
		let mark = 0;
		for await (const frame of flacFrames(file, longest)) {
			const { at, length, header } = frame;
			const seconds = header.samples / stream.sampleRate;
			visit({ at, end: at + length, bytes: length - header.numberLength, seconds, loudness: length / header.samples, mark });
			mark += numbersOf(frame);
		}
		return true;
	};

	const contentOf = ({ first, end, bytes, startTime, endTime }: PlannedPiece): Content => ({
		size: START.length + INFO + bytes,
		from: async function* (source) {
			yield Buffer.concat([START, infoWith(info, Math.round((endTime - startTime) * stream.sampleRate))]);
			await source.skip(first.at - source.position);
			yield* renumberedFrames(source, longest, end);
		},
	});

	const bytesOf = (stretch: Stretch, first: Stretch) => stretch.bytes + codedLength(stretch.mark - first.mark);
	return { overhead: START.length + INFO, bytesOf, follow, contentOf };
};

async function* renumberedFrames(file: ByteReader, longest: number, end: number): AsyncGenerator<Buffer, void> {
	let number = 0;
	for await (const frame of flacFrames(file, longest, end)) {
		yield withNumber(frame, number);
		number += numbersOf(frame);
	}
}

/** How much larger the next frame's number is. */
function numbersOf({ header }: FlacFrame): number {
	return header.isVariable ? header.samples : 1;
}

function withNumber({ header, chunks }: FlacFrame, number: number): Buffer {
	const bytes = Buffer.concat(chunks);
	const start = renumbered(bytes.subarray(0, header.length), header.numberLength, number);
	const result = Buffer.concat([start, bytes.subarray(header.length)]);
	const end = result.length - CHECKSUM;
	let crc = 0;
	for (let at = 0; at < end; at++) crc = crc16With(crc, result[at]);
	result.writeUInt16BE(crc, end);
	return result;
}

/** What is said of a whole, of so many samples: without the lengths of its frames, and without a checksum. */
function infoWith(info: Buffer, samples: number): Buffer {
	const own = Buffer.from(info);
	own.fill(0, 4, 10).fill(0, 18);
	own[13] = (own[13] & 0xf0) | (Math.floor(samples / 2 ** 32) & 15);
	own.writeUInt32BE(samples % 2 ** 32, 14);
	return own;
}
