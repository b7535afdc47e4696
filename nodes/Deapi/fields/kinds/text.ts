import { InputError } from '../../../shared/n8n/inputError';
import type { Field, FieldOptions } from '../field';
import { checkLimits, describeRange } from '../limits';
import type { Bound } from '../limits';
import { shown, toText } from '../values';

interface TextOptions extends FieldOptions {
	api: string;
	placeholder: string;
	required?: boolean;
	rows?: number;
	/** Fewest characters that the API takes, whatever the model. */
	shortest?: number;
	/** Most of them. */
	longest?: number;
	/** Stem of the catalog's `min_…` and `max_…`, in characters. */
	limit?: string;
	/** Must be an address on the web. */
	isUrl?: boolean;
	/** A model feature without which the text is not sent. */
	feature?: string;
	/** What stands for a blank text, where the API wants the field to be there. */
	whenBlank?: string | null;
}

/** A text that is sent as it is. Blank texts are not sent, or refused where one is required. */
export function text(options: TextOptions): Field {
	const { name, label, api, description, placeholder, required, optional, onlyFor } = options;
	const { rows, shortest = 0, longest = Infinity, limit, feature, whenBlank, isUrl } = options;
	const bound: Bound | undefined = limit === undefined ? undefined : { of: label, stems: [limit], unit: 'characters' };
	return {
		name,
		label,
		api: [api],
		required,
		optional,
		onlyFor,
		bounds: bound && [bound],
		properties: [
			{
				displayName: label,
				name,
				type: 'string',
				default: '',
				description,
				placeholder,
				...(required && { required }),
				...(rows && { typeOptions: { rows } }),
			},
		],
		write: (given, { model }) => {
			const value = toText(label, given);
			if (value === '') {
				if (!required) return whenBlank === undefined ? {} : { [api]: whenBlank };
				throw new InputError(label, `"${label}" is empty`, 'Enter a text, or an expression that gives one for every item.');
			}
			if (feature && model.features[feature] === false) return {};
			if (value.length < shortest || value.length > longest) {
				const range = describeRange(shortest || undefined, Number.isFinite(longest) ? longest : undefined);
				throw new InputError(label, `"${label}" has ${value.length} characters, which deAPI does not take`, `Use ${range} characters.`);
			}
			if (isUrl && !/^https?:\/\/[^\s/]+/i.test(value)) {
				throw new InputError(label, `"${label}" is ${shown(value)}, which is not a web address`, 'Enter one that starts with https://.');
			}
			if (bound) checkLimits({ label, value: value.length, finding: `"${label}" has ${value.length} characters` }, model, bound);
			return { [api]: value };
		},
	};
}
