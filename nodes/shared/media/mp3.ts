import type { Measures } from './measures';
import type { ByteReader } from './reader';

interface Frame {
	/** Bits per second. */
	bitRate: number;
	sampleRate: number;
	samples: number;
	/** Bytes with the header. */
	length: number;
	/** Where a Xing or Info header would stand. */
	xing: number;
}

/** Bits per second in thousands, by index; 0 stands for a rate that is not given. */
const BIT_RATES = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
const LOW_BIT_RATES = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
const SAMPLE_RATES = [44_100, 48_000, 32_000];

const VBRI = 36;
/** At least twenty frames. */
const SAMPLE_LENGTH = 32 * 1024;

/**
 * MPEG audio, layer III. Encoders count the frames in the first one (Xing, Info or VBRI header). Without
 * that the length follows from the size, if the frames at the start all have the same bit rate.
 */
export async function mp3(file: ByteReader): Promise<Measures> {
	const bytes = await file.peek(SAMPLE_LENGTH);
	const first = frameAt(bytes, 0);
	if (!first) return {};
	const count = frameCount(bytes, first);
	if (count !== undefined) return { duration: (count * first.samples) / first.sampleRate };
	return isConstant(bytes, first) ? { duration: ((file.size - file.position) * 8) / first.bitRate } : {};
}

function frameCount(bytes: Buffer, { xing }: Frame): number | undefined {
	if (bytes.toString('latin1', VBRI, VBRI + 4) === 'VBRI') return bytes.readUInt32BE(VBRI + 14);
	const isXing = /^(Xing|Info)$/.test(bytes.toString('latin1', xing, xing + 4));
	const hasCount = isXing && (bytes.readUInt32BE(xing + 4) & 1) !== 0;
	return hasCount ? bytes.readUInt32BE(xing + 8) : undefined;
}

function isConstant(bytes: Buffer, first: Frame): boolean {
	let frames = 1;
	for (let at = first.length; at + 4 <= bytes.length; frames++) {
		const frame = frameAt(bytes, at);
		if (frame?.bitRate !== first.bitRate || frame.sampleRate !== first.sampleRate) return false;
		at += frame.length;
	}
	return frames > 1;
}

/** ISO/IEC 11172-3 §2.4.1.3, and ISO/IEC 13818-3 for the half sample rates; a quarter is "MPEG 2.5". */
function frameAt(bytes: Buffer, offset: number): Frame | undefined {
	const header = bytes.readUInt32BE(offset);
	const version = (header >>> 19) & 3;
	const isLayer3 = header >>> 21 === 0x7ff && ((header >>> 17) & 3) === 1;
	const isFull = version === 3;
	const bitRate = (isFull ? BIT_RATES : LOW_BIT_RATES)[(header >>> 12) & 15] * 1000;
	const sampleRate = SAMPLE_RATES[(header >>> 10) & 3] / [4, NaN, 2, 1][version];
	if (!isLayer3 || !(bitRate > 0) || !(sampleRate > 0)) return undefined;

	const isMono = ((header >>> 6) & 3) === 3;
	const padding = (header >>> 9) & 1;
	const samples = isFull ? 1152 : 576;
	const sideInformation = isFull ? (isMono ? 17 : 32) : isMono ? 9 : 17;
	const length = Math.floor(((samples / 8) * bitRate) / sampleRate) + padding;
	return { bitRate, sampleRate, samples, length, xing: 4 + sideInformation };
}
