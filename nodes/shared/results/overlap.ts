import type { HeardWord } from './heardWords';

/** What is said around the place where a recording was cut, as heard in the piece before and in the one after. */
export interface Overlap {
	/** In seconds: what both have heard. */
	start: number;
	end: number;
	/** Where the piece after is meant to go on. */
	from: number;
	before: HeardWord[];
	after: HeardWord[];
}

/** Which words of each side are told. */
export interface Seam {
	/** Of those before, so many from the first. */
	before: number;
	/** Of those after, all from this one on. */
	after: number;
	/** Whether the last word before is also the one before the first after. */
	isShared: boolean;
	/** When the last word before ends and the first after begins, where the other side knows better. */
	end?: number;
	start?: number;
}

export function middle({ start, end }: { start: number; end: number }): number {
	return (start + end) / 2;
}

/** Seconds from where a piece begins or ends, within which a word may be cut off, and heard as another one. */
const CUT_OFF = 0.5;

export function isInner({ start, end }: Pick<Overlap, 'start' | 'end'>, word: { start: number; end: number }): boolean {
	return middle(word) > start + CUT_OFF && middle(word) < end - CUT_OFF;
}

export function lastIndexOf<T>(list: T[], holds: (entry: T) => boolean): number {
	let at = list.length - 1;
	while (at >= 0 && !holds(list[at])) at--;
	return at;
}
