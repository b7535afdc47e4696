import { isOnItsSide } from './exif';
import { shown } from './measures';
import type { Measures } from './measures';
import type { ByteReader } from './reader';

const HAS_EXIF = 0x08;

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
		case 'VP8X': {
			const size = { width: head.readUIntLE(24, 3) + 1, height: head.readUIntLE(27, 3) + 1 };
			const isTurned = (head[20] & HAS_EXIF) !== 0 && (await hasTurningExif(file).catch(() => false));
			return shown(size, isTurned);
		}
		default:
			return {};
	}
}

/** EXIF stands behind the pixels. */
async function hasTurningExif(file: ByteReader): Promise<boolean> {
	await file.skip(12);
	for (;;) {
		const chunk = await file.take(8);
		const length = chunk.readUInt32LE(4);
		if (chunk.toString('latin1', 0, 4) === 'EXIF') return isOnItsSide(await file.peek(length));
		await file.skip(length + (length % 2));
	}
}
