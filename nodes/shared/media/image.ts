import type { Measures } from './measures';
import type { ByteReader } from './reader';

// Buffer throws where a file is cut off before the number that is read.

const COLORS = 0x80;
const EXTENSION = 0x21;
const FRAME = 0x2c;

/**
 * GIF89a §18 and 20. Decoders disagree where the first frame is larger than the screen that it is to be shown on;
 * then nothing is said.
 */
export async function gif(file: ByteReader): Promise<Measures> {
	const screen = await file.take(13);
	const [width, height] = [screen.readUInt16LE(6), screen.readUInt16LE(8)];
	if (screen[10] & COLORS) await file.skip(3 * 2 ** ((screen[10] & 7) + 1));
	for (;;) {
		const [kind] = await file.take(1);
		if (kind === FRAME) {
			const frame = await file.take(8);
			const [left, top] = [frame.readUInt16LE(0), frame.readUInt16LE(2)];
			const isWithin = left + frame.readUInt16LE(4) <= width && top + frame.readUInt16LE(6) <= height;
			return isWithin ? { width, height } : {};
		}
		if (kind !== EXTENSION) return {};
		await file.skip(1);
		for (let length = Infinity; length > 0; ) {
			[length] = await file.take(1);
			await file.skip(length);
		}
	}
}

const BITMAPCOREHEADER = 12;
/** BITMAPINFOHEADER, its later versions, and those of OS/2 2. */
const BITMAP_HEADERS = [16, 40, 52, 56, 64, 108, 124];

/** Microsoft, "Bitmap header types". A negative height means rows from top to bottom. */
export async function bmp(file: ByteReader): Promise<Measures> {
	const head = await file.peek(26);
	const headerSize = head.readUInt32LE(14);
	if (headerSize === BITMAPCOREHEADER) return { width: head.readUInt16LE(18), height: head.readUInt16LE(20) };
	if (!BITMAP_HEADERS.includes(headerSize)) return {};
	return { width: head.readInt32LE(18), height: Math.abs(head.readInt32LE(22)) };
}
