import { countingFrame, LONGEST_FRAME } from './mp3Header';
import { followFrames } from './mp3Frames';
import { loudnessOf } from './mp3Loudness';
import { bytesIn, without } from './ranges';
import type { Range } from './ranges';
import type { Content, OpenSound, PlannedPiece, Stretch } from './sound';

/**
 * An MP3, cut between its frames. The first frames of a piece may need bytes that stand in those before them, and are not heard
 * then: pieces overlap by more than that. A stretch's mark is the header of its frame.
 */
export const openMp3: OpenSound = async (file) => {
	let gaps: Range[] = [];
	let bitRate: number | undefined;
	let isConstant = true;

	const follow = async (visit: (stretch: Stretch) => void) => {
		const leftOut = await followFrames(file, (frame, at, content) => {
			bitRate ??= frame.bitRate;
			isConstant &&= bitRate === frame.bitRate;
			const seconds = frame.samples / frame.sampleRate;
			visit({
				at,
				end: at + frame.length,
				bytes: frame.length,
				seconds,
				loudness: loudnessOf(frame, content),
				mark: content.readUInt32BE(0),
			});
		});
		gaps = leftOut ?? [];
		return leftOut !== undefined;
	};

	const contentOf = ({ first, end, bytes, count }: PlannedPiece): Content => {
		const header = countingFrame(first.mark, { frames: count, bytes, isConstant });
		const ranges = without(gaps, { at: first.at, end });
		return {
			size: header.length + bytes,
			from: async function* (source) {
				yield header;
				yield* bytesIn(source, ranges);
			},
		};
	};

	return { overhead: LONGEST_FRAME, bytesOf: ({ bytes }) => bytes, follow, contentOf };
};
