import type { ByteReader } from './reader';

const ID3V1 = 128;
const APE_HEADER = 32;
/** APEv2: whether this is the header of a tag, and not the footer. */
const IS_APE_HEADER = 0x20000000;

/**
 * Passes over titles and covers that are put before, between and behind sound: ID3v2 (id3.org, ID3v2.4.0 §3.1), ID3v1
 * and APEv2. Returns how many bytes they have.
 *
 * @throws where one says that it is longer than the file
 */
export async function skipTags(file: ByteReader): Promise<number> {
	const start = file.position;
	for (let length = Infinity; length > 0; ) {
		length = tagLength(await file.peek(APE_HEADER));
		await file.skip(length);
	}
	return file.position - start;
}

/** Bytes of the tag that something starts with; 0 where that is none. */
export function tagLength(start: Buffer): number {
	if (isId3(start)) {
		const hasFooter = (start[5] & 0x10) !== 0;
		return 10 + [...start.subarray(6, 10)].reduce((sum, byte) => sum * 128 + byte, 0) + (hasFooter ? 10 : 0);
	}
	if (start.toString('latin1', 0, 3) === 'TAG') return ID3V1;
	if (start.length < APE_HEADER || start.toString('latin1', 0, 8) !== 'APETAGEX') return 0;
	const isHeader = (start.readUInt32LE(20) & IS_APE_HEADER) !== 0;
	return APE_HEADER + (isHeader ? start.readUInt32LE(12) : 0);
}

/** Versions 2 to 4. Sizes have 7 bits per byte. */
export function isId3(start: Buffer): boolean {
	const isKnown = start.toString('latin1', 0, 3) === 'ID3' && start[3] >= 2 && start[3] <= 4;
	return isKnown && start.length >= 10 && start.subarray(6, 10).every((byte) => byte < 0x80);
}
