import { priceOf } from './endpoint.mts';
import type { Endpoint } from './endpoint.mts';
import { image, string } from './fields.mts';
import type { Fields } from './fields.mts';

/** Jobs whose prompts can be made better, in the words of the endpoint, and what the models for them do. */
export const PROMPT_TYPES: Record<string, string> = {
	'images.generations': 'txt2img',
	'images.edits': 'img2img',
	'videos.generations': 'txt2video',
	'videos.animations': 'img2video',
	'audio.speech': 'txt2audio',
	'audio.music': 'txt2music',
};
const LOOKING = { field: 'type', is: ['images.edits', 'videos.animations'] } as const;

const fields: Fields = {
	prompt: string({ required: true, minLength: 3 }),
	type: string({ required: true, values: Object.keys(PROMPT_TYPES) }),
	model_slug: string({ required: true }),
	negative_prompt: string({ minLength: 3 }),
	image: image({ requiredWhen: LOOKING, allowedWhen: LOOKING }),
};

/** Answered at once, and paid for: docs/api.md#prompts. */
export const prompts: Record<string, Endpoint> = {
	'POST /prompts/enhancements': {
		title: 'Prompt Enhancement',
		answer: 'prompt',
		fields,
		price: priceOf('/prompts/enhancements/price', { ...fields, image: { ...fields.image, requiredWhen: undefined } }),
	},
};
