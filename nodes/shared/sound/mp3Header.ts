import { frameAt } from '../media/mpegFrame';
import type { Frame } from '../media/mpegFrame';
import { GAP_BYTES, writeGap } from './gap';
import { SEEK_ENTRIES } from './seekTable';
import type { SeekTable } from './seekTable';

/** What a header says of the frames behind it. */
export interface FrameCount {
	frames: number;
	/** Of these frames. */
	bytes: number;
	/** Whether all of them have the same bit rate. */
	isConstant: boolean;
	/** Where to find what; of use where the bit rate is not constant. */
	seekTable?: SeekTable;
	/** See `gap.ts`. */
	gap?: Buffer;
}

export const LONGEST_FRAME = 1441;
const NO_CHECKSUM = 0x10000;
const PADDING = 0x200;
const BIT_RATE = 0xf000;
const HAS_FRAMES = 1;
const HAS_BYTES = 2;
const HAS_SEEK_TABLE = 4;

/**
 * A frame without sound that counts those behind it, as players expect: "Info" where the bit rate is constant, "Xing" where it is not.
 *
 * @param like the header of one of the frames
 */
export function countingFrame(like: number, { frames, bytes, isConstant, seekTable, gap }: FrameCount): Buffer {
	const own = plainHeader(like);
	const counts = 16 + (seekTable ? SEEK_ENTRIES : 0);
	const needed = own.frame.xing + counts + (gap ? GAP_BYTES : 0);
	const { header, frame } = own.frame.length >= needed ? own : roomier(own.header, needed);
	const result = Buffer.alloc(frame.length);
	result.writeUInt32BE(header, 0);
	// Where the header itself has another bit rate, nothing follows from that.
	result.write(isConstant && header === own.header ? 'Info' : 'Xing', frame.xing);
	result.writeUInt32BE(HAS_FRAMES | HAS_BYTES | (seekTable ? HAS_SEEK_TABLE : 0), frame.xing + 4);
	result.writeUInt32BE(frames, frame.xing + 8);
	const whole = Math.min(bytes + frame.length, 0xffffffff);
	result.writeUInt32BE(whole, frame.xing + 12);
	if (seekTable) result.set(seekTable.entries(frame.length), frame.xing + 16);
	if (gap) writeGap(result, frame.xing + counts, gap, whole);
	return result;
}

/** A frame of silence, of the bit rate and mode of another one. */
export function silentFrame(like: number): Buffer {
	const { header, frame } = plainHeader(like);
	const result = Buffer.alloc(frame.length);
	result.writeUInt32BE(header, 0);
	return result;
}

interface Header {
	header: number;
	frame: Frame;
}

function plainHeader(like: number): Header {
	return headerWith((like | NO_CHECKSUM) & ~PADDING)!;
}

/** With the next larger bit rate that suffices. */
function roomier(header: number, needed: number): Header {
	for (let rate = (header & BIT_RATE) + 0x1000; ; rate += 0x1000) {
		const found = headerWith((header & ~BIT_RATE) | rate)!;
		if (found.frame.length >= needed) return found;
	}
}

function headerWith(bits: number): Header | undefined {
	const bytes = Buffer.alloc(4);
	bytes.writeInt32BE(bits | 0, 0);
	const frame = frameAt(bytes, 0);
	return frame && { header: bits >>> 0, frame };
}
