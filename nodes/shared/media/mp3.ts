import type { Measures } from './measures';
import { frameAt } from './mpegFrame';
import type { Frame } from './mpegFrame';
import { MOST_AHEAD } from './reader';
import type { ByteReader } from './reader';
import { skipTags } from './tags';

/** What an encoder has counted when it was done; without the frame that this stands in. */
interface Count {
	frames: number;
	/** 0 where that is not told. */
	bytes: number;
	/** Whether all frames have the bit rate of the first one. */
	isConstant: boolean;
}

const VBRI = 36;
const HEAD = 2048;
/** Less than a frame, or silence that was cut off. */
const MOST_BEHIND = 2048;
/** An ID3v1 tag. */
const SHORT_TAG = 128;

/**
 * MPEG audio, layer III. Encoders count frames and bytes in the first frame (Xing, Info or VBRI header). That is
 * believed if it is about the whole file, and if its frames can have so many bytes. Otherwise all frames are counted
 * here: files may be joined, and bit rates may change.
 */
export async function mp3(file: ByteReader): Promise<Measures> {
	const head = await file.peek(HEAD);
	const first = frameAt(head, 0);
	if (first?.layer !== 3) return {};
	const count = countIn(head, first);
	if (count && isCredible(count, first, file)) return { duration: (count.frames * first.samples) / first.sampleRate };
	return { duration: await secondsByFrame(file) };
}

/** The name of what a frame holds in place of sound, if it does. */
export function counterIn(frame: Buffer, { xing }: Frame): 'VBRI' | 'Xing' | 'Info' | undefined {
	if (frame.toString('latin1', VBRI, VBRI + 4) === 'VBRI') return 'VBRI';
	const name = frame.toString('latin1', xing, xing + 4);
	return name === 'Xing' || name === 'Info' ? name : undefined;
}

function countIn(frame: Buffer, first: Frame): Count | undefined {
	const name = counterIn(frame, first);
	if (!name) return undefined;
	if (name === 'VBRI') return { frames: frame.readUInt32BE(VBRI + 14), bytes: frame.readUInt32BE(VBRI + 10), isConstant: false };
	const { xing } = first;
	const flags = frame.readUInt32BE(xing + 4);
	const frames = flags & 1 ? frame.readUInt32BE(xing + 8) : 0;
	const bytes = flags & 2 ? frame.readUInt32BE(xing + (flags & 1 ? 12 : 8)) : 0;
	return { frames, bytes, isConstant: name === 'Info' };
}

function isCredible({ frames, bytes, isConstant }: Count, first: Frame, { left }: ByteReader): boolean {
	const behind = left - bytes;
	if (frames === 0 || bytes === 0 || behind < 0 || behind > SHORT_TAG) return false;
	const bitRate = (bytes * 8) / ((frames * first.samples) / first.sampleRate);
	return isConstant ? Math.abs(bytes / first.length - frames) < 2 + frames / 50 : bitRate > 7_500 && bitRate < 330_000;
}

/** Undefined where there is something else between or behind the frames. */
async function secondsByFrame(file: ByteReader): Promise<number | undefined> {
	let seconds = 0;
	let frames = 0;
	for (let isOver = false; !isOver; ) {
		const bytes = await file.peek(MOST_AHEAD);
		let at = 0;
		for (let frame = frameAt(bytes, 0); frame && at + frame.length <= bytes.length; frame = frameAt(bytes, at)) {
			if (!counterIn(bytes.subarray(at), frame)) seconds += frame.samples / frame.sampleRate;
			frames++;
			at += frame.length;
		}
		if (at > 0) await file.skip(at);
		else isOver = (await skipTags(file)) === 0;
	}
	return frames > 1 && file.left < MOST_BEHIND ? seconds : undefined;
}
