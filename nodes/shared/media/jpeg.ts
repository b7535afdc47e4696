import { isOnItsSide } from './exif';
import { shown } from './measures';
import type { Measures } from './measures';
import type { ByteReader } from './reader';

/** Markers between SOF0 and SOF15 that mean something else: DHT, JPG and DAC. */
const NO_FRAMES = [0xc4, 0xc8, 0xcc];
const APP1 = 0xe1;

/** ITU-T T.81 §B.2.2: the size is in the frame header, after any number of other segments. EXIF is the first of its name. */
export async function jpeg(file: ByteReader): Promise<Measures> {
	let exif: Buffer | undefined;
	await file.skip(2);
	for (;;) {
		const marker = await nextMarker(file);
		if (marker >= 0xc0 && marker <= 0xcf && !NO_FRAMES.includes(marker)) {
			const frame = await file.take(7);
			const size = { width: frame.readUInt16BE(5), height: frame.readUInt16BE(3) };
			return shown(size, exif !== undefined && isOnItsSide(exif));
		}
		const length = (await file.peek(2)).readUInt16BE(0);
		if (marker === APP1 && !exif) exif = exifIn(await file.peek(length));
		await file.skip(length);
	}
}

/** XMP has the same marker. */
function exifIn(segment: Buffer): Buffer | undefined {
	return segment.toString('latin1', 2, 6) === 'Exif' ? segment.subarray(2) : undefined;
}

async function nextMarker(file: ByteReader): Promise<number> {
	let [byte] = await file.take(1);
	if (byte !== 0xff) throw new Error('Not a JPEG marker');
	while (byte === 0xff) [byte] = await file.take(1);
	return byte;
}
