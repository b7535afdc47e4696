import type { Measures } from './measures';
import type { ByteReader } from './reader';

interface Box {
	type: string;
	/** Bytes from the start of the file. */
	end: number;
}

const CONTAINERS = ['moov', 'trak', 'mdia'];
/** The longest of the boxes that are read, a `tkhd` of version 1. */
const LONGEST = 96;

/**
 * MP4, M4A and MOV (ISO/IEC 14496-12). Children directly follow the header of their container, so that
 * stepping into one is not skipping it. Frame sizes are those of presentation, of the first video track.
 */
export async function mp4(file: ByteReader): Promise<Measures> {
	let duration: number | undefined;
	let trackSize: Measures = {};
	let videoSize: Measures | undefined;

	for (let end = Infinity; file.position < end; ) {
		const box = await nextBox(file);
		if (box.type === 'moov') end = box.end;
		if (CONTAINERS.includes(box.type)) continue;

		const content = await file.peek(Math.min(box.end - file.position, LONGEST));
		if (box.type === 'mvhd') duration = movieDuration(content);
		if (box.type === 'tkhd') trackSize = presentationSize(content);
		if (box.type === 'hdlr' && content.toString('latin1', 8, 12) === 'vide') videoSize ??= trackSize;
		await file.skip(box.end - file.position);
	}
	return { ...videoSize, duration };
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

/** §8.2.2. All bits set mean unknown; 2^64 - 1 becomes 2^64 as a number. */
function movieDuration(mvhd: Buffer): number | undefined {
	const isLong = mvhd[0] === 1;
	const ticksPerSecond = mvhd.readUInt32BE(isLong ? 20 : 12);
	const ticks = isLong ? Number(mvhd.readBigUInt64BE(24)) : mvhd.readUInt32BE(16);
	return ticks === 2 ** 32 - 1 || ticks === 2 ** 64 ? undefined : ticks / ticksPerSecond;
}

/** §8.3.2, as 16.16 fixed-point numbers. */
function presentationSize(tkhd: Buffer): Measures {
	const offset = tkhd[0] === 1 ? 88 : 76;
	return {
		width: Math.round(tkhd.readUInt32BE(offset) / 65536),
		height: Math.round(tkhd.readUInt32BE(offset + 4) / 65536),
	};
}
