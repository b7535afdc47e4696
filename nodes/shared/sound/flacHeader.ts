import { crc8 } from './crc';

/** The header of a FLAC frame, RFC 9639 §9.1. */
export interface FlacHeader {
	/** Of each channel. */
	samples: number;
	channels: number;
	/** Whether frames are numbered by their first sample; otherwise they are counted. */
	isVariable: boolean;
	/** Bytes of its number. */
	numberLength: number;
	/** Bytes of all, with the checksum. */
	length: number;
}

export const LONGEST_HEADER = 16;
const FIXED = 0xf8;
const VARIABLE = 0xf9;
const SIZE_IN_16_BITS = 0x70;
/** Where the number stands. */
const NUMBER = 4;
/** Below these, a number has 1, 2, 3 bytes and so on. */
const NUMBERS = [0x80, 0x800, 0x10000, 0x200000, 0x4000000, 0x80000000, 2 ** 36];
/** Bytes at the end of a header for a sample rate that none of the codes stands for, by code. */
const RATE_BYTES: Record<number, number> = { 12: 1, 13: 2, 14: 2 };

/** Undefined where none stands there: its checksum has to be right. */
export function flacHeaderAt(bytes: Buffer, at: number): FlacHeader | undefined {
	if (bytes[at] !== 0xff || (bytes[at + 1] !== FIXED && bytes[at + 1] !== VARIABLE) || at + 6 > bytes.length) return undefined;
	const [size, rate] = [bytes[at + 2] >> 4, bytes[at + 2] & 15];
	const [channels, depth] = [bytes[at + 3] >> 4, (bytes[at + 3] >> 1) & 7];
	const isReserved = size === 0 || rate === 15 || channels > 10 || depth === 3 || bytes[at + 3] & 1;
	const numberLength = numberLengthAt(bytes, at + NUMBER);
	if (isReserved || numberLength === undefined) return undefined;
	const sizeAt = at + NUMBER + numberLength;
	const end = sizeAt + sizeBytes(size) + (RATE_BYTES[rate] ?? 0);
	if (end >= bytes.length || crc8(bytes.subarray(at, end)) !== bytes[end]) return undefined;
	const samples =
		sizeBytes(size) > 0 ? bytes.readUIntBE(sizeAt, sizeBytes(size)) + 1 : size === 1 ? 192 : size < 6 ? 144 << size : 1 << size;
	const isVariable = bytes[at + 1] === VARIABLE;
	return { samples, channels: channels < 8 ? channels + 1 : 2, isVariable, numberLength, length: end + 1 - at };
}

/** The same header with another number. */
export function renumbered(header: Buffer, numberLength: number, number: number, isVariable: boolean): Buffer {
	const bytes = Buffer.concat([header.subarray(0, NUMBER), codedNumber(number), header.subarray(NUMBER + numberLength)]);
	bytes[1] = isVariable ? VARIABLE : FIXED;
	return withChecksum(bytes);
}

/** Of a frame with so many samples of each channel, from one of them on; sample rate and depth are said as in another header. */
export function silentHeader(like: Buffer, { numberLength, channels }: FlacHeader, from: number, samples: number): Buffer {
	const start = [0xff, VARIABLE, SIZE_IN_16_BITS | (like[2] & 15), ((channels - 1) << 4) | (like[3] & 15)];
	const rate = like.subarray(NUMBER + numberLength + sizeBytes(like[2] >> 4), -1);
	return withChecksum(Buffer.from([...start, ...codedNumber(from), (samples - 1) >> 8, (samples - 1) & 0xff, ...rate, 0]));
}

/** By the code of a size: bytes in which it stands behind the number. */
const sizeBytes = (code: number) => (code === 6 ? 1 : code === 7 ? 2 : 0);

function withChecksum(header: Buffer): Buffer {
	header[header.length - 1] = crc8(header.subarray(0, -1));
	return header;
}

/** Bytes that a number takes. */
export function codedLength(number: number): number {
	return NUMBERS.findIndex((limit) => number < limit) + 1;
}

/** As UTF-8 would have it, and on to 36 bits, §9.1.5. */
function codedNumber(number: number): Buffer {
	const length = codedLength(number);
	if (length === 1) return Buffer.of(number);
	const bytes = Buffer.alloc(length);
	let left = number;
	for (let index = length - 1; index > 0; index--) {
		bytes[index] = 0x80 | left % 64;
		left = Math.floor(left / 64);
	}
	bytes[0] = ((0xff00 >> length) & 0xff) | left;
	return bytes;
}

function numberLengthAt(bytes: Buffer, at: number): number | undefined {
	const ones = Math.clz32(~(bytes[at] << 24));
	if (ones === 1 || ones > 7) return undefined;
	const length = Math.max(1, ones);
	for (let index = at + 1; index < at + length; index++) if ((bytes[index] & 0xc0) !== 0x80) return undefined;
	return length;
}
