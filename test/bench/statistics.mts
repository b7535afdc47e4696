export function median(figures: number[]): number {
	return quantile(figures, 0.5);
}

/** The smallest of the figures that is not exceeded by such a share of them; between 0 and 1. */
export function quantile(figures: number[], share: number): number {
	return figures.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(figures.length * share) - 1)];
}

/** The median of each figure. */
export function medians<T extends { [figure in keyof T]: number }>(rounds: T[]): T {
	const figures = Object.keys(rounds[0]) as Array<keyof T>;
	return Object.fromEntries(figures.map((figure) => [figure, median(rounds.map((round) => round[figure]))])) as T;
}
