import { alignWords } from './alignWords';
import type { Costs, Pair } from './alignWords';
import { isCharacter } from './heardWords';
import type { HeardWord } from './heardWords';
import { isInner, middle } from './overlap';
import type { Overlap, Seam } from './overlap';
import { silentSeam } from './silentSeam';

/** Where one side stops and the other goes on, so that each word is told once. */
export function seamOf(overlap: Overlap): Seam {
	const { before, after } = overlap;
	const isTimed = [...before, ...after].every(({ part }) => part.precision !== 'none');
	const costs = isTimed ? costsInTime(overlap) : costsOfText(overlap);
	const pairs = alignWords(before.length, after.length, costs);
	const isSound = isTimed ? isLikely(overlap, pairs) : isOverlap(overlap, pairs);
	if (isSound) return bestOf(overlap, pairs, isTimed);
	return isTimed ? silentSeam(overlap) : { before: before.length, after: 0, isShared: false };
}

/** Seconds by which the times of one word, told twice, may well differ. */
const SPREAD = { word: 0.3, segment: 1.5, none: Infinity };
/** Seconds from the edges of the overlap, within which a word may be heard by one only. */
const EDGE = { word: 1, segment: 2, none: Infinity };
/** Seconds beyond which two words are never the same. */
const MOST_APART = { word: 2, segment: 4, none: Infinity };
/** Costs of a word that the other side should have heard, too; and what a word is worth that both have heard. */
const LEFT_ALONE = 3;
const FOUND = { word: 0.3, segment: 1, none: 1 };

function costsInTime({ start, end, before, after }: Overlap): Costs {
	const alone = (word: HeardWord) => {
		const depth = Math.min(middle(word) - start, end - middle(word));
		return LEFT_ALONE * Math.min(1, Math.max(0, depth / EDGE[word.part.precision]));
	};
	const [aloneA, aloneB] = [before.map(alone), after.map(alone)];
	return {
		leaveA: (a) => aloneA[a],
		leaveB: (_, b) => aloneB[b],
		pair: (a, b) => {
			if (!areSame(before[a], after[b])) return Infinity;
			const precision = rougher(before[a], after[b]);
			const apart = apartBy(before[a], after[b]);
			return apart > MOST_APART[precision] ? Infinity : Math.log1p((apart / SPREAD[precision]) ** 2) - FOUND[precision];
		},
	};
}

/** Without times, the overlap is the end of what is before and the beginning of what is after, however long. */
function costsOfText({ before, after }: Overlap): Costs {
	const LEFT = 0.3;
	return {
		leaveA: (_, b) => (b === 0 ? 0 : LEFT),
		leaveB: (a) => (a === before.length ? 0 : LEFT),
		pair: (a, b) => (areSame(before[a], after[b]) ? -1 : Infinity),
	};
}

/** A word that both have somewhere may be two words. */
function isLikely({ before, after }: Overlap, pairs: Pair[]): boolean {
	if (pairs.length !== 1) return pairs.length > 1;
	const [{ a, b }] = pairs;
	return apartBy(before[a], after[b]) <= MOST_APART[rougher(before[a], after[b])] / 2;
}

/** Whether a row of words is long enough not to be there twice by chance. */
function isOverlap({ before }: Overlap, pairs: Pair[]): boolean {
	return pairs.some(({ a, b }, at) => {
		const row = rowAround(pairs, at);
		const isAtEnds = a + 3 > before.length && b - row < 1;
		return row >= (isCharacter(before[a].same) ? 5 : 3) || (row === 2 && isAtEnds);
	});
}

/** Costs of a seam: for each word that is told by neither, for a second away from where it is meant to be, and so on. */
const LOST = 1;
const AWAY = 0.3;
const WITHIN = 1;
const UNKNOWN = 0.5;
const ROW = 0.5;

function bestOf(overlap: Overlap, pairs: Pair[], isTimed: boolean): Seam {
	const { from, before, after } = overlap;
	const [pairedA, pairedB] = [new Set(pairs.map(({ a }) => a)), new Set(pairs.map(({ b }) => b))];
	const lostA = before.map((word, a) => (!pairedA.has(a) && isInner(overlap, word) ? 1 : 0));
	const lostB = after.map((word, b) => (!pairedB.has(b) && isInner(overlap, word) ? 1 : 0));
	const [sumA, sumB] = [sums(lostA), sums(lostB)];

	const seams = pairs.map(({ a, b }, at) => {
		const next = pairs[at + 1];
		const isNextPaired = next !== undefined && next.a === a + 1 && next.b === b + 1;
		const isBetween = before[a].isLast || after[b].isLast;
		const known = isNextPaired && before[a + 1].isStartTold ? before[a + 1].start : undefined;
		const isOwn = after[b + 1]?.isStartTold !== false;
		const isKnown = isOwn || known !== undefined;
		const away = isTimed ? Math.abs((middle(before[a]) + middle(after[b])) / 2 - from) : 0;
		const lost = sumA[before.length] - sumA[a + 1] + sumB[b];
		const cost = lost * LOST + away * AWAY + (isBetween ? 0 : WITHIN) + (isKnown ? 0 : UNKNOWN) - Math.min(3, rowAround(pairs, at)) * ROW;
		const ends = !before[a].isEndTold && after[b].isEndTold;
		const seam: Seam = {
			before: a + 1,
			after: b + 1,
			isShared: true,
			...(ends && { end: after[b].end }),
			...(!isOwn && known !== undefined && { start: known }),
		};
		return { cost, seam };
	});
	return seams.reduce((best, other) => (other.cost < best.cost ? other : best)).seam;
}

function sums(values: number[]): number[] {
	const all = [0];
	for (const value of values) all.push(all[all.length - 1] + value);
	return all;
}

/** How many pairs follow one another, with nothing between them, up to five to either side. */
function rowAround(pairs: Pair[], at: number): number {
	const isNext = (first: number) => pairs[first + 1]?.a === pairs[first]?.a + 1 && pairs[first + 1]?.b === pairs[first]?.b + 1;
	let [first, last] = [at, at];
	while (at - first < 5 && first > 0 && isNext(first - 1)) first--;
	while (last - at < 5 && isNext(last)) last++;
	return last - first + 1;
}

function areSame(a: HeardWord, b: HeardWord): boolean {
	return a.same !== '' && a.same === b.same;
}

function apartBy(a: HeardWord, b: HeardWord): number {
	return Math.abs(middle(a) - middle(b));
}

function rougher(a: HeardWord, b: HeardWord): 'word' | 'segment' {
	return a.part.precision === 'word' && b.part.precision === 'word' ? 'word' : 'segment';
}
