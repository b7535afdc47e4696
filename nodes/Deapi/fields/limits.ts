import { limitOf } from '../../shared/api/model';
import type { Model } from '../../shared/api/model';
import { InputError } from '../../shared/n8n/inputError';

/** What of a request the chosen model bounds: `min_<stem>` to `max_<stem>` of the live catalog. */
export interface Bound {
	/** What it is, as the user would say, e.g. "Steps". */
	of: string;
	/** Names of the limit in the catalog; the first that it knows counts. */
	stems: string[];
	/** e.g. "pixels". */
	unit?: string;
	/** Whether only multiples of the model's `resolution_step` will do. */
	stepped?: boolean;
}

interface Measured {
	/** What the parameter is called. */
	label: string;
	value: number;
	/** Tells the value where the user has not typed it, e.g. `The file "a.png" is 90 pixels wide`. */
	finding?: string;
	/** How far beyond a limit the value may be. */
	tolerance?: number;
}

/** Refuses what the model cannot do. Where the catalog says nothing, the API decides. */
export function checkLimits({ label, value, finding, tolerance = 0 }: Measured, model: Model, { stems, unit, stepped }: Bound): void {
	const [min, max] = [limitOf(model, 'min', stems), limitOf(model, 'max', stems)];
	const refuse = (remedy: string) => {
		throw new InputError(label, `${finding ?? `"${label}" is ${value}`}, which the model ${model.slug} cannot do`, remedy);
	};
	if ((min !== undefined && value < min - tolerance) || (max !== undefined && value > max + tolerance)) {
		refuse(`Use ${describeRange(min, max)}${unit ? ` ${unit}` : ''}.`);
	}
	const step = stepped ? model.limits.resolution_step : undefined;
	if (step && value % step !== 0) refuse(`Use a multiple of ${step}, e.g. ${nearestMultiple(value, step, min, max)}.`);
}

/** The limit in words, e.g. "256 to 2048 pixels, a multiple of 128"; undefined where the catalog has none. */
export function describeBound({ stems, unit, stepped }: Bound, model: Model): string | undefined {
	const [min, max] = [limitOf(model, 'min', stems), limitOf(model, 'max', stems)];
	if (min === undefined && max === undefined) return undefined;
	const step = stepped ? model.limits.resolution_step : undefined;
	return `${describeRange(min, max)}${unit ? ` ${unit}` : ''}${step ? `, a multiple of ${step}` : ''}`;
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
