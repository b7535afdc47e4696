import { duration_seconds, hearing } from './analysis.mts';
import { priceOf } from './endpoint.mts';
import type { Endpoint, Price } from './endpoint.mts';
import { AUDIO_FORMATS, callback, file, LARGEST_AUDIO, return_result_in_response, string, video } from './fields.mts';
import type { Field, Fields } from './fields.mts';

/** What version 1 calls the endpoints of version 2 (docs/api.md#versions). */
const PATHS: Record<string, string> = {
	'/txt2img': 'POST /images/generations',
	'/img2img': 'POST /images/edits',
	'/img2txt': 'POST /images/ocr',
	'/img-rmbg': 'POST /images/background-removals',
	'/img-upscale': 'POST /images/upscales',
	'/txt2video': 'POST /videos/generations',
	'/img2video': 'POST /videos/animations',
	'/aud2video': 'POST /videos/audio-syncs',
	'/videos/replace': 'POST /videos/replacements',
	'/vid-upscale': 'POST /videos/upscales',
	'/vid-rmbg': 'POST /videos/background-removals',
	'/txt2audio': 'POST /audio/speech',
	'/txt2music': 'POST /audio/music',
	'/transcribe': 'POST /audio/transcriptions',
	'/txt2embedding': 'POST /embeddings',
};

/** The boosters of version 1, which `POST /prompts/enhancements` replaces: they and their prices are gone. */
export const GONE = ['image', 'image2image', 'video', 'speech'].map((booster) => `/prompt/${booster}`);

const url = string({ url: 'any', required: true });
const audio = file({ formats: AUDIO_FORMATS, maxBytes: LARGEST_AUDIO, required: true });

const samples: Fields = {
	// The SDK's document says `image` and `speech`; its tests against the live API say this.
	type: string({ required: true, values: ['text2image', 'text2speech'] }),
	topic: string({ maxLength: 500 }),
	lang_code: string({ maxLength: 4 }),
};

export function toV1(v2: Record<string, Endpoint>): Record<string, Endpoint> {
	return {
		...Object.fromEntries(Object.entries(PATHS).map(([path, does]) => [`POST ${path}`, older(path, does, v2[does])])),
		'POST /vid2txt': legacy('Video To Text', '/vid2txt', 'video2text', 'video_url', url, []),
		'POST /aud2txt': legacy('Audio To Text', '/aud2txt', 'audio2text', 'audio_url', url),
		'POST /videofile2txt': legacy('Video File To Text', '/videofile2txt', 'video_file2text', 'video', video({ required: true })),
		'POST /audiofile2txt': legacy('Audio File To Text', '/audiofile2txt', 'audio_file2text', 'audio', audio),
		'GET /prompts/samples': {
			title: 'Sample Prompts',
			answer: 'sample',
			fields: samples,
			price: { ...priceOf('/prompts/samples/price-calculation', samples), method: 'GET' },
		},
		'GET /balance': { ...v2['GET /account/balance'], does: 'GET /account/balance' },
		'GET /models': v2['GET /models'],
		'GET /request-status/{id}': { ...v2['GET /jobs/{id}'], title: 'Request Status', does: 'GET /jobs/{id}' },
	};
}

function older(path: string, does: string, { price, ...endpoint }: Endpoint): Endpoint {
	const old: Price = { ...price!, path: pricePathOf(path), fields: known(price!.fields) };
	return { ...endpoint, does, fields: known(endpoint.fields), price: old };
}

function known(fields: Fields): Fields {
	return Object.fromEntries(Object.entries(fields).filter(([, { v2Only }]) => !v2Only));
}

function pricePathOf(path: string): string {
	return path === '/videos/replace' ? `${path}/price` : `${path}/price-calculation`;
}

/** One for each kind of source, before they were made one. */
function legacy(title: string, path: string, task: string, source: string, field: Field, instead = ['duration_seconds']): Endpoint {
	const heard = known(hearing);
	const fields = { [source]: field, ...heard, return_result_in_response, ...known(callback) };
	const alternatives = instead.map((name) => ({ of: [source], fields: { [name]: duration_seconds } }));
	const price = priceOf(pricePathOf(path), { [source]: field, ...heard }, alternatives);
	return { title, answer: 'job', fields, tasks: [task, 'transcription'], price, legacy: true, does: 'POST /audio/transcriptions' };
}
