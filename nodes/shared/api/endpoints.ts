/** Calls of the API, and where each version has them: docs/api.md#versions. */

export type ApiVersion = 'v1' | 'v2';

/** Where all paths of a version begin. */
export const BASE_PATHS: Record<ApiVersion, string> = { v1: '/api/v1/client', v2: '/api/v2' };

export interface Endpoint {
	/** Without one, only v1 has the call. */
	v2?: string;
	/** Without one, only v2 has it. */
	v1?: string;
	/** The body is multipart, also where there are no files. */
	isForm?: boolean;
	/** It belongs to no version, and is at the root of the host. */
	isAtRoot?: boolean;
}

/** What costs money, and tells its price beforehand. */
export interface PaidEndpoint extends Endpoint {
	price: Endpoint;
}

export const endpoints = {
	authorizeChannel: { v2: '/broadcasting/auth', v1: '/broadcasting/auth', isAtRoot: true },
	balance: { v2: '/account/balance', v1: '/balance' },
	createEmbedding: json('/embeddings', '/txt2embedding'),
	editImage: form('/images/edits', '/img2img'),
	enhancePrompt: { v2: '/prompts/enhancements', isForm: true, price: { v2: '/prompts/enhancements/price', isForm: true } },
	extractText: formOnly('/images/ocr', '/img2txt'),
	generateImage: json('/images/generations', '/txt2img'),
	generateMusic: form('/audio/music', '/txt2music'),
	generateSpeech: form('/audio/speech', '/txt2audio'),
	generateVideo: json('/videos/generations', '/txt2video'),
	generateVideoFromAudio: form('/videos/audio-syncs', '/aud2video'),
	generateVideoFromImage: form('/videos/animations', '/img2video'),
	models: { v2: '/models', v1: '/models' },
	removeImageBackground: formOnly('/images/background-removals', '/img-rmbg'),
	removeVideoBackground: formOnly('/videos/background-removals', '/vid-rmbg'),
	replaceCharacter: formOnly('/videos/replacements', '/videos/replace', '/videos/replace/price'),
	samplePrompt: { v1: '/prompts/samples', price: { v1: '/prompts/samples/price-calculation' } },
	transcribe: formOnly('/audio/transcriptions', '/transcribe'),
	upscaleImage: formOnly('/images/upscales', '/img-upscale'),
	upscaleVideo: formOnly('/videos/upscales', '/vid-upscale'),
} satisfies Record<string, Endpoint | PaidEndpoint>;

export function jobEndpoint(requestId: string): Endpoint {
	const id = encodeURIComponent(requestId);
	return { v2: `/jobs/${id}`, v1: `/request-status/${id}` };
}

function json(v2: string, v1: string): PaidEndpoint {
	return { v2, v1, price: { v2: `${v2}/price`, v1: `${v1}/price-calculation` } };
}

/** The job as a form; its price as JSON, which needs no file. */
function form(v2: string, v1: string): PaidEndpoint {
	return { ...json(v2, v1), isForm: true };
}

function formOnly(v2: string, v1: string, v1Price = `${v1}/price-calculation`): PaidEndpoint {
	return { v2, v1, isForm: true, price: { v2: `${v2}/price`, v1: v1Price, isForm: true } };
}
