import type { WavFormat } from '../media/wav';

type Sample = (bytes: Buffer, at: number) => number;

const FLOAT = 3;
const A_LAW = 6;
const MU_LAW = 7;
/** Of a stretch; enough to tell speech from a pause. */
const MOST_SAMPLES = 64;

/** Tells how loud some samples are: the mean of the squares of some of them. */
export function wavLoudness({ codec, bytesPerSample }: WavFormat): (bytes: Buffer) => number {
	const sample = sampleReader(codec, bytesPerSample);
	return (bytes) => {
		const count = Math.floor(bytes.length / bytesPerSample);
		const step = Math.max(1, Math.floor(count / MOST_SAMPLES));
		let sum = 0;
		let samples = 0;
		for (let index = 0; index < count; index += step, samples++) {
			const value = sample(bytes, index * bytesPerSample);
			sum += Number.isFinite(value) ? value * value : 0;
		}
		return sum / Math.max(1, samples);
	};
}

/** Of whole numbers, the upper 16 bits. */
function sampleReader(codec: number, bytesPerSample: number): Sample {
	if (codec === FLOAT)
		return bytesPerSample === 8
			? (bytes, at) => bytes.readDoubleLE(at)
			: bytesPerSample === 4
				? (bytes, at) => bytes.readFloatLE(at)
				: () => 0;
	if (codec === A_LAW) return (bytes, at) => expand(bytes[at] ^ 0x55);
	if (codec === MU_LAW) return (bytes, at) => expand(~bytes[at]);
	return bytesPerSample === 1 ? (bytes, at) => bytes[at] - 128 : (bytes, at) => bytes.readInt16LE(at + bytesPerSample - 2);
}

/** ITU-T G.711, roughly: three bits of exponent, four of mantissa; the sign does not matter. */
function expand(code: number): number {
	return ((code & 15) * 2 + 33) * 2 ** ((code >> 4) & 7) - 33;
}
