import { endpoints } from '../../../shared/api/endpoints';
import { file } from '../../fields/kinds/file';
import type { JobOperation } from '../operation';

/** Background removal: docs/api.md#background-removal. */
export const removeBackground: JobOperation = {
	kind: 'job',
	resource: 'image',
	value: 'removeBackground',
	name: 'Remove Background',
	action: 'Remove the background of an image',
	description: 'Make the background of an image transparent',
	route: { endpoint: endpoints.removeImageBackground, task: 'img-rmbg' },
	fields: [
		file({ api: 'image', media: ['image'], bounded: ['size'], description: 'The image whose background is removed, at most 10 MB' }),
	],
	pricedBy: ['width', 'height'],
	result: 'image',
	waitSeconds: 600,
};
