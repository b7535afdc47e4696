const ORIENTATION = 0x0112;
const ENTRY = 12;

/**
 * Whether a picture is to be turned by a quarter to be looked at: orientation 5 to 8 of its EXIF data
 * (CIPA DC-008 §4.6.2, 4.6.4). What cannot be read turns nothing.
 *
 * @param data from the byte order on, or with the "Exif" that JPEG has before it
 */
export function isOnItsSide(data: Buffer): boolean {
	const exif = data.toString('latin1', 0, 6) === 'Exif\0\0' ? data.subarray(6) : data;
	const order = exif.toString('latin1', 0, 4);
	if (exif.length < 8 || (order !== 'II*\0' && order !== 'MM\0*')) return false;
	const isLittle = order === 'II*\0';
	const u16 = (at: number) => (isLittle ? exif.readUInt16LE(at) : exif.readUInt16BE(at));

	const directory = isLittle ? exif.readUInt32LE(4) : exif.readUInt32BE(4);
	if (directory + 2 > exif.length) return false;
	const end = Math.min(exif.length, directory + 2 + u16(directory) * ENTRY);
	for (let at = directory + 2; at + ENTRY <= end; at += ENTRY) {
		if (u16(at) !== ORIENTATION) continue;
		const orientation = u16(at + 8);
		return orientation >= 5 && orientation <= 8;
	}
	return false;
}
