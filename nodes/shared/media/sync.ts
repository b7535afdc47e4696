import type { Format } from './kinds';
import { frameAt } from './mpegFrame';

export const MP3: Format = { name: 'MP3', mimeType: 'audio/mpeg', extension: 'mp3', kind: 'audio' };
const MP2: Format = { name: 'MP2', mimeType: 'audio/mpeg', extension: 'mp2', kind: 'audio' };
const AAC: Format = { name: 'AAC', mimeType: 'audio/aac', extension: 'aac', kind: 'audio' };
const TS: Format = { name: 'MPEG-TS', mimeType: 'video/mp2t', extension: 'ts', kind: 'video' };

const SYNC_BYTE = 0x47;
/** Of broadcasts, and of discs, where a time precedes each packet. */
const PACKETS = [
	{ first: 0, length: 188 },
	{ first: 4, length: 192 },
];

/** Formats without a beginning of their own: each of their frames, or packets, starts with the same few bits. */
export function bySync(start: Buffer): Format | undefined {
	const isStream = PACKETS.some(({ first, length }) => [0, 1, 2].every((packet) => start[first + packet * length] === SYNC_BYTE));
	if (isStream) return TS;
	const layer = twice(start, (at) => frameAt(start, at)?.length) && frameAt(start, 0)?.layer;
	if (layer) return layer === 3 ? MP3 : MP2;
	return twice(start, (at) => adtsLength(start, at)) ? AAC : undefined;
}

/** Whether a frame is followed by another one, where that can be seen. */
function twice(start: Buffer, lengthAt: (at: number) => number | undefined): boolean {
	const length = lengthAt(0);
	return length !== undefined && (start.length < length + 8 || lengthAt(length) !== undefined);
}

/** Length of an AAC frame, ISO/IEC 13818-7 §6.2; undefined where there is none. */
function adtsLength(start: Buffer, at: number): number | undefined {
	if (at + 7 > start.length) return undefined;
	const isFrame = start[at] === 0xff && (start[at + 1] & 0xf6) === 0xf0 && ((start[at + 2] >> 2) & 15) < 13;
	const length = ((start[at + 3] & 3) << 11) | (start[at + 4] << 3) | (start[at + 5] >> 5);
	return isFrame && length > 7 ? length : undefined;
}
