import type { INodePropertyOptions } from 'n8n-workflow';

import { InputError } from '../../../shared/n8n/inputError';
import type { Field, FieldOptions } from '../field';

interface ChoiceOptions extends FieldOptions {
	/** Left out where the choice only steers the node. */
	api?: string;
	options: INodePropertyOptions[];
	default: string | number;
	/** The API demands the field: the default is sent where the user chooses nothing. */
	demanded?: boolean;
	/** A model feature without which the choice is not sent. */
	feature?: string;
}

/** One of a few values that are the same for every model. */
export function choice(options: ChoiceOptions): Field {
	const { name, label, description, optional, onlyFor, api, demanded, feature, default: initial } = options;
	const known = options.options.map(({ value }) => value);
	return {
		name,
		label,
		api: api === undefined ? [] : [api],
		optional,
		onlyFor,
		properties: [{ displayName: label, name, type: 'options', default: initial, description, options: options.options }],
		write: (chosen, { model }) => {
			const given = chosen ?? initial;
			const value = known.find((entry) => String(entry) === String(given));
			if (value === undefined) {
				throw new InputError(label, `"${label}" is ${JSON.stringify(given)}, which is not an option`, `Use one of: ${known.join(', ')}.`);
			}
			const isSent = demanded || chosen !== undefined;
			return api === undefined || !isSent || (feature && model.features[feature] === false) ? {} : { [api]: value as string | number };
		},
	};
}
