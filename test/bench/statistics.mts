import { median, quantile, sampleStandardDeviation, sampleWithReplacement } from 'simple-statistics';

const DRAWS = 1_000;

/** Of the mean. */
export function standardError(figures: number[]): number {
	return sampleStandardDeviation(figures) / Math.sqrt(figures.length);
}

/** What two quantiles differ by, and by how much that varies where the same number of figures is drawn from them anew. */
export function quantileDifference(ours: number[], others: number[], share: number): { more: number; error: number } {
	const draw = (figures: number[]) => quantile(sampleWithReplacement(figures, figures.length), share);
	const draws = Array.from({ length: DRAWS }, () => draw(ours) - draw(others));
	return { more: quantile(ours, share) - quantile(others, share), error: sampleStandardDeviation(draws) };
}

/** The median of each figure. */
export function medians<T extends { [figure in keyof T]: number }>(rounds: T[]): T {
	const figures = Object.keys(rounds[0]) as Array<keyof T>;
	return Object.fromEntries(figures.map((figure) => [figure, median(rounds.map((round) => round[figure]))])) as T;
}
