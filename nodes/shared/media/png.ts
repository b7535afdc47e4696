import { isOnItsSide } from './exif';
import { shown } from './measures';
import type { Measures } from './measures';
import type { ByteReader } from './reader';

const CHECKSUM = 4;

/** W3C PNG (third edition) §11.2.1: IHDR comes first. §11.3.2.4: eXIf is looked for before the pixels, as viewers do. */
export async function png(file: ByteReader): Promise<Measures> {
	await file.skip(8);
	const header = await file.take(8 + 13 + CHECKSUM);
	if (header.toString('latin1', 4, 8) !== 'IHDR') return {};
	const size = { width: header.readUInt32BE(8), height: header.readUInt32BE(12) };
	for (;;) {
		const chunk = await file.take(8);
		const length = chunk.readUInt32BE(0);
		const type = chunk.toString('latin1', 4, 8);
		if (type === 'IDAT') return size;
		if (type === 'eXIf') return shown(size, isOnItsSide(await file.peek(length)));
		await file.skip(length + CHECKSUM);
	}
}
