import { counterIn } from '../media/mp3';
import { frameAt } from '../media/mpegFrame';
import type { Frame } from '../media/mpegFrame';
import { MOST_AHEAD } from '../media/reader';
import type { ByteReader } from '../media/reader';
import { tagLength } from '../media/tags';
import type { Range } from './ranges';

/** Two frames at their longest, and what a tag is told by. */
const LOOK_AHEAD = 3000;
/** What is the same in all frames of a stream: version, layer and sample rate. */
const SAME = 0xfffe0c00;
const MOST_GAPS = 1000;
const MOST_GARBAGE = 1024 * 1024;

type Visit = (frame: Frame, at: number, bytes: Buffer) => void;

/**
 * Tells each frame of an MP3 that has sound, as they follow one another. Tags, frames that count others, and what is no frame are
 * left out, wherever they stand. After those, a frame is one if another follows it. Returns what was left out;
 * undefined where that is too much.
 */
export async function followFrames(file: ByteReader, visit: Visit, visitCounter: Visit = () => undefined): Promise<Range[] | undefined> {
	const gaps: Range[] = [];
	const leaveOut = (at: number, length: number) => {
		const last = gaps[gaps.length - 1];
		if (last?.end === at) last.end += length;
		else gaps.push({ at, end: at + length });
	};
	const mostGarbage = MOST_GARBAGE + file.size / 10;
	let garbage = 0;
	let before: number | undefined;

	for (let isLast = false; !isLast; ) {
		const window = (await file.peek(MOST_AHEAD)).subarray(0, file.left);
		isLast = window.length < MOST_AHEAD;
		const end = isLast ? window.length : window.length - LOOK_AHEAD;
		let at = 0;
		while (at < end) {
			const position = file.position + at;
			const frame = soundFrameAt(window, at, before, isLast);
			if (frame) {
				const bytes = window.subarray(at, at + frame.length);
				before = bytes.readUInt32BE(0);
				const isCounter = counterIn(bytes, frame) !== undefined;
				if (isCounter) leaveOut(position, frame.length);
				(isCounter ? visitCounter : visit)(frame, position, bytes);
				at += frame.length;
				continue;
			}
			before = undefined;
			const tag = tagAt(window, at);
			const length = tag > 0 && tag <= file.left - at ? tag : 1;
			if (length === 1) garbage++;
			leaveOut(position, length);
			at += length;
			if (garbage > mostGarbage || gaps.length > MOST_GAPS) return undefined;
		}
		await file.skip(at);
	}
	return gaps;
}

/** @param before the header of the frame that ends here */
function soundFrameAt(bytes: Buffer, at: number, before: number | undefined, isLast: boolean): Frame | undefined {
	const frame = bytes[at] === 0xff ? frameAt(bytes, at) : undefined;
	if (frame?.layer !== 3) return undefined;
	const next = at + frame.length;
	if (next > bytes.length) return undefined;
	const header = bytes.readUInt32BE(at);
	const isExpected = before !== undefined && isSame(before, header);
	const isFollowed = () => (frameAt(bytes, next) ? isSame(header, bytes.readUInt32BE(next)) : tagAt(bytes, next) > 0);
	return isExpected || (isLast && next === bytes.length) || isFollowed() ? frame : undefined;
}

const isSame = (one: number, other: number) => ((one ^ other) & SAME) === 0;

function tagAt(bytes: Buffer, at: number): number {
	const mayBe = bytes[at] === 0x49 || bytes[at] === 0x54 || bytes[at] === 0x41;
	return mayBe ? tagLength(bytes.subarray(at, at + 32)) : 0;
}
