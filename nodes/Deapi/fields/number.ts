import { isNumeric } from '../../shared/catalogue';
import { InputError } from '../../shared/errors';
import type { Field } from './field';
import { checkLimits } from './limits';

interface NumberOptions {
	name: string;
	label: string;
	api: string;
	description: string;
	/** Shown when the option is added; not sent unless it is. */
	suggested: number;
	/** Stem of the catalogue's `min_…` and `max_…`. */
	limit: string;
	/** Key of the catalogue's defaults, sent where the user gives no value. */
	modelDefault?: string;
	/** A model feature without which the number is not sent. */
	feature?: string;
	decimals?: boolean;
}

/** An optional number that the chosen model bounds, and often knows the best value of. */
export function number(options: NumberOptions): Field {
	const { name, label, api, description, suggested, limit, modelDefault, feature, decimals } = options;
	const field: Field = {
		kind: 'number',
		name,
		label,
		api: [api],
		optional: true,
		properties: [
			{
				displayName: label,
				name,
				type: 'number',
				default: suggested,
				description,
				...(decimals && { typeOptions: { numberPrecision: 2 } }),
			},
		],
		write: (item, model) => {
			const given = item.get(field);
			if (feature && model.features[feature] === false) return {};
			if (given === undefined || given === '') {
				const modelsOwn = modelDefault === undefined ? undefined : model.defaults[modelDefault];
				return isNumeric(modelsOwn) ? { [api]: Number(modelsOwn) } : {};
			}
			const value = toNumber(label, given, !decimals);
			checkLimits(label, value, model, limit);
			return { [api]: value };
		},
	};
	return field;
}

export function toNumber(label: string, given: unknown, whole: boolean): number {
	const value = typeof given === 'string' && given.trim() === '' ? NaN : Number(given);
	if (!Number.isFinite(value) || (whole && !Number.isInteger(value))) {
		throw new InputError(label, `"${label}" is ${JSON.stringify(given)}, not a ${whole ? 'whole number' : 'number'}`);
	}
	return value;
}
