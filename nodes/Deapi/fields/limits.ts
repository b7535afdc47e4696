import type { Model } from '../../shared/catalogue';
import { InputError } from '../../shared/errors';

/**
 * Refuses a number that the model cannot do: outside `min_<limit>` to `max_<limit>`, or not a multiple
 * of `step`. Where the catalogue says nothing, the API decides.
 */
export function checkLimits(label: string, value: number, model: Model, limit: string, step?: number): void {
	const min = model.limits[`min_${limit}`];
	const max = model.limits[`max_${limit}`];
	if ((min !== undefined && value < min) || (max !== undefined && value > max)) {
		throw new InputError(label, `"${label}" is ${value}, which the model ${model.slug} cannot do`, `Use ${describeRange(min, max)}.`);
	}
	if (step && value % step !== 0) {
		throw new InputError(
			label,
			`"${label}" is ${value}, which the model ${model.slug} cannot do`,
			`Use a multiple of ${step}, e.g. ${nearestMultiple(value, step, min, max)}.`,
		);
	}
}

export function nearestMultiple(value: number, step: number, min = step, max = Infinity): number {
	const lowest = Math.ceil(min / step) * step;
	const highest = Math.floor(max / step) * step;
	return Math.min(Math.max(Math.round(value / step) * step, lowest), highest);
}

function describeRange(min: number | undefined, max: number | undefined): string {
	if (min === undefined) return `${max} or less`;
	if (max === undefined) return `${min} or more`;
	return min === max ? `${min}` : `${min} to ${max}`;
}
