import type { Media } from './kinds';
import { shown } from './measures';
import type { Measures } from './measures';

export interface Length {
	ticks: number;
	/** Per second. */
	scale: number;
}

export interface Track {
	/** Of its handler: `vide`, `soun` … */
	handler?: string;
	/** Four characters of its codec. */
	codec?: string;
	isEnabled?: boolean;
	isOnItsSide?: boolean;
	size?: Measures;
	length?: Length;
	/** How many pictures or pieces of sound it has, and how long they last together. */
	samples?: { count: number; ticks: number };
}

/** Of covers, and of pictures for chapters; `mp4v` stands for JPEG as well. */
const PICTURE_CODECS = ['jpeg', 'png ', 'mp4v'];

/** What a track holds; undefined for texts, and times of a camera. */
export function mediaOf({ handler, codec = '', isEnabled, samples }: Track): Media | undefined {
	if (handler === 'soun') return 'audio';
	if (handler !== 'vide') return undefined;
	const isPicture = PICTURE_CODECS.includes(codec) && (!isEnabled || samples?.count === 1);
	return isPicture ? 'image' : 'video';
}

/** What is read of a track, by the types of its boxes. The first handler is its own, another one that of its data. */
export const TRACK_BOXES: Record<string, ((track: Track, content: Buffer) => void) | undefined> = {
	tkhd: (track, content) => Object.assign(track, headerIn(content)),
	mdhd: (track, content) => void (track.length = lengthIn(content)),
	hdlr: (track, content) => void (track.handler ??= content.toString('latin1', 8, 12)),
	stsd: noteCodec,
	stts: (track, content) => void (track.samples = samplesIn(content)),
};

/** §8.3.2. The size of presentation, as 16.16 fixed-point numbers, behind the matrix, which turns by a quarter where it swaps axes. */
function headerIn(tkhd: Buffer): Partial<Track> {
	const matrix = tkhd[0] === 1 ? 52 : 40;
	const [a, b, c, d] = [0, 4, 12, 16].map((offset) => tkhd.readInt32BE(matrix + offset));
	const [width, height] = [36, 40].map((offset) => Math.round(tkhd.readUInt32BE(matrix + offset) / 65536));
	const isOnItsSide = a === 0 && d === 0 && b !== 0 && c !== 0;
	return { isEnabled: (tkhd[3] & 1) !== 0, isOnItsSide, size: shown({ width, height }, isOnItsSide) };
}

/** §8.5.2 and 12.1.3. Stored pixels may be shown wider or narrower than they are; what they are stored as counts. */
function noteCodec(track: Track, stsd: Buffer): void {
	track.codec = stsd.toString('latin1', 12, 16);
	if (track.handler !== 'vide' || stsd.length < 44) return;
	const [width, height] = [stsd.readUInt16BE(40), stsd.readUInt16BE(42)];
	if (width > 0 && height > 0) track.size = shown({ width, height }, track.isOnItsSide === true);
}

/** §8.6.1.2: runs of samples that last equally long. Undefined where there are more of them than are read. */
function samplesIn(stts: Buffer): Track['samples'] {
	const runs = stts.readUInt32BE(4);
	if (8 + runs * 8 > stts.length) return undefined;
	let [count, ticks] = [0, 0];
	for (let at = 8; at < 8 + runs * 8; at += 8) {
		count += stts.readUInt32BE(at);
		ticks += stts.readUInt32BE(at) * stts.readUInt32BE(at + 4);
	}
	return { count, ticks };
}

/** Of `mvhd` (ISO/IEC 14496-12 §8.2.2) and `mdhd` (§8.4.2), where all bits set mean unknown. */
export function lengthIn(header: Buffer): Length | undefined {
	const isLong = header[0] === 1;
	const scale = header.readUInt32BE(isLong ? 20 : 12);
	const ticks = isLong ? longTicks(header, 24) : header.readUInt32BE(16);
	return ticks === undefined || ticks === 2 ** 32 - 1 ? undefined : { scale, ticks };
}

/** 2^64 - 1, which becomes 2^64 as a number, is unknown. */
export function longTicks(bytes: Buffer, offset: number): number | undefined {
	const ticks = Number(bytes.readBigUInt64BE(offset));
	return ticks === 2 ** 64 ? undefined : ticks;
}
