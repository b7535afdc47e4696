import type { Measures } from './measures';
import type { ByteReader } from './reader';

interface Format {
	sampleRate: number;
	bytesPerSecond: number;
	/** Whether every sample has as many bytes as it says, so that the length follows from the bytes. */
	isPlain: boolean;
	/** Whether its numbers contradict each other. */
	isWrong: boolean;
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
	await file.skip(12);
	let format: Format | undefined;
	let samples: number | undefined;
	for (;;) {
		const header = await file.take(8);
		const id = header.toString('latin1', 0, 4);
		const length = header.readUInt32LE(4);
		if (id === 'data') return { duration: format && secondsOf(format, soundBytes(length, file), samples) };
		if (id === 'fmt ') format = formatIn(await file.peek(length));
		if (id === 'fact') samples = (await file.peek(4)).readUInt32LE(0);
		await file.skip(length + (length % 2));
	}
}

function formatIn(fmt: Buffer): Format {
	const tag = fmt.readUInt16LE(0);
	const channels = fmt.readUInt16LE(2);
	const sampleRate = fmt.readUInt32LE(4);
	const bytesPerSecond = fmt.readUInt32LE(8);
	const bytesPerFrame = fmt.readUInt16LE(12);
	const bytesPerSample = Math.ceil(fmt.readUInt16LE(14) / 8);
	const isPlain = PLAIN.includes(tag === EXTENSIBLE ? fmt.readUInt16LE(24) : tag);
	const isWrong = isPlain && (bytesPerFrame !== channels * bytesPerSample || bytesPerSecond !== sampleRate * bytesPerFrame);
	return { sampleRate, bytesPerSecond, isPlain, isWrong };
}

function secondsOf(format: Format, bytes: number | undefined, samples: number | undefined): number | undefined {
	if (format.isWrong || bytes === undefined) return undefined;
	if (format.isPlain) return bytes / format.bytesPerSecond;
	return samples === undefined || UNKNOWN.includes(samples) ? undefined : samples / format.sampleRate;
}

/** A program that writes into a pipe cannot go back to fill in the length, and leaves 0 or 0xFFFFFFFF. */
function soundBytes(declared: number, { left }: ByteReader): number | undefined {
	if (UNKNOWN.includes(declared) || declared >= left) return left;
	return left - declared > MOST_BEHIND ? undefined : declared;
}
