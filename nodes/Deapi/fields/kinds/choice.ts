import type { INodePropertyOptions } from 'n8n-workflow';

import type { Field, FieldOptions } from '../field';
import { toChoice } from '../values';

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
	const known = options.options.map(({ value }) => value as string | number);
	return {
		name,
		label,
		api: api === undefined ? [] : [api],
		optional,
		onlyFor,
		properties: [{ displayName: label, name, type: 'options', default: initial, description, options: options.options }],
		write: (chosen, { model }) => {
			// What only steers the node is read elsewhere as well, where nothing stands in for it.
			const value = toChoice(label, api === undefined ? chosen : (chosen ?? initial), known);
			const isSent = demanded || chosen !== undefined;
			return api === undefined || !isSent || (feature && model.features[feature] === false) ? {} : { [api]: value };
		},
	};
}
