import type { Measures } from './measures';
import type { ByteReader } from './reader';

/** Markers between SOF0 and SOF15 that mean something else: DHT, JPG and DAC. */
const NO_FRAMES = [0xc4, 0xc8, 0xcc];

/** ITU-T T.81 §B.2.2: the size is in the frame header, after any number of other segments. */
export async function jpeg(file: ByteReader): Promise<Measures> {
	await file.skip(2);
	for (;;) {
		const marker = await nextMarker(file);
		if (marker >= 0xc0 && marker <= 0xcf && !NO_FRAMES.includes(marker)) {
			const frame = await file.take(7);
			return { width: frame.readUInt16BE(5), height: frame.readUInt16BE(3) };
		}
		await file.skip((await file.peek(2)).readUInt16BE(0));
	}
}

async function nextMarker(file: ByteReader): Promise<number> {
	let [byte] = await file.take(1);
	if (byte !== 0xff) throw new Error('Not a JPEG marker');
	while (byte === 0xff) [byte] = await file.take(1);
	return byte;
}
