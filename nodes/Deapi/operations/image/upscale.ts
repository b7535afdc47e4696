import { file } from '../../fields/kinds/file';
import type { Submission } from '../operation';

/** More pixels for an image: facts file §1.3, POST /img-upscale. */
export const upscale: Submission = {
	kind: 'submission',
	resource: 'image',
	value: 'upscale',
	name: 'Upscale',
	action: 'Upscale an image',
	description: 'Make an image larger, with details that fit; the model decides how much',
	route: { endpoint: '/img-upscale', task: 'img-upscale' },
	fields: [file({ api: 'image', media: ['image'], bounded: ['size'], description: 'The image to enlarge, at most 10 MB' })],
	price: { insteadOfFiles: ['width', 'height'] },
	result: 'picture',
	waitSeconds: 600,
};
