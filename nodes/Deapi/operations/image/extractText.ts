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
	action: 'Extract text from an image',
	description: 'Read the text in an image (OCR), such as a scan or a photo of a document',
	route: { endpoint: endpoints.extractText, task: 'img2txt' },
	fields: [
		file({ api: 'image', media: ['image'], bounded: ['size'], description: 'The image to read, at most 10 MB' }),
		choice({
			name: 'format',
			label: 'Format',
			api: 'format',
			demanded: true,
			default: 'text',
			description: 'How the text is output',
			options: [
				{ name: 'JSON', value: 'json', description: 'Structured, in the output field content' },
				{ name: 'Text', value: 'text', description: 'Plain, in the output field text' },
			],
		}),
		text({
			name: 'language',
			label: 'Language',
			api: 'language',
			optional: true,
			description: 'The language of the text. If left out, the model detects it.',
			placeholder: 'e.g. English',
		}),
	],
	pricedBy: ['width', 'height'],
	result: 'text',
	waitSeconds: 600,
};
