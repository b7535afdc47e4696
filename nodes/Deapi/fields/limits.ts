import { limitOf } from '../../shared/catalogue';
import type { Model } from '../../shared/catalogue';
import { InputError } from '../../shared/errors';

interface Measured {
	/** What the user calls it. */
	label: string;
	value: number;
	/** Tells the value where the user has not typed it, e.g. `The file "a.png" is 90 pixels wide`. */
	finding?: string;
	/** e.g. "pixels". */
	unit?: string;
}

/**
 * Refuses what the model cannot do: outside `min_<stem>` to `max_<stem>`, or not a multiple of `step`.
 * Where the catalogue says nothing, the API decides.
 *
 * @param stems names of the limit in the catalogue; the first that it knows counts
 */
export function checkLimits({ label, value, finding, unit }: Measured, model: Model, stems: string[], step?: number): void {
	const [min, max] = [limitOf(model, 'min', stems), limitOf(model, 'max', stems)];
	const refuse = (remedy: string) => {
		throw new InputError(label, `${finding ?? `"${label}" is ${value}`}, which the model ${model.slug} cannot do`, remedy);
	};
	if ((min !== undefined && value < min) || (max !== undefined && value > max)) {
		refuse(`Use ${describeRange(min, max)}${unit ? ` ${unit}` : ''}.`);
	}
	if (step && value % step !== 0) refuse(`Use a multiple of ${step}, e.g. ${nearestMultiple(value, step, min, max)}.`);
}

export function nearestMultiple(value: number, step: number, min = step, max = Infinity): number {
	const lowest = Math.ceil(min / step) * step;
	const highest = Math.floor(max / step) * step;
	return Math.min(Math.max(Math.round(value / step) * step, lowest), highest);
}

export function describeRange(min: number | undefined, max: number | undefined): string {
	if (min === undefined) return `at most ${max}`;
	if (max === undefined) return `at least ${min}`;
	return min === max ? `${min}` : `${min} to ${max}`;
}
