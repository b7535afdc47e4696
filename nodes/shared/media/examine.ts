import type { FilePart } from './filePart';
import { flac } from './flac';
import { formatOf, HEAD } from './format';
import { bmp, gif } from './image';
import { jpeg } from './jpeg';
import type { Format } from './kinds';
import type { Contents, Measures } from './measures';
import { mp3 } from './mp3';
import { mp4 } from './mp4';
import { png } from './png';
import { ByteReader } from './reader';
import { isId3, skipTags } from './tags';
import { tracksIn, withTracks } from './tracks';
import { wav } from './wav';
import { webp } from './webp';

export interface FileFacts extends Contents {
	format?: Format;
}

type Reader = (file: ByteReader) => Promise<Contents>;

/** Some programs leave room for an index before the list of tracks. */
const TRACKS_WITHIN = 32 * 1024;
const atStart: Reader = async (file) => ({ tracks: tracksIn(await file.peek(TRACKS_WITHIN)) });

/** By the names of formats. */
const READERS: Record<string, Reader> = {
	PNG: png,
	JPEG: jpeg,
	GIF: gif,
	BMP: bmp,
	WebP: webp,
	WAV: wav,
	FLAC: flac,
	MP3: mp3,
	MP4: mp4,
	M4A: mp4,
	MOV: mp4,
	'3GP': mp4,
	'3G2': mp4,
	WebM: atStart,
	MKV: atStart,
	MKA: atStart,
	Ogg: atStart,
	AVI: atStart,
	WMV: atStart,
	WMA: atStart,
};

/** Bits per second that honest files have. */
const LEAST = 4_000;
const MOST = 100_000_000;

/**
 * What a file is, and what it says of its own size and length, told by its content. What cannot be read, or is contradicted
 * by the rest of the file, is absent.
 *
 * @throws what opening or reading the file's source throws; never because of what the file contains
 */
export async function examine(part: FilePart): Promise<FileFacts> {
	const file = new ByteReader(await part.open(), part.size);
	const facts: FileFacts = {};
	await read(file, facts).catch(() => undefined);
	file.close();
	if (file.failure) throw file.failure.reason;
	return facts;
}

/** Fills in what is found, as far as it comes. */
async function read(file: ByteReader, facts: FileFacts): Promise<void> {
	const head = await file.peek(HEAD);
	facts.format = formatOf(head);
	if (isId3(head)) facts.format = await behindTags(file, facts.format);
	if (!facts.format) return;
	const { tracks, ...measures } = (await READERS[facts.format.name]?.(file)) ?? {};
	Object.assign(facts, sensible(measures, file.size));
	if (tracks) Object.assign(facts, { tracks, format: withTracks(facts.format, tracks) });
}

/** Titles and a cover may be longer than what tells a format. */
async function behindTags(file: ByteReader, otherwise: Format | undefined): Promise<Format | undefined> {
	await skipTags(file);
	const format = formatOf(await file.peek(HEAD));
	return format?.kind === 'audio' ? format : otherwise;
}

/** A size has two sides; a length fits the bytes that are there. */
function sensible({ width = 0, height = 0, duration = 0 }: Measures, bytes: number): Measures {
	const isSize = width > 0 && height > 0;
	const bitRate = (bytes * 8) / duration;
	return { ...(isSize && { width, height }), ...(duration > 0 && bitRate >= LEAST && bitRate <= MOST && { duration }) };
}
