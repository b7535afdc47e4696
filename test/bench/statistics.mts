export function median(figures: number[]): number {
	return quantile(figures, 0.5);
}

/** The smallest of the figures that is not exceeded by such a share of them; between 0 and 1. */
export function quantile(figures: number[], share: number): number {
	return figures.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(figures.length * share) - 1)];
}

export function mean(figures: number[]): number {
	return figures.reduce((sum, figure) => sum + figure, 0) / figures.length;
}

/** Of the mean. */
export function standardError(figures: number[]): number {
	const center = mean(figures);
	const variance = figures.reduce((sum, figure) => sum + (figure - center) ** 2, 0) / (figures.length - 1);
	return Math.sqrt(variance / figures.length);
}

/** The median of each figure. */
export function medians<T extends { [figure in keyof T]: number }>(rounds: T[]): T {
	const figures = Object.keys(rounds[0]) as Array<keyof T>;
	return Object.fromEntries(figures.map((figure) => [figure, median(rounds.map((round) => round[figure]))])) as T;
}
