import { FLAC_START, flacStart, openFlacFile, withNumber } from './flacFile';
import { flacFrames } from './flacFrames';
import type { FlacFrame } from './flacFrames';
import { codedLength } from './flacHeader';
import type { Content, OpenSound, PlannedPiece, Stretch } from './sound';

/**
 * A FLAC, cut between its frames, which are numbered anew. A stretch's mark is the number that its frame would have if the first
 * one of the file had 0.
 */
export const openFlac: OpenSound = async (file) => {
	const opened = await openFlacFile(file);
	if (!opened) return undefined;
	const { info, stream, longest } = opened;

	const follow = async (visit: (stretch: Stretch) => void) => {
		let mark = 0;
		for await (const frame of flacFrames(file, longest)) {
			const { at, length, header } = frame;
			const seconds = header.samples / stream.sampleRate;
			visit({ at, end: at + length, bytes: length - header.numberLength, seconds, loudness: length / header.samples, mark });
			mark += numbersOf(frame);
		}
		return true;
	};

	const contentOf = ({ first, end, bytes, startTime, endTime }: PlannedPiece): Content => ({
		size: FLAC_START + bytes,
		from: async function* (source) {
			yield flacStart(info, Math.round((endTime - startTime) * stream.sampleRate));
			await source.skip(first.at - source.position);
			let number = 0;
			for await (const frame of flacFrames(source, longest, end)) {
				yield withNumber(frame, number);
				number += numbersOf(frame);
			}
		},
	});

	const bytesOf = (stretch: Stretch, first: Stretch) => stretch.bytes + codedLength(stretch.mark - first.mark);
	return { overhead: FLAC_START, bytesOf, follow, contentOf };
};

/** How much larger the next frame's number is. */
function numbersOf({ header }: FlacFrame): number {
	return header.isVariable ? header.samples : 1;
}
