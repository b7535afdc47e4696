import { endpoints } from '../../../shared/api/endpoints';
import { video } from '../../fields/sets/video';
import type { JobOperation } from '../operation';

/** Background removal for videos: docs/api.md#background-removal. */
export const removeBackground: JobOperation = {
	kind: 'job',
	resource: 'video',
	value: 'removeBackground',
	name: 'Remove Background',
	action: 'Remove the background of a video',
	description: 'Remove the background of a video',
	route: { endpoint: endpoints.removeVideoBackground, task: 'vid-rmbg' },
	fields: [video('The video whose background is removed', ['size', 'duration'])],
	pricedBy: ['width', 'height'],
	result: 'video',
	waitSeconds: 1800,
};
