import { priceOf } from './endpoint.mts';
import type { Endpoint } from './endpoint.mts';
import { height, image, integer, model, number, prompt, size, steps, video, webhook_url, width } from './fields.mts';
import type { Field, Fields } from './fields.mts';

const picture: Fields = { image: image({ required: true, pixels: true }), model, webhook_url };

const SECONDS = 'video_duration_seconds';
const measured = video({ required: true, pixels: true, seconds: SECONDS });
/** Models of a fixed factor refuse it, the others need it (docs/api.md#upscaling). */
const scale = integer({ min: 1, max: 16, limit: 'scale', required: 'limited', feature: 'supports_scale' });
const upscaling: Fields = { video: measured, model, scale, webhook_url };
const cutting: Fields = { video: measured, model, webhook_url };

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
	webhook_url,
};

const duration = number({ min: 0, limit: SECONDS });

/** By docs/api.md#transformation and the vendor's field tables. */
export const transformation: Record<string, Endpoint> = {
	'POST /img-rmbg': job('Image Background Removal', '/img-rmbg', 'img-rmbg', picture, 'image', size),
	'POST /img-upscale': job('Image Upscale', '/img-upscale', 'img-upscale', picture, 'image', size),
	'POST /vid-upscale': job('Video Upscale', '/vid-upscale', 'vid-upscale', upscaling, 'video', { ...size, duration }),
	'POST /vid-rmbg': job('Video Background Removal', '/vid-rmbg', 'vid-rmbg', cutting, 'video', { ...size, duration }),
	'POST /videos/replace': {
		title: 'Video Replace',
		answer: 'job',
		fields: replacing,
		tasks: ['video-replace'],
		price: priceOf('/videos/replace/price', replacing, [
			{ of: ['video'], fields: { duration: { ...duration, required: true } } },
			{ of: ['ref_image'], fields: {} },
		]),
	},
};

function job(title: string, path: string, task: string, fields: Fields, source: string, instead: Record<string, Field>): Endpoint {
	const price = priceOf(`${path}/price-calculation`, fields, [{ of: [source], fields: { ...instead } }]);
	return { title, answer: 'job', fields, tasks: [task], price };
}
