import { wordsOf } from './heardWords';
import type { HeardWord, Part } from './heardWords';
import { inOrder, partsAround } from './joinParts';
import { lastIndexOf } from './overlap';
import { seamOf } from './seam';
import { spoken } from './segment';
import type { Segment } from './segment';
import { relabel } from './speakerLabels';
import type { Transcript } from './transcript';

/**
 * The transcript of a piece of a recording. Times of the piece in seconds of the whole: `start` and `end` of its
 * sound; what is said before `from` is told by the piece before it (which goes on until about 3 s after that).
 */
export interface PieceTranscript {
	start: number;
	end: number;
	from: number;
	transcript: Transcript;
}

/** Words on either side that are compared: more than anyone says in an overlap. */
const MOST_WORDS = 400;
/** Where there are no times. */
const MOST_UNTIMED = 40;
/** Seconds around the overlap in which a word may stand that belongs to it: its time may be reckoned. */
const AROUND = { word: 1, segment: 3, none: Infinity };

/**
 * One transcript of the whole: times counted from the start of the recording, and what two pieces have both
 * heard told once. A piece without segments is one segment beside others that have some.
 *
 * @param pieces in the order of time
 */
export function mergeTranscripts(pieces: PieceTranscript[]): Transcript {
	const labels = new Set<string>();
	let parts: Part[] = [];
	let end = -Infinity;
	for (const piece of pieces) {
		const overlap = { start: piece.start, end: Math.max(piece.start, Math.min(end, piece.end)) };
		parts = merged(parts, partsIn(piece, parts, overlap, labels), { ...overlap, from: piece.from });
		end = Math.max(end, piece.end);
	}
	const segments = parts.map(({ segment }) => segment);
	const isTimed = parts.some(({ precision }) => precision !== 'none');
	const language = pieces.find(({ transcript }) => transcript.language !== undefined && transcript.text.trim() !== '')?.transcript.language;
	return { text: spoken(segments), ...(isTimed && { segments }), ...(language !== undefined && { language }) };
}

function partsIn(
	{ start, end, transcript }: PieceTranscript,
	told: Part[],
	overlap: { start: number; end: number },
	labels: Set<string>,
): Part[] {
	const text = transcript.text.trim();
	if (!transcript.segments?.length) return text === '' ? [] : [{ precision: 'none', segment: { start, end, text } }];
	const segments = inTurn(transcript.segments.map((segment) => shifted(segment, start)));
	return relabel(
		segments,
		told.map(({ segment }) => segment),
		overlap,
		labels,
	).map((segment) => ({ precision: segment.words?.some((word) => word.start !== undefined) ? 'word' : 'segment', segment }));
}

/** Seconds by which the start of a segment may be before that of the one before, since neither is exact. */
const INEXACT = 1;

function inTurn(segments: Segment[]): Segment[] {
	const isInTurn = segments.every(({ start }, at) => at === 0 || start > segments[at - 1].start - INEXACT);
	return isInTurn ? segments : segments.sort((a, b) => a.start - b.start);
}

function shifted({ words, ...segment }: Segment, by: number): Segment {
	const timed = words?.map(({ start, end, ...word }) => ({
		...word,
		...(start !== undefined && { start: start + by }),
		...(end !== undefined && { end: end + by }),
	}));
	return { ...segment, start: segment.start + by, end: Math.max(segment.start, segment.end) + by, ...(timed && { words: timed }) };
}

function merged(told: Part[], next: Part[], { start, end, from }: { start: number; end: number; from: number }): Part[] {
	const [allBefore, allAfter] = [wordsBefore(told, start), wordsAfter(next, end)];
	const isUntimed = [...allBefore, ...allAfter].some(({ part }) => part.precision === 'none');
	const most = isUntimed ? MOST_UNTIMED : MOST_WORDS;
	const [before, after] = [allBefore.slice(-most), allAfter.slice(0, most)];
	if (end <= start || before.length === 0 || after.length === 0) return inOrder(told, next);
	const overlap = { start, end, from, before, after };
	const parts = partsAround(overlap, seamOf(overlap));
	const first = told.indexOf(before[0].part);
	const last = next.indexOf(after[after.length - 1].part);
	return inOrder([...told.slice(0, first), ...parts.before], [...parts.after, ...next.slice(last + 1)]);
}

/** The last words of what is told, as far as the piece after may have heard them, too. */
function wordsBefore(parts: Part[], start: number): HeardWord[] {
	const words: HeardWord[] = [];
	for (let at = parts.length - 1; at >= 0 && words.length < MOST_WORDS; at--) {
		const { precision, segment } = parts[at];
		const isWithin = precision === 'none' ? at === parts.length - 1 : segment.end > start - AROUND[precision];
		if (!isWithin) break;
		words.unshift(...wordsOf(parts[at]).slice(-MOST_WORDS));
	}
	const first = words.findIndex(({ part, end }) => end > start - AROUND[part.precision]);
	return first < 0 ? [] : words.slice(first);
}

/** The first words of a piece, as far as the one before may have heard them, too. */
function wordsAfter(parts: Part[], end: number): HeardWord[] {
	const words: HeardWord[] = [];
	for (let at = 0; at < parts.length && words.length < MOST_WORDS; at++) {
		const { precision, segment } = parts[at];
		if (segment.start >= end + AROUND[precision]) break;
		words.push(...wordsOf(parts[at]).slice(0, MOST_WORDS));
	}
	return words.slice(0, lastIndexOf(words, ({ part, start }) => start < end + AROUND[part.precision]) + 1);
}
