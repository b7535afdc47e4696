import type { Contents } from './measures';
import { durationOf } from './mp4Length';
import type { Movie } from './mp4Length';
import { lengthIn, longTicks, mediaOf, TRACK_BOXES } from './mp4Track';
import type { ByteReader } from './reader';

interface Box {
	type: string;
	/** Bytes from the start of the file. */
	end: number;
}

const CONTAINERS = ['moov', 'trak', 'mdia', 'minf', 'stbl', 'mvex'];
/** The longest of the boxes that are read, a `tkhd` of version 1; but for `stts`, which lists how long samples last. */
const LONGEST = 96;
const LONGEST_LIST = 32 * 1024;

/**
 * MP4, M4A, 3GP and MOV (ISO/IEC 14496-12). Children directly follow the header of their container, so that
 * stepping into one is not skipping it. The size is that of the first film.
 */
export async function mp4(file: ByteReader): Promise<Contents> {
	const movie: Movie = { tracks: [] };
	for (let end = file.size; file.position < end; ) {
		const box = await nextBox(file);
		if (box.type === 'moov') end = box.end;
		if (box.type === 'trak') movie.tracks.push({});
		if (box.type === 'mvex') movie.fragments = {};
		if (CONTAINERS.includes(box.type)) continue;
		note(movie, box.type, await file.peek(Math.min(box.end - file.position, box.type === 'stts' ? LONGEST_LIST : LONGEST)));
		await file.skip(box.end - file.position);
	}
	const film = movie.tracks.find((track) => mediaOf(track) === 'video');
	const tracks = [...new Set(movie.tracks.map(mediaOf))].filter((media) => media !== undefined);
	return { ...film?.size, duration: durationOf(movie), ...(tracks.length > 0 && { tracks }) };
}

/** §4.2: size 1 announces a size of 64 bits, size 0 reaches to the end of the file. */
async function nextBox(file: ByteReader): Promise<Box> {
	const start = file.position;
	const header = await file.take(8);
	const type = header.toString('latin1', 4, 8);
	let size = header.readUInt32BE(0);
	if (size === 1) size = Number((await file.take(8)).readBigUInt64BE(0));
	const end = size === 0 ? file.size : start + size;
	if (end < file.position) throw new Error('A box ends before it starts');
	return { type, end };
}

/** §8.2.2 and, for fragments, §8.8.2. */
function note(movie: Movie, type: string, content: Buffer): void {
	if (type === 'mvhd') movie.length = lengthIn(content);
	if (type === 'mehd') movie.fragments = { ticks: content[0] === 1 ? longTicks(content, 4) : content.readUInt32BE(4) };
	const track = movie.tracks.at(-1);
	if (track) TRACK_BOXES[type]?.(track, content);
}
