import { MOST_AHEAD } from '../media/reader';
import type { ByteReader } from '../media/reader';

/** Bytes of a file. */
export interface Range {
	at: number;
	end: number;
}

/** What of a range is not in any of the gaps, which are in their order. */
export function without(gaps: Range[], { at, end }: Range): Range[] {
	const ranges: Range[] = [];
	let start = at;
	for (const gap of gaps) {
		if (gap.end <= start || gap.at >= end) continue;
		if (gap.at > start) ranges.push({ at: start, end: gap.at });
		start = gap.end;
	}
	if (start < end) ranges.push({ at: start, end });
	return ranges;
}

/**
 * Reads a file from one range to the next, and not on behind the last.
 *
 * @throws where it ends before
 */
export async function* bytesIn(file: ByteReader, ranges: Range[]): AsyncGenerator<Buffer, void> {
	for (const { at, end } of ranges) {
		await file.skip(at - file.position);
		while (file.position < end) yield await takeAll(file, Math.min(MOST_AHEAD, end - file.position));
	}
}

async function takeAll(file: ByteReader, length: number): Promise<Buffer> {
	const bytes = await file.take(length);
	if (bytes.length < length) throw new Error('The file is cut off');
	return bytes;
}
