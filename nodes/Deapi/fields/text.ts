import { InputError } from '../../shared/errors';
import type { Field } from './field';

interface TextOptions {
	name: string;
	label: string;
	api: string;
	description: string;
	placeholder: string;
	required?: boolean;
	optional?: boolean;
	rows?: number;
	/** A model feature without which the text is not sent. */
	feature?: string;
}

/** A text that is sent as it is. Blank texts are not sent, or refused where one is required. */
export function text(options: TextOptions): Field {
	const { name, label, api, description, placeholder, required, optional, rows, feature } = options;
	const field: Field = {
		kind: 'text',
		name,
		label,
		api: [api],
		required,
		optional,
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
		write: (item, model) => {
			const value = String(item.get(field) ?? '').trim();
			if (value === '') {
				if (!required) return {};
				throw new InputError(label, `"${label}" is empty`, `Enter a text, or an expression that gives one for every item.`);
			}
			return feature && model.features[feature] === false ? {} : { [api]: value };
		},
	};
	return field;
}
