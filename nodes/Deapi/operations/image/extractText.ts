import { endpoints } from '../../../shared/api/endpoints';
import { choice } from '../../fields/kinds/choice';
import { file } from '../../fields/kinds/file';
import { text } from '../../fields/kinds/text';
import type { JobOperation } from '../operation';

/** Text recognition: docs/api.md#text-recognition. */
export const extractText: JobOperation = {
	kind: 'job',
	resource: 'image',
	value: 'extractText',
	name: 'Extract Text',
	action: 'Extract the text of an image',
	description: 'Read the text in an image, such as a scan or a photo of a document',
	route: { endpoint: endpoints.extractText, task: 'img2txt' },
	fields: [
		file({ api: 'image', media: ['image'], bounded: ['size'], description: 'The image to read, at most 10 MB' }),
		choice({
			name: 'format',
			label: 'Format',
			api: 'format',
			demanded: true,
			default: 'text',
			description: 'How the text comes out',
			options: [
				{ name: 'JSON', value: 'json', description: 'Structured, in the output field content' },
				{ name: 'Text', value: 'text' },
			],
		}),
		text({
			name: 'language',
			label: 'Language',
			api: 'language',
			optional: true,
			description: 'The language of the text. If left out, the model finds out.',
			placeholder: 'e.g. English',
		}),
	],
	pricedBy: ['width', 'height'],
	result: 'text',
	waitSeconds: 600,
};
