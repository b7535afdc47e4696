import { MOST_AHEAD } from '../media/reader';
import { wavStart } from '../media/wav';
import { bytesIn } from './ranges';
import type { Content, OpenSound, PlannedPiece, Stretch } from './sound';
import { wavHeader } from './wavHeader';
import { wavLoudness } from './wavLoudness';

/** Of a second. */
const STRETCHES = 100;
/** Where a piece is smaller than a few of those. */
const LEAST_PER_PIECE = 8;
const LONGEST_FMT = 1024;

/** A WAV whose samples all have the same length. */
export const openWav: OpenSound = async (file, largest) => {
	const start = await wavStart(file);
	if (!start?.format.isPlain || start.format.isWrong || start.bytes === undefined || start.fmt.length > LONGEST_FMT) return undefined;
	const { fmt, format } = start;
	const { bytesPerFrame, bytesPerSecond, sampleRate } = format;
	if (!(bytesPerFrame > 0) || !(sampleRate > 0)) return undefined;
	const overhead = wavHeader(fmt, 0).length + 1;
	const perStretch = Math.min(sampleRate / STRETCHES, MOST_AHEAD / bytesPerFrame, (largest - overhead) / bytesPerFrame / LEAST_PER_PIECE);
	const length = Math.max(1, Math.floor(perStretch)) * bytesPerFrame;
	const end = file.position + start.bytes - (start.bytes % bytesPerFrame);
	const loudnessOf = wavLoudness(format);

	const follow = async (visit: (stretch: Stretch) => void) => {
		const perWindow = Math.max(1, Math.floor(MOST_AHEAD / length)) * length;
		for (let isOver = false; !isOver; ) {
			const wanted = Math.min(perWindow, end - file.position);
			const found = await file.peek(wanted);
			const whole = found.length - (found.length % bytesPerFrame);
			for (let at = 0; at < whole; at += length) {
				const samples = found.subarray(at, Math.min(at + length, whole));
				const bytes = samples.length;
				const position = file.position + at;
				visit({ at: position, end: position + bytes, bytes, seconds: bytes / bytesPerSecond, loudness: loudnessOf(samples), mark: 0 });
			}
			isOver = whole === 0 || found.length < wanted;
			await file.skip(whole);
		}
		return true;
	};

	const contentOf = ({ first, end, bytes }: PlannedPiece): Content => {
		const header = wavHeader(fmt, bytes);
		const padding = Buffer.alloc(bytes % 2);
		return {
			size: header.length + bytes + padding.length,
			from: async function* (source) {
				yield header;
				yield* bytesIn(source, [{ at: first.at, end }]);
				if (padding.length > 0) yield padding;
			},
		};
	};

	return { overhead, bytesOf: ({ bytes }) => bytes, follow, contentOf };
};
