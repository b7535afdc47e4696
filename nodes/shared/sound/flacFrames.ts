import { MOST_AHEAD } from '../media/reader';
import type { ByteReader } from '../media/reader';
import { tagLength } from '../media/tags';
import { crc16With } from './crc';
import { flacHeaderAt, LONGEST_HEADER } from './flacHeader';
import type { FlacHeader } from './flacHeader';

export interface FlacFrame {
	at: number;
	header: FlacHeader;
	length: number;
	/** All of its bytes, in their order. */
	chunks: Buffer[];
}

/** What a tag is told by. */
const LOOK_AHEAD = 2 * LONGEST_HEADER;

/**
 * Frames of a FLAC, from one that stands here on. A frame does not say how long it is: it ends where its checksum is right, and
 * another one begins, or nothing more comes. What follows the last whole one is left out.
 *
 * @param end where the file ends, or what is wanted of it
 * @throws where one does not end within so many bytes
 */
export async function* flacFrames(file: ByteReader, longest: number, end = file.size): AsyncGenerator<FlacFrame, void> {
	let header: FlacHeader | undefined;
	let chunks: Buffer[] = [];
	let start = file.position;
	let crc = 0;
	for (let isLast = false; !isLast; ) {
		const window = (await file.peek(Math.min(MOST_AHEAD, end - file.position))).subarray(0, end - file.position);
		isLast = window.length < MOST_AHEAD || file.position + window.length === end;
		header ??= flacHeaderAt(window, 0);
		if (!header) return;
		const until = isLast ? window.length : window.length - LOOK_AHEAD;
		let from = 0;
		for (let at = 1; at <= until; at++) {
			crc = crc16With(crc, window[at - 1]);
			if (crc !== 0) continue;
			const next = flacHeaderAt(window, at);
			const isOver = !next && ((isLast && at === until) || tagLength(window.subarray(at, at + LOOK_AHEAD)) > 0);
			if (next ? next.channels !== header.channels || next.isVariable !== header.isVariable : !isOver) continue;
			chunks.push(window.subarray(from, at));
			yield { at: start, header, length: file.position + at - start, chunks };
			if (!next) return;
			header = next;
			chunks = [];
			from = at;
			start = file.position + at;
		}
		chunks.push(window.subarray(from, until));
		await file.skip(until);
		if (file.position - start > longest) throw new Error('A frame does not end');
	}
}
