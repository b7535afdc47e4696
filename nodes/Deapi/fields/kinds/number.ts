import { limitOf } from '../../../shared/api/model';
import type { Model } from '../../../shared/api/model';
import { InputError } from '../../../shared/n8n/inputError';
import { isNumeric } from '../../../shared/util/json';
import type { Field, FieldOptions } from '../field';
import { checkLimits, describeRange } from '../limits';
import type { Bound } from '../limits';
import { toNumber } from '../values';

interface NumberOptions extends FieldOptions {
	api: string;
	/** Shown when the option is added; not sent unless it is. */
	suggested: number;
	/** Stems of the catalog's `min_…` and `max_…`; the first that it knows counts. */
	limits: string[];
	/** Smallest and largest that the API takes, whatever the model. */
	range?: [number, number];
	/** Keys of the catalog's defaults: the first that it knows is sent where the user gives no value. */
	modelDefaults?: string[];
	/** The API demands the field: without a default of the model, this is sent, within the model's limits. */
	fallback?: number;
	/** Not sent to models that publish no limits for it. */
	onlyWithLimits?: boolean;
	/** A model feature without which the number is not sent, unless there are limits for it. */
	feature?: string;
	decimals?: boolean;
}

/** A number that the chosen model bounds, and often knows the best value of. */
export function number(options: NumberOptions): Field {
	const { name, label, api, description, optional = true, onlyFor, suggested, limits, range, decimals } = options;
	const bound: Bound = { of: label, stems: limits };
	return {
		name,
		label,
		api: [api],
		optional,
		onlyFor,
		bounds: [bound],
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
		write: (given, { model }) => {
			if (!isTaken(options, model)) return {};
			if (given === undefined || given === '') {
				const modelsOwn = ownValue(options, model);
				return modelsOwn === undefined ? {} : { [api]: modelsOwn };
			}
			const value = toNumber(label, given, { whole: !decimals });
			checkLimits({ label, value }, model, bound);
			if (range && (value < range[0] || value > range[1])) {
				throw new InputError(label, `"${label}" is ${value}, which deAPI does not take`, `Use ${describeRange(...range)}.`);
			}
			return { [api]: value };
		},
	};
}

/**
 * Published limits say more than features do: some models deny a number that they demand (docs/api.md#features). Those of
 * partners refuse what they publish nothing about (docs/api.md#models).
 */
function isTaken({ feature, limits, modelDefaults = [], onlyWithLimits }: NumberOptions, model: Model): boolean {
	if (limitOf(model, 'max', limits) !== undefined) return true;
	if (model.isPartner && modelDefaults.every((key) => model.defaults[key] === undefined)) return false;
	return !onlyWithLimits && !(feature && model.features[feature] === false);
}

/** What is sent where the user says nothing. */
function ownValue({ modelDefaults = [], limits, fallback }: NumberOptions, model: Model): number | undefined {
	const known = modelDefaults.map((key) => model.defaults[key]).find(isNumeric);
	if (known !== undefined) return Number(known);
	if (fallback === undefined) return undefined;
	return Math.min(Math.max(fallback, limitOf(model, 'min', limits) ?? -Infinity), limitOf(model, 'max', limits) ?? Infinity);
}
