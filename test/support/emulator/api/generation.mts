import { priceOf } from './endpoint.mts';
import type { Endpoint } from './endpoint.mts';
import {
	file,
	guidance,
	height,
	image,
	integer,
	loras,
	MEBIBYTE,
	model,
	negative_prompt,
	number,
	prompt,
	return_result_in_response,
	seed,
	size,
	steps,
	string,
	VOICE_FORMATS,
	webhook_url,
	width,
} from './fields.mts';
import type { Fields } from './fields.mts';

/** Documented as required; real clients never send `guidance` (docs/api.md#text-to-image). */
const txt2img: Fields = {
	prompt,
	model,
	...size,
	guidance,
	steps: { ...steps, required: true },
	seed,
	negative_prompt,
	loras,
	webhook_url,
};

/** Models without custom output size refuse width and height (docs/api.md#image-to-image). */
const custom = { feature: 'supports_custom_output_size' };
const img2img: Fields = {
	prompt,
	model,
	image: image({ requiredWithout: ['images[]'], excludes: ['images[]'] }),
	'images[]': { ...image({ requiredWithout: ['image'], excludes: ['image'], limit: 'input_images' }), type: 'files' },
	steps: { ...steps, required: true },
	seed,
	negative_prompt,
	width: { ...width, ...custom },
	height: { ...height, ...custom },
	guidance,
	loras,
	webhook_url,
};

const txt2audio: Fields = {
	text: string({ required: true, limit: 'text' }),
	model,
	lang: string({ required: true, listed: 'languages' }),
	speed: number({ required: true, limit: 'speed' }),
	format: string({ required: true, values: ['wav', 'flac', 'mp3'] }),
	sample_rate: integer({ required: true, listed: 'available_ratios' }),
	mode: string({
		default: 'custom_voice',
		values: ['custom_voice', 'voice_clone', 'voice_design'],
		feature: { custom_voice: 'supports_custom_voice', voice_clone: 'supports_voice_clone', voice_design: 'supports_voice_design' },
	}),
	voice: string({ requiredWhen: { field: 'mode', is: 'custom_voice' }, listed: 'voices' }),
	ref_audio: file({
		requiredWhen: { field: 'mode', is: 'voice_clone' },
		formats: VOICE_FORMATS,
		maxBytes: 10 * MEBIBYTE,
		seconds: 'ref_audio_duration',
	}),
	ref_text: string(),
	instruct: string({ requiredWhen: { field: 'mode', is: 'voice_design' } }),
	webhook_url,
};

/** Steps and guidance are required in the documents, and optional in the vendor's SDK: the model's limits decide, as for `fps`. */
const limited = { required: 'limited' } as const;
const moving = {
	...size,
	guidance: { ...guidance, ...limited },
	steps: { ...steps, ...limited },
	seed,
	frames: integer({ required: true, limit: 'frames' }),
	negative_prompt,
	fps: integer({ ...limited, limit: 'fps' }),
};
const txt2video: Fields = { prompt, model, ...moving, webhook_url };
const last_frame_image = image({ feature: 'supports_last_frame' });
const img2video: Fields = { prompt, first_frame_image: image({ required: true }), model, ...moving, last_frame_image, webhook_url };
const aud2video: Fields = {
	prompt,
	audio: file({ required: true, formats: ['mp3', 'wav', 'ogg', 'flac'], maxBytes: 20 * MEBIBYTE, seconds: 'ref_audio_duration' }),
	model,
	...moving,
	// Neither is sent by the vendor's own n8n node.
	guidance,
	steps,
	first_frame_image: image(),
	last_frame_image,
	webhook_url,
};

const txt2music: Fields = {
	caption: string({ required: true, limit: 'caption' }),
	model,
	lyrics: string(),
	duration: number({ required: true, min: 10, max: 600, limit: 'duration' }),
	inference_steps: integer({ required: true, min: 1, max: 100, limit: 'steps' }),
	guidance_scale: number({ required: true, min: 0, max: 20, limit: 'guidance' }),
	seed,
	format: string({ required: true, values: ['wav', 'flac', 'mp3'] }),
	bpm: integer({ min: 30, max: 300, limit: 'bpm' }),
	keyscale: string(),
	timesignature: integer({ values: [2, 3, 4, 6] }),
	vocal_language: string(),
	reference_audio: file({ formats: VOICE_FORMATS, maxBytes: 10 * MEBIBYTE, seconds: 'ref_audio_duration' }),
	webhook_url,
};

const txt2embedding: Fields = {
	input: { type: 'list', required: true, maxItems: 2048, tokens: true },
	model,
	return_result_in_response,
	webhook_url,
};

const without = (name: string) => ({ of: [name], fields: {} });
const countText = { of: ['text'], fields: { count_text: integer({ required: true, min: 1, limit: 'text' }) } };

/** By docs/api.md#generation and the vendor's field tables. */
export const generation: Record<string, Endpoint> = {
	'POST /txt2img': job('Text To Image', txt2img, 'txt2img', priceOf('/txt2img/price-calculation', txt2img)),
	'POST /img2img': job(
		'Image To Image',
		img2img,
		'img2img',
		priceOf('/img2img/price-calculation', img2img, [without('image'), without('images[]')]),
	),
	'POST /txt2audio': job(
		'Text To Audio',
		txt2audio,
		'txt2audio',
		priceOf('/txt2audio/price-calculation', txt2audio, [countText, without('ref_audio')]),
	),
	'POST /txt2video': job('Text To Video', txt2video, 'txt2video', priceOf('/txt2video/price-calculation', txt2video)),
	'POST /img2video': job(
		'Image To Video',
		img2video,
		'img2video',
		priceOf('/img2video/price-calculation', img2video, [without('first_frame_image')]),
	),
	'POST /aud2video': job(
		'Audio To Video',
		aud2video,
		'audio2video',
		priceOf('/aud2video/price-calculation', aud2video, [without('audio')]),
	),
	'POST /txt2music': job('Text To Music', txt2music, 'txt2music', priceOf('/txt2music/price-calculation', txt2music)),
	'POST /txt2embedding': job(
		'Text To Embedding',
		txt2embedding,
		'txt2embedding',
		priceOf('/txt2embedding/price-calculation', txt2embedding),
	),
};

function job(title: string, fields: Fields, task: string, price: Endpoint['price']): Endpoint {
	return { title, answer: 'job', fields, tasks: [task], price };
}
