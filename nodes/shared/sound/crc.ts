/** Checksums of a width in bits, by a polynomial, from 0 and the highest bit on. */
function table(width: number, polynomial: number): Uint16Array {
	const top = 1 << (width - 1);
	const mask = 2 ** width - 1;
	return Uint16Array.from({ length: 256 }, (_, byte) => {
		let crc = byte << (width - 8);
		for (let bit = 0; bit < 8; bit++) crc = (crc & top ? (crc << 1) ^ polynomial : crc << 1) & mask;
		return crc;
	});
}

const CRC8 = table(8, 0x07);
const CRC16 = table(16, 0x8005);

/** Of the header of a FLAC frame, RFC 9639 §9.1.8. */
export function crc8(bytes: Uint8Array): number {
	let crc = 0;
	for (const byte of bytes) crc = CRC8[crc ^ byte];
	return crc;
}

/** Of a whole frame, §9.3, with one more byte. That of a frame with its checksum is 0. */
export function crc16With(crc: number, byte: number): number {
	return ((crc << 8) & 0xffff) ^ CRC16[(crc >> 8) ^ byte];
}
