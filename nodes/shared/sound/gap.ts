import type { Frame } from '../media/mpegFrame';

/** What an encoder says behind the counts of a frame: its name, and how many samples of its own are before and behind the sound. */
export const GAP_BYTES = 36;
/** Where in that the samples stand, 12 bits each. */
const SAMPLES = 21;
const LENGTH = 28;
const SOUND_CHECKSUM = 32;
const CHECKSUM = 34;
const FIELDS = [4, 4, 100, 4];

/**
 * Of a frame that counts others, after the fields that its flags name (LAME's "Mp3 Info Tag" in its first revision). Undefined
 * where there is none.
 */
export function gapIn(bytes: Buffer, { xing }: Frame): Buffer | undefined {
	const flags = bytes.readUInt32BE(xing + 4);
	const at = FIELDS.reduce((sum, length, bit) => sum + (flags & (1 << bit) ? length : 0), xing + 8);
	const gap = bytes.subarray(at, at + GAP_BYTES);
	return gap.length === GAP_BYTES && /^(LAME|Lavf|Lavc)/.test(gap.toString('latin1', 0, 4)) ? Buffer.from(gap) : undefined;
}

/** How many samples are before the sound and behind it, but for those by which a decoder is late. */
export interface GapSamples {
	before: number;
	behind: number;
}

export function samplesOf(gap: Buffer): GapSamples {
	const both = gap.readUIntBE(SAMPLES, 3);
	return { before: both >> 12, behind: both & 0xfff };
}

/** That of recordings one behind another: players leave out what is before the first and behind the last, if that says something. */
export function gapAround(first: Buffer, last?: Buffer): Buffer {
	const gap = Buffer.from(first);
	const behind = last ? samplesOf(last).behind : 0;
	gap.writeUIntBE(samplesOf(first).before * 0x1000 + behind, SAMPLES, 3);
	return gap;
}

/** Puts it into a frame that is else complete, and holds so many bytes with those that it counts. */
export function writeGap(frame: Buffer, at: number, gap: Buffer, bytes: number): void {
	frame.set(gap, at);
	frame.writeUInt32BE(bytes, at + LENGTH);
	frame.writeUInt16BE(0, at + SOUND_CHECKSUM);
	frame.writeUInt16BE(checksumOf(frame.subarray(0, at + CHECKSUM)), at + CHECKSUM);
}

/** CRC-16 with the polynomial 0x8005, the lowest bit first. */
function checksumOf(bytes: Buffer): number {
	let rest = 0;
	for (const byte of bytes) {
		rest ^= byte;
		for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? (rest >>> 1) ^ 0xa001 : rest >>> 1;
	}
	return rest;
}
