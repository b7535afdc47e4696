export const u32 = (...values: number[]) => {
	const bytes = Buffer.alloc(values.length * 4);
	values.forEach((value, index) => bytes.writeUInt32BE(value, index * 4));
	return bytes;
};

/** What MP4 files are made of. */
export const box = (type: string, ...content: Buffer[]) => {
	const body = Buffer.concat(content);
	return Buffer.concat([u32(body.length + 8), Buffer.from(type), body]);
};

/** One that has its length in 64 bits. */
export const wideBox = (type: string, content: Buffer) => Buffer.concat([u32(1), Buffer.from(type), u32(0, content.length + 16), content]);
