import type { HeardWord } from './heardWords';
import { isInner, lastIndexOf, middle } from './overlap';
import type { Overlap, Seam } from './overlap';

interface Span {
	start: number;
	end: number;
	isWord: boolean;
}

/** Seconds by which words, or segments, of either side may miss each other, and still be about the same. */
const NEAR = { word: 0.3, segment: 1.5 };
/** Costs of a word that nobody tells, of a word cut in two, and of a second away from where the seam is meant to be. */
const LOST = 3;
const CUT = 1;
const AWAY = 0.3;

/**
 * The best moment to go on with the other side where they have no word in common: near where it is meant to be,
 * between words, and such that what only one side has heard is told. Segments without times of words are told whole.
 */
export function silentSeam({ start, end, from, before, after }: Overlap): Seam {
	const [spansA, spansB] = [before.map(spanOf), after.map(spanOf)];
	const isWhole = (span: Span) => !span.isWord || isInner({ start, end }, span);
	const alone = (spans: Span[], others: Span[]) => spans.map((span) => isWhole(span) && !others.some((other) => areNear(span, other)));
	const [aloneA, aloneB] = [alone(spansA, spansB), alone(spansB, spansA)];
	const spans = [...spansA, ...spansB];
	const moments = [from, ...spans.flatMap((span) => [span.start, span.end])].filter((moment) => moment >= start && moment <= end);

	const seams = [...new Set(moments)].map((moment) => {
		const told = lastIndexOf(spansA, (span) => middle(span) < moment) + 1;
		const first = spansB.findIndex((span) => middle(span) >= moment);
		const next = first < 0 ? spansB.length : first;
		const lost = count(aloneA, told, spansA.length) + count(aloneB, 0, next);
		const cut = spans.filter((span) => span.isWord && span.start < moment && moment < span.end).length;
		return { cost: lost * LOST + cut * CUT + Math.abs(moment - from) * AWAY, before: told, after: next };
	});
	const none = { cost: Infinity, before: before.length, after: 0 };
	const best = seams.reduce((cheapest, seam) => (seam.cost < cheapest.cost ? seam : cheapest), none);
	return { before: best.before, after: best.after, isShared: false };
}

function spanOf({ part, start, end }: HeardWord): Span {
	return part.precision === 'word' ? { start, end, isWord: true } : { start: part.segment.start, end: part.segment.end, isWord: false };
}

function areNear(a: Span, b: Span): boolean {
	const near = a.isWord && b.isWord ? NEAR.word : NEAR.segment;
	return a.start < b.end + near && b.start < a.end + near;
}

function count(values: boolean[], from: number, to: number): number {
	return values.slice(from, to).filter(Boolean).length;
}
