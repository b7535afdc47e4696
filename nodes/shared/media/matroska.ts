import type { Media } from './kinds';

interface Element {
	id: number;
	/** Offsets into what was read; the end may be beyond it. */
	start: number;
	end: number;
}

const SEGMENT = 0x18538067;
const CLUSTER = 0x1f43b675;
const TRACKS = 0x1654ae6b;
const TRACK = 0xae;
const TRACK_TYPE = 0x83;
const TYPES: Record<number, Media> = { 1: 'video', 2: 'audio' };

/**
 * What a WebM or Matroska file holds, by the list of its tracks (RFC 9559 §5.1.4). Undefined where that does not stand
 * in the bytes that were read, from the start of the file.
 */
export function matroskaTracks(bytes: Buffer): Media[] | undefined {
	const segment = elements(bytes, 0, bytes.length).find(({ id }) => id === SEGMENT);
	if (!segment) return undefined;
	const list = elements(bytes, segment.start, segment.end).find(({ id }) => id === TRACKS || id === CLUSTER);
	if (list?.id !== TRACKS || list.end > bytes.length) return undefined;
	const types = elements(bytes, list.start, list.end)
		.filter(({ id }) => id === TRACK)
		.flatMap((track) => elements(bytes, track.start, track.end))
		.filter(({ id }) => id === TRACK_TYPE)
		.map(({ start }) => TYPES[bytes[start]])
		.filter((media) => media !== undefined);
	return types.length > 0 ? [...new Set(types)] : undefined;
}

/** EBML (RFC 8794 §4 to 6): an ID with its length mark, a size without, and the content. */
function elements(bytes: Buffer, from: number, to: number): Element[] {
	const found: Element[] = [];
	for (let at = from; at < Math.min(to, bytes.length); ) {
		const idLength = Math.clz32(bytes[at]) - 23;
		const sizeLength = Math.clz32(bytes[at + idLength]) - 23;
		const start = at + idLength + sizeLength;
		if (idLength > 4 || sizeLength > 8 || start > bytes.length) break;
		const mask = 2 ** (7 * sizeLength);
		const size = Number(BigInt(`0x${bytes.toString('hex', at + idLength, start)}`) % BigInt(mask));
		// All bits set: a live recording, whose end was not known.
		const end = size === mask - 1 || size === mask ? to : start + size;
		found.push({ id: bytes.readUIntBE(at, idLength), start, end });
		at = end;
	}
	return found;
}
