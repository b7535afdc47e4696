import { mean, median, quantile, sampleStandardDeviation, sampleWithReplacement } from 'simple-statistics';

const DRAWS = 1_000;

/** Of the mean. */
export function standardError(figures: number[]): number {
	return sampleStandardDeviation(figures) / Math.sqrt(figures.length);
}

export interface Difference {
	more: number;
	/** Of it, the standard one. */
	error: number;
}

/** Between the means of what was measured independently. */
export function meanDifference(ours: number[], others: number[]): Difference {
	return { more: mean(ours) - mean(others), error: Math.hypot(standardError(ours), standardError(others)) };
}

/** What two quantiles differ by, and by how much that varies where the same number of figures is drawn from them anew. */
export function quantileDifference(ours: number[], others: number[], share: number): Difference {
	const draw = (figures: number[]) => quantile(sampleWithReplacement(figures, figures.length), share);
	const draws = Array.from({ length: DRAWS }, () => draw(ours) - draw(others));
	return { more: quantile(ours, share) - quantile(others, share), error: sampleStandardDeviation(draws) };
}

/** The median of each figure. */
export function medians<T extends { [figure in keyof T]: number }>(rounds: T[]): T {
	const figures = Object.keys(rounds[0]) as Array<keyof T>;
	return Object.fromEntries(figures.map((figure) => [figure, median(rounds.map((round) => round[figure]))])) as T;
}
