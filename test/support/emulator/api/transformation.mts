import { priceOf, without } from './endpoint.mts';
import type { Endpoint } from './endpoint.mts';
import { callback, height, image, integer, model, number, prompt, size, steps, video, width } from './fields.mts';
import type { Field, Fields } from './fields.mts';

const picture: Fields = { image: image({ required: true, pixels: true }), model, ...callback };

const SECONDS = 'video_duration_seconds';
const measured = video({ required: true, pixels: true, seconds: SECONDS });
/** Models of a fixed factor refuse it, the others need it (docs/api.md#upscaling). */
const scale = integer({ min: 1, max: 16, limit: 'scale', required: 'limited', feature: 'supports_scale' });
const upscaling: Fields = { video: measured, model, scale, ...callback };
const cutting: Fields = { video: measured, model, ...callback };

const replacing: Fields = {
	// Its width and height may be anything: the model's limits are those of the result.
	video: video({ required: true, seconds: SECONDS }),
	ref_image: image({ required: true }),
	model,
	prompt: { ...prompt, required: undefined },
	width: { ...width, requiredWith: ['height'] },
	height: { ...height, requiredWith: ['width'] },
	steps: { ...steps, default: 4 },
	seed: integer({ default: -1 }),
	...callback,
};

/** Nobody objects where it is left out of a price, but that of upscaling is 0 then. */
const duration = number({ min: 0, limit: SECONDS });

/** By docs/api.md#transformation and the vendor's field tables. */
export const transformation: Record<string, Endpoint> = {
	'POST /images/background-removals': job('Image Background Removal', '/images/background-removals', 'img-rmbg', picture, 'image', size),
	'POST /images/upscales': job('Image Upscale', '/images/upscales', 'img-upscale', picture, 'image', size),
	'POST /videos/upscales': job('Video Upscale', '/videos/upscales', 'vid-upscale', upscaling, 'video', { ...size, duration }),
	'POST /videos/background-removals': job('Video Background Removal', '/videos/background-removals', 'vid-rmbg', cutting, 'video', size),
	'POST /videos/replacements': {
		title: 'Video Replace',
		answer: 'job',
		fields: replacing,
		tasks: ['video-replace'],
		price: priceOf(
			'/videos/replacements/price',
			without(replacing, 'ref_image', 'prompt', 'steps', 'seed', ...Object.keys(callback)),
			[{ of: ['video'], fields: { duration: { ...duration, required: true } } }],
			['ref_image'],
		),
	},
};

function job(title: string, path: string, task: string, fields: Fields, source: string, instead: Record<string, Field>): Endpoint {
	const price = priceOf(`${path}/price`, without(fields, ...Object.keys(callback)), [{ of: [source], fields: { ...instead } }]);
	return { title, answer: 'job', fields, tasks: [task], price };
}
