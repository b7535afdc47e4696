import type { Segment } from './segment';

/** How well times are known: of each word, of a segment, or not at all. */
export type Precision = 'word' | 'segment' | 'none';

/** A segment, and how its times are known. */
export interface Part {
	segment: Segment;
	precision: Precision;
}

/** A word of a part, with times in seconds; in scripts without spaces, a character. */
export interface HeardWord {
	part: Part;
	/** Which of the part's words. */
	at: number;
	/** Where it begins in the text of its part. */
	offset: number;
	/** By which it is compared; empty for what is no word. */
	same: string;
	start: number;
	end: number;
	/** Whether the start and the end were told, or reckoned from those of the segment. */
	isStartTold: boolean;
	isEndTold: boolean;
	isLast: boolean;
}

const SCRIPT = String.raw`[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmr}\p{sc=Mymr}]`;
const CHARACTER = new RegExp(`^(?=[\\p{L}\\p{N}])${SCRIPT}`, 'u');
const WORD = new RegExp(`(?=[\\p{L}\\p{N}])${SCRIPT}\\p{M}*|(?:(?!(?=[\\p{L}\\p{N}])${SCRIPT})\\S)+`, 'gu');

/** Whether a word is a character of a script without spaces. */
export function isCharacter(same: string): boolean {
	return CHARACTER.test(same);
}

/** What a word is compared by: neither letter case nor punctuation, which Whisper sets as the words around suggest. */
export function sameWord(word: string): string {
	return word
		.normalize('NFKC')
		.toLowerCase()
		.replace(/[^\p{L}\p{M}\p{N}]/gu, '');
}

/** The words of a part; at least one. */
export function wordsOf(part: Part): HeardWord[] {
	return part.precision === 'word' ? timedWords(part) : reckonedWords(part);
}

/** Words without times are spread over the time between those around them. */
function timedWords(part: Part): HeardWord[] {
	const { text, start: first, end: last, words = [] } = part.segment;
	let offset = 0;
	const begins = words.map(({ word }) => {
		const found = text.indexOf(word, offset);
		const begin = found >= 0 && found - offset <= MOST_BETWEEN ? found : offset;
		offset = Math.min(text.length, begin + word.length);
		return begin;
	});
	const starts = spread(
		words.map(({ start }) => start),
		first,
		last,
	);
	return words.map(({ word, start, end }, at) => ({
		part,
		at,
		offset: at === 0 ? 0 : begins[at],
		same: sameWord(word),
		start: starts[at],
		end: Math.max(starts[at], end ?? starts[at + 1] ?? last),
		isStartTold: start !== undefined,
		isEndTold: end !== undefined,
		isLast: at === words.length - 1,
	}));
}

/** Characters of a text before a word that are no word. */
const MOST_BETWEEN = 20;

function spread(times: Array<number | undefined>, first: number, last: number): number[] {
	const known = times.flatMap((time, at) => (time === undefined ? [] : [{ at, time }]));
	const around = [{ at: -1, time: first }, ...known, { at: times.length, time: Math.max(last, known.at(-1)?.time ?? last) }];
	let next = 0;
	return times.map((time, at) => {
		while (around[next].at < at) next++;
		const [before, after] = [around[Math.max(0, next - 1)], around[next]];
		return time ?? before.time + ((after.time - before.time) * (at - before.at)) / (after.at - before.at);
	});
}

/** The time of a segment is shared among its words by their length. */
function reckonedWords(part: Part): HeardWord[] {
	const { text, start, end } = part.segment;
	const found: Array<{ offset: number; same: string }> = [];
	for (const { 0: word, index } of text.matchAll(WORD)) {
		const same = sameWord(word);
		if (same !== '') found.push({ offset: index, same });
	}
	if (found.length === 0) found.push({ offset: 0, same: '' });
	found[0].offset = 0;
	const timeAt = (offset: number) => start + ((end - start) * offset) / Math.max(1, text.length);
	return found.map(({ offset, same }, at) => ({
		part,
		at,
		offset,
		same,
		start: timeAt(offset),
		end: timeAt(found[at + 1]?.offset ?? text.length),
		isStartTold: at === 0 && part.precision !== 'none',
		isEndTold: at === found.length - 1 && part.precision !== 'none',
		isLast: at === found.length - 1,
	}));
}
