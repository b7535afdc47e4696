import { pick, priceOf, without } from './endpoint.mts';
import type { Endpoint } from './endpoint.mts';
import {
	callback,
	enhance_prompt,
	file,
	guidance,
	height,
	image,
	integer,
	LARGEST_AUDIO,
	loras,
	MEBIBYTE,
	model,
	negative_prompt,
	number,
	prompt,
	quality,
	return_result_in_response,
	seed,
	size,
	steps,
	string,
	VOICE_FORMATS,
	width,
} from './fields.mts';
import type { Fields } from './fields.mts';

/** Documented as required; real clients never send `guidance` (docs/api.md#text-to-image). */
const picture: Fields = {
	prompt,
	model,
	...size,
	guidance,
	steps: { ...steps, required: 'limited' },
	seed,
	negative_prompt,
	loras,
	quality,
	enhance_prompt,
	...callback,
};

/** Models without custom output size refuse width and height (docs/api.md#image-to-image). */
const custom = { feature: 'supports_custom_output_size' };
const edit: Fields = {
	prompt,
	model,
	image: image({ requiredWithout: ['images[]'], excludes: ['images[]'] }),
	'images[]': { ...image({ requiredWithout: ['image'], excludes: ['image'], limit: 'input_images' }), type: 'files' },
	steps: { ...steps, required: 'limited' },
	seed,
	negative_prompt,
	width: { ...width, ...custom },
	height: { ...height, ...custom },
	guidance,
	loras,
	quality,
	enhance_prompt,
	...callback,
};

const speech: Fields = {
	text: string({ required: true, limit: 'text' }),
	model,
	lang: string({ required: true, listed: 'languages' }),
	speed: number({ required: true, limit: 'speed' }),
	format: string({ required: true, values: ['wav', 'flac', 'mp3'], listed: 'output_formats' }),
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
	...callback,
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
const film: Fields = { prompt, model, ...moving, enhance_prompt, ...callback };
const last_frame_image = image({ feature: 'supports_last_frame' });
const animation: Fields = {
	prompt,
	first_frame_image: image({ required: true }),
	model,
	...moving,
	last_frame_image,
	enhance_prompt,
	...callback,
};
const sync: Fields = {
	prompt,
	audio: file({ required: true, formats: ['mp3', 'ogg'], maxBytes: LARGEST_AUDIO, seconds: 'ref_audio_duration' }),
	model,
	...moving,
	// Neither is sent by the vendor's own n8n node.
	guidance,
	steps,
	first_frame_image: image(),
	last_frame_image,
	...callback,
};

const music: Fields = {
	caption: string({ required: true, limit: 'caption' }),
	model,
	lyrics: string({ required: true }),
	duration: number({ required: true, min: 10, max: 600, limit: 'duration' }),
	inference_steps: integer({ required: true, min: 1, max: 100, limit: 'steps' }),
	guidance_scale: number({ required: true, min: 0, max: 20, limit: 'guidance' }),
	seed,
	format: string({ required: true, values: ['wav', 'flac', 'mp3'], listed: 'output_formats' }),
	bpm: integer({ min: 30, max: 300, limit: 'bpm' }),
	keyscale: string(),
	timesignature: integer({ values: [2, 3, 4, 6] }),
	vocal_language: string(),
	reference_audio: file({ formats: VOICE_FORMATS, maxBytes: 10 * MEBIBYTE, seconds: 'ref_audio_duration' }),
	...callback,
};

const embedding: Fields = {
	input: { type: 'list', required: true, maxItems: 2048, tokens: true },
	model,
	return_result_in_response,
	...callback,
};

const countText = { of: ['text'], fields: { count_text: integer({ required: true, min: 1, limit: 'text' }) } };
const LENGTH = 'model width height steps frames fps';
const lengthOf = (path: string, fields: Fields, ...spared: string[]) => priceOf(path, pick(fields, LENGTH), [], spared);

/** By docs/api.md#generation and the vendor's field tables. Prices take what they depend on, and a little more. */
export const generation: Record<string, Endpoint> = {
	'POST /images/generations': job(
		'Text To Image',
		picture,
		'txt2img',
		priceOf('/images/generations/price', without(picture, 'enhance_prompt', ...Object.keys(callback))),
	),
	'POST /images/edits': job(
		'Image To Image',
		edit,
		'img2img',
		priceOf('/images/edits/price', pick(edit, 'prompt negative_prompt model loras guidance steps quality seed'), [], ['image', 'images[]']),
	),
	'POST /audio/speech': job(
		'Text To Audio',
		speech,
		'txt2audio',
		priceOf('/audio/speech/price', without(speech, 'ref_audio', 'ref_text', ...Object.keys(callback)), [countText], ['ref_audio']),
	),
	'POST /videos/generations': job('Text To Video', film, 'txt2video', lengthOf('/videos/generations/price', film)),
	'POST /videos/animations': job(
		'Image To Video',
		animation,
		'img2video',
		lengthOf('/videos/animations/price', animation, 'first_frame_image'),
	),
	'POST /videos/audio-syncs': job('Audio To Video', sync, 'audio2video', lengthOf('/videos/audio-syncs/price', sync, 'audio')),
	'POST /audio/music': job(
		'Text To Music',
		music,
		'txt2music',
		priceOf('/audio/music/price', pick(music, 'model duration inference_steps')),
	),
	'POST /embeddings': job('Text To Embedding', embedding, 'txt2embedding', priceOf('/embeddings/price', pick(embedding, 'input model'))),
};

function job(title: string, fields: Fields, task: string, price: Endpoint['price']): Endpoint {
	return { title, answer: 'job', fields, tasks: [task], price };
}
