import type { FilePart } from '../media/filePart';
import { ByteReader } from '../media/reader';
import { FlacJoiner } from './flacJoiner';
import type { Joiner, JoinPlan } from './joiner';
import { Mp3Joiner } from './mp3Joiner';
import { contentOf } from './piece';
import { soundFormat } from './recognize';
import { stepsFor } from './sound';
import { WavJoiner } from './wavJoiner';

/** Recordings one behind another, as one file. */
export interface Joined {
	/** Can be read more than once; throws what reading the parts throws, and where one of them is not what it was. */
	content: AsyncIterable<Buffer>;
	/** In bytes. */
	size: number;
	/** When each of them begins, in seconds. */
	starts: number[];
	/** Of all of it. */
	seconds: number;
}

/** By the names of formats. */
const JOINERS: Record<string, new (pause: number) => Joiner> = { MP3: Mp3Joiner, WAV: WavJoiner, FLAC: FlacJoiner };

/** The formats that can be joined. */
export const JOINABLE = Object.keys(JOINERS);

/**
 * Joins recordings without decoding them; each is read now, and again with the content. Undefined where they cannot be joined:
 * in another format than MP3, WAV and FLAC, of formats, sample rates or channels that differ, or damaged.
 *
 * @param pause milliseconds of silence between two of them
 * @throws what opening or reading their sources throws
 */
export async function joinSounds(parts: FilePart[], pause: number): Promise<Joined | undefined> {
	const joiners: Record<string, Joiner> = {};
	for (const part of parts) {
		const file = readerOf(part, await part.open());
		const [added] = await Promise.allSettled([add(file, joiners, pause)]);
		file.close();
		if (file.failure) throw file.failure.reason;
		if (added.status === 'rejected' || !added.value) return undefined;
	}
	const [joiner, ...others] = Object.values(joiners);
	const plan = others.length === 0 ? joiner?.finish() : undefined;
	return plan && joinedBy(plan, parts);
}

async function add(file: ByteReader, joiners: Record<string, Joiner>, pause: number): Promise<boolean> {
	const name = await soundFormat(file);
	if (!(name in JOINERS)) return false;
	joiners[name] ??= new JOINERS[name](pause);
	return await joiners[name].add(file);
}

function joinedBy(plan: JoinPlan, parts: FilePart[]): Joined {
	const { header, pieces, seconds, end } = plan;
	const between = pieces.reduce((sum, { silence, content }) => sum + silence.bytes.length * silence.times + content.size, 0);
	return {
		content: { [Symbol.asyncIterator]: () => contentsOf(plan, parts) },
		size: header.length + between + end.length,
		starts: pieces.map(({ start }) => start),
		seconds,
	};
}

async function* contentsOf({ header, pieces, end }: JoinPlan, parts: FilePart[]): AsyncGenerator<Buffer, void> {
	yield header;
	for (const [index, { silence, content }] of pieces.entries()) {
		for (let time = 0; time < silence.times; time++) yield silence.bytes;
		yield* contentOf(readerOf(parts[index], await parts[index].open()), content);
	}
	if (end.length > 0) yield end;
}

function readerOf({ size }: FilePart, source: ConstructorParameters<typeof ByteReader>[0]): ByteReader {
	return new ByteReader(source, size, stepsFor(size));
}
