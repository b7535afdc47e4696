import { priceOf } from './endpoint.mts';
import type { Endpoint } from './endpoint.mts';
import { IMAGE_FORMATS, image, string } from './fields.mts';
import type { Fields } from './fields.mts';

const wordy = string({ required: true, minLength: 3 });
const pair: Fields = { prompt: wordy, negative_prompt: string({ required: 'present', minLength: 3 }) };
const reference = image({ formats: [...IMAGE_FORMATS, 'svg'] });

const samples: Fields = {
	// The SDK's document says `image` and `speech`; its tests against the live API say this.
	type: string({ required: true, values: ['text2image', 'text2speech'] }),
	topic: string({ maxLength: 500 }),
	lang_code: string({ maxLength: 4 }),
};

/** Answered at once, and paid for: docs/api.md#prompts. */
export const prompts: Record<string, Endpoint> = {
	'POST /prompt/image': booster('Image Prompt Booster', '/prompt/image', pair),
	'POST /prompt/image2image': booster('Image To Image Prompt Booster', '/prompt/image2image', {
		...pair,
		image: { ...reference, required: true },
	}),
	'POST /prompt/video': booster('Video Prompt Booster', '/prompt/video', { ...pair, image: reference }),
	'POST /prompt/speech': booster('Speech Prompt Booster', '/prompt/speech', { prompt: wordy, lang_code: string() }),
	'GET /prompts/samples': {
		title: 'Sample Prompts',
		answer: 'sample',
		fields: samples,
		price: priceOf('/prompts/samples/price-calculation', samples, [], 'GET'),
	},
};

function booster(title: string, path: string, fields: Fields): Endpoint {
	return { title, answer: 'prompt', fields, price: priceOf(`${path}/price-calculation`, fields) };
}
