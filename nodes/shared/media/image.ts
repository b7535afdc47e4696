import type { Measures } from './measures';
import type { ByteReader } from './reader';

// Buffer throws where a file is cut off before the number that is read.

/** W3C PNG §11.2.1: IHDR comes first. */
export async function png(file: ByteReader): Promise<Measures> {
	const head = await file.peek(24);
	if (head.toString('latin1', 12, 16) !== 'IHDR') return {};
	return { width: head.readUInt32BE(16), height: head.readUInt32BE(20) };
}

/** GIF89a §18, logical screen descriptor. */
export async function gif(file: ByteReader): Promise<Measures> {
	const head = await file.peek(10);
	return { width: head.readUInt16LE(6), height: head.readUInt16LE(8) };
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

/** RFC 9649 §2.5–2.7; VP8 frame header as in RFC 6386 §9.1. */
export async function webp(file: ByteReader): Promise<Measures> {
	const head = await file.peek(30);
	switch (head.toString('latin1', 12, 16)) {
		case 'VP8 ':
			return { width: head.readUInt16LE(26) & 0x3fff, height: head.readUInt16LE(28) & 0x3fff };
		case 'VP8L': {
			const sizes = head.readUInt32LE(21);
			return { width: (sizes & 0x3fff) + 1, height: ((sizes >> 14) & 0x3fff) + 1 };
		}
		case 'VP8X':
			return { width: head.readUIntLE(24, 3) + 1, height: head.readUIntLE(27, 3) + 1 };
		default:
			return {};
	}
}
