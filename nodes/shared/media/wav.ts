import type { Measures } from './measures';
import type { ByteReader } from './reader';

/** How samples are written. */
export interface WavFormat {
	/** 1 for PCM, 3 for floating point, 6 for A-law, 7 for µ-law; others are codecs. */
	codec: number;
	sampleRate: number;
	bytesPerSecond: number;
	/** Of one sample of each channel. */
	bytesPerFrame: number;
	bytesPerSample: number;
	/** Whether every sample has as many bytes as it says, so that the length follows from the bytes. */
	isPlain: boolean;
	/** Whether its numbers contradict each other. */
	isWrong: boolean;
}

/** What stands before the samples. */
export interface WavStart {
	format: WavFormat;
	/** The content of the chunk that says the format. */
	fmt: Buffer;
	/** Bytes of the samples; undefined where there may be more of them than their chunk says. */
	bytes?: number;
	/** How many samples a codec has counted. */
	samples?: number;
}

const EXTENSIBLE = 0xfffe;
/** PCM, floating point, A-law and µ-law. */
const PLAIN = [1, 3, 6, 7];
const UNKNOWN = [0, 0xffffffff];
/** Titles and pictures; what is behind the sound beyond that may be more sound. */
const MOST_BEHIND = 64 * 1024;

/**
 * Microsoft/IBM "Multimedia Programming Interface and Data Specifications 1.0", RIFF and WAVE, and its "New Multimedia
 * Data Types" for codecs: these count their samples in a "fact" chunk, and their bytes per second are a rough figure.
 */
export async function wav(file: ByteReader): Promise<Measures> {
	const start = await wavStart(file);
	return start ? { duration: secondsOf(start) } : {};
}

/**
 * Reads up to the first sample. Undefined where no format is said before that.
 *
 * @throws where the file ends before it
 */
export async function wavStart(file: ByteReader): Promise<WavStart | undefined> {
	await file.skip(12);
	let fmt: Buffer | undefined;
	let samples: number | undefined;
	let large: number | undefined;
	for (;;) {
		const header = await file.take(8);
		const id = header.toString('latin1', 0, 4);
		const length = header.readUInt32LE(4);
		if (id === 'data') return fmt && { fmt, format: formatIn(fmt), bytes: soundBytes(large ?? length, file), samples };
		if (id === 'ds64') large = Number((await file.peek(16)).readBigUInt64LE(8));
		if (id === 'fmt ') fmt = Buffer.from(await file.peek(length));
		if (id === 'fact') samples = (await file.peek(4)).readUInt32LE(0);
		await file.skip(length + (length % 2));
	}
}

function formatIn(fmt: Buffer): WavFormat {
	const tag = fmt.readUInt16LE(0);
	const channels = fmt.readUInt16LE(2);
	const sampleRate = fmt.readUInt32LE(4);
	const bytesPerSecond = fmt.readUInt32LE(8);
	const bytesPerFrame = fmt.readUInt16LE(12);
	const bytesPerSample = Math.ceil(fmt.readUInt16LE(14) / 8);
	const codec = tag === EXTENSIBLE ? fmt.readUInt16LE(24) : tag;
	const isPlain = PLAIN.includes(codec);
	const isWrong = isPlain && (bytesPerFrame !== channels * bytesPerSample || bytesPerSecond !== sampleRate * bytesPerFrame);
	return { codec, sampleRate, bytesPerSecond, bytesPerFrame, bytesPerSample, isPlain, isWrong };
}

function secondsOf({ format, bytes, samples }: WavStart): number | undefined {
	if (format.isWrong || bytes === undefined) return undefined;
	if (format.isPlain) return bytes / format.bytesPerSecond;
	return samples === undefined || UNKNOWN.includes(samples) ? undefined : samples / format.sampleRate;
}

/**
 * A program that writes into a pipe cannot go back to fill in the length, and leaves 0 or 0xFFFFFFFF. One that writes more than
 * 32 bits can count leaves anything.
 */
function soundBytes(declared: number, { left }: ByteReader): number | undefined {
	if (left > 0xffffffff && declared <= 0xffffffff) return left;
	if (UNKNOWN.includes(declared) || declared >= left) return left;
	return left - declared > MOST_BEHIND ? undefined : declared;
}
