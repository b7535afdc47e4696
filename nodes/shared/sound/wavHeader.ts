/** Before the samples of a WAV of so many bytes; an odd one is followed by a byte that counts as none of them. */
export function wavHeader(fmt: Buffer, bytes: number): Buffer {
	const chunk = fmt.length + (fmt.length % 2);
	const header = Buffer.alloc(12 + 8 + chunk + 8);
	header.write('RIFF', 0);
	header.writeUInt32LE(header.length - 8 + bytes + (bytes % 2), 4);
	header.write('WAVEfmt ', 8);
	header.writeUInt32LE(fmt.length, 16);
	fmt.copy(header, 20);
	header.write('data', 20 + chunk);
	header.writeUInt32LE(bytes, 24 + chunk);
	return header;
}
