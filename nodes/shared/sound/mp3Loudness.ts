import type { Frame } from '../media/mpegFrame';

/** Of a granule of one channel, ISO/IEC 11172-3 §2.4.1.7 and 13818-3 §2.4.1.7: bits of its side information, and how many come before all. */
const FULL = { granules: 2, bits: 59, before: { mono: 18, stereo: 20 } };
const LOW = { granules: 1, bits: 63, before: { mono: 9, stereo: 10 } };
/** Within a granule: how many bits the sound takes, 12, and how loud it is, 8. */
const GAIN_AT = 21;

/** How loud a frame is by its side information: the mean gain, 0 where there is no sound at all. */
export function loudnessOf({ isMono, side, samples }: Frame, bytes: Buffer): number {
	const { granules, bits, before } = samples === 1152 ? FULL : LOW;
	const count = granules * (isMono ? 1 : 2);
	let sum = 0;
	for (let index = 0; index < count; index++) {
		const at = side * 8 + before[isMono ? 'mono' : 'stereo'] + index * bits;
		if (bitsAt(bytes, at, 12) > 0) sum += bitsAt(bytes, at + GAIN_AT, 8);
	}
	return sum / count;
}

/** 16 at most. */
function bitsAt(bytes: Buffer, at: number, count: number): number {
	const start = at >> 3;
	const three = (bytes[start] << 16) | (bytes[start + 1] << 8) | bytes[start + 2];
	return (three >> (24 - (at & 7) - count)) & (2 ** count - 1);
}
