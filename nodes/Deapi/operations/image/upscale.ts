import { endpoints } from '../../../shared/api/endpoints';
import { file } from '../../fields/kinds/file';
import type { JobOperation } from '../operation';

/** More pixels for an image: docs/api.md#upscaling. */
export const upscale: JobOperation = {
	kind: 'job',
	resource: 'image',
	value: 'upscale',
	name: 'Upscale',
	action: 'Upscale an image',
	description: 'Increase the resolution of an image; the model sets the factor',
	route: { endpoint: endpoints.upscaleImage, task: 'img-upscale' },
	fields: [file({ api: 'image', media: ['image'], bounded: ['size'], description: 'The image to enlarge, at most 10 MB' })],
	pricedBy: ['width', 'height'],
	result: 'image',
	waitSeconds: 600,
};
