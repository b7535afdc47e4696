/** Whole seconds with an offset, e.g. `2026-08-07T11:43:14+00:00`. */
export function isoOf(date: Date): string {
	return date.toISOString().replace(/\.\d+Z$/, '+00:00');
}
