import { endpoints } from '../../../shared/api/endpoints';
import { video } from '../../fields/sets/video';
import { number } from '../../fields/kinds/number';
import type { JobOperation } from '../operation';

/** More pixels for a video: docs/api.md#upscaling. */
export const upscale: JobOperation = {
	kind: 'job',
	resource: 'video',
	value: 'upscale',
	name: 'Upscale',
	action: 'Upscale a video',
	description: 'Increase the resolution of a video',
	route: { endpoint: endpoints.upscaleVideo, task: 'vid-upscale' },
	fields: [
		video('The video to enlarge', ['size', 'duration']),
		number({
			name: 'scale',
			label: 'Scale',
			api: 'scale',
			suggested: 2,
			limits: ['scale'],
			range: [1, 16],
			modelDefaults: ['scale'],
			feature: 'supports_scale',
			fallback: 2,
			onlyWithLimits: true,
			description: 'How many times wider and higher the result is. Models with a fixed factor ignore it.',
		}),
	],
	pricedBy: ['width', 'height', 'duration'],
	result: 'video',
	waitSeconds: 1800,
};
