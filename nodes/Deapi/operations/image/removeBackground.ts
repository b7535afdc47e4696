import { file } from '../../fields/kinds/file';
import type { Submission } from '../operation';

/** Background removal: facts file §1.3, POST /img-rmbg. */
export const removeBackground: Submission = {
	kind: 'submission',
	resource: 'image',
	value: 'removeBackground',
	name: 'Remove Background',
	action: 'Remove the background of an image',
	description: 'Keep what is in front, on a transparent background',
	route: { endpoint: '/img-rmbg', task: 'img-rmbg' },
	fields: [
		file({ api: 'image', media: ['image'], bounded: ['size'], description: 'The image whose background is removed, at most 10 MB' }),
	],
	price: { insteadOfFiles: ['width', 'height'] },
	result: 'picture',
	waitSeconds: 600,
};
