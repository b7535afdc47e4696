import { InputError } from '../../shared/errors';
import type { Field } from './field';

interface FileOptions {
	api: string;
	/** What the file must be: the first half of its MIME type. */
	media: 'image';
	description: string;
}

/** A file from a binary field of the input item, streamed into the upload. */
export function file({ api, media, description }: FileOptions): Field {
	const label = 'Input Data Field Name';
	const field: Field = {
		kind: 'file',
		name: 'binaryPropertyName',
		label,
		api: [api],
		required: true,
		properties: [
			{
				displayName: label,
				name: 'binaryPropertyName',
				type: 'string',
				default: 'data',
				required: true,
				placeholder: 'e.g. data',
				description,
				hint: `The name of the input field containing the ${media} file`,
				typeOptions: { binaryDataProperty: true },
			},
		],
		write: async (item) => {
			const { binary, part } = await item.file(field);
			if (!part.mimeType.startsWith(`${media}/`)) {
				const name = binary.fileName ? `"${binary.fileName}" ` : '';
				throw new InputError(
					label,
					`The file ${name}in "${label}" is ${part.mimeType}, not an ${media}`,
					`Choose the input field that holds the ${media}. If it is one, its MIME type was set wrongly by an earlier node.`,
				);
			}
			return { [api]: part };
		},
	};
	return field;
}
