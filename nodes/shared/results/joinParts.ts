import { wordsOf } from './heardWords';
import type { HeardWord, Part } from './heardWords';
import type { Overlap, Seam } from './overlap';

/** Seconds of a segment that is told by two pieces; Whisper's own are no longer. */
const LONGEST = 30;

/** The parts on both sides of a seam, each with those of its words that are told. */
export function partsAround({ before, after }: Overlap, seam: Seam): { before: Part[]; after: Part[] } {
	const last = before[seam.before - 1] ?? neighbour(before[0], -1);
	const first = after[seam.after] ?? neighbour(after[after.length - 1], 1);
	const partsBefore = last ? partsOf(before.slice(0, seam.before)).filter((part) => part !== last.part) : [];
	const partsAfter = first ? partsOf(after.slice(seam.after)).filter((part) => part !== first.part) : [];
	const shared = seam.isShared ? after[seam.after - 1] : undefined;
	const joined = last && first && shared && seam.start === undefined ? joinedPart(last, shared, first) : undefined;
	if (joined) return { before: partsBefore, after: [joined, ...partsAfter] };
	return {
		before: last ? [...partsBefore, partUntil(last, before[seam.before], seam.end)] : [],
		after: first ? [partFrom(first, seam.start), ...partsAfter] : [],
	};
}

function partsOf(words: HeardWord[]): Part[] {
	return [...new Set(words.map(({ part }) => part))];
}

/** The word before or after one in its part, which may be none of those compared. */
function neighbour({ part, at }: HeardWord, by: number): HeardWord | undefined {
	return wordsOf(part)[at + by];
}

/** Where neither side tells when a sentence goes on, its two halves are one segment: its start and end are told. */
function joinedPart(last: HeardWord, shared: HeardWord, first: HeardWord): Part | undefined {
	const { segment: a, precision } = last.part;
	const { segment: b } = first.part;
	const isAlike = precision !== 'word' && first.part.precision === precision && a.speaker === b.speaker;
	if (!isAlike || first.isStartTold || shared.part !== first.part) return undefined;
	if (precision === 'segment' && b.end - a.start > LONGEST) return undefined;
	return { precision, segment: { ...a, end: Math.max(a.end, b.end), text: a.text.slice(0, last.offset) + b.text.slice(shared.offset) } };
}

/** @param next the first word that is not told */
function partUntil(last: HeardWord, next: HeardWord | undefined, told?: number): Part {
	const { part } = last;
	if (last.isLast || next?.part !== part) return part;
	const { words, ...segment } = part.segment;
	const end = Math.max(segment.start, told ?? last.end);
	const text = segment.text.slice(0, next.offset).trimEnd();
	return { ...part, segment: { ...segment, end, text, ...(words && { words: words.slice(0, last.at + 1) }) } };
}

function partFrom(first: HeardWord, told?: number): Part {
	const { part } = first;
	if (first.at === 0) return part;
	const { words, ...segment } = part.segment;
	const start = Math.min(segment.end, told ?? first.start);
	return {
		...part,
		segment: { ...segment, start, text: segment.text.slice(first.offset).trimStart(), ...(words && { words: words.slice(first.at) }) },
	};
}

/** What is told by the one side before what is told by the other, although their times may differ a little. */
export function inOrder(before: Part[], after: Part[]): Part[] {
	let least = before[before.length - 1]?.segment.start ?? -Infinity;
	const ordered = after.map((part) => {
		least = Math.max(least, part.segment.start);
		return within(part, least, Math.max(least, part.segment.end));
	});
	const most = ordered[0]?.segment.start ?? Infinity;
	const last = before.slice(-1).map((part) => within(part, part.segment.start, Math.min(part.segment.end, most)));
	return [...before.slice(0, -1), ...last, ...ordered];
}

/** A part at the times given, and its words no earlier or later. */
function within(part: Part, start: number, end: number): Part {
	const { segment } = part;
	if (segment.start === start && segment.end === end) return part;
	const kept = (time: number) => Math.min(end, Math.max(start, time));
	const words = segment.words?.map((word) => ({
		...word,
		...(word.start !== undefined && { start: kept(word.start) }),
		...(word.end !== undefined && { end: kept(word.end) }),
	}));
	return { ...part, segment: { ...segment, start, end, ...(words && { words }) } };
}
