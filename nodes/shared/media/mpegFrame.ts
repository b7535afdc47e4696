/** The header of a frame of MPEG audio. */
export interface Frame {
	layer: 2 | 3;
	/** Bits per second. */
	bitRate: number;
	sampleRate: number;
	samples: number;
	/** Bytes with the header. */
	length: number;
	isMono: boolean;
	/** Where its side information starts, behind the header and a checksum if it has one. */
	side: number;
	/** Where a Xing or Info header would stand, from the start of the frame. */
	xing: number;
}

/** Bits per second in thousands, by index; 0 stands for a rate that is not given. */
const BIT_RATES = {
	full: [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
	low: [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
	layer2: [0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384],
};
const SAMPLE_RATES = [44_100, 48_000, 32_000];

/** ISO/IEC 11172-3 §2.4.1.3, and ISO/IEC 13818-3 for the half sample rates; a quarter is "MPEG 2.5". */
export function frameAt(bytes: Buffer, offset: number): Frame | undefined {
	if (offset + 4 > bytes.length) return undefined;
	const header = bytes.readUInt32BE(offset);
	const version = (header >>> 19) & 3;
	const layer = 4 - ((header >>> 17) & 3);
	const isFull = version === 3;
	if (header >>> 21 !== 0x7ff || (layer !== 2 && layer !== 3)) return undefined;
	const bitRates = BIT_RATES[!isFull ? 'low' : layer === 2 ? 'layer2' : 'full'];
	const bitRate = bitRates[(header >>> 12) & 15] * 1000;
	const sampleRate = SAMPLE_RATES[(header >>> 10) & 3] / [4, NaN, 2, 1][version];
	if (!(bitRate > 0) || !(sampleRate > 0)) return undefined;

	const isMono = ((header >>> 6) & 3) === 3;
	const padding = (header >>> 9) & 1;
	const samples = isFull || layer === 2 ? 1152 : 576;
	const sideInformation = isFull ? (isMono ? 17 : 32) : isMono ? 9 : 17;
	const length = Math.floor(((samples / 8) * bitRate) / sampleRate) + padding;
	const side = (header >>> 16) & 1 ? 4 : 6;
	return { layer, bitRate, sampleRate, samples, length, isMono, side, xing: 4 + sideInformation };
}
