/** Documented as multipart, also where no file is sent: docs/api.md#multipart. */
const FORMS = new Set(['POST /audio/music', 'POST /audio/speech', 'POST /audio/transcriptions', 'POST /prompts/enhancements']);

/** Whether a request is sent as a form, in which numbers and flags are texts. */
export function isForm(request: string, uploads: string[] = []): boolean {
	return uploads.length > 0 || FORMS.has(request);
}

/** The fields of a form, or of a query, as they go over the wire. */
export function asTexts(fields: Record<string, unknown>): Record<string, unknown> {
	const plain = (value: unknown) => (value === true ? '1' : value === false ? '0' : value === null ? '' : value);
	const text = (value: unknown) => (typeof value === 'number' ? String(value) : plain(value));
	return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, text(value)]));
}

/** What version 1 calls the endpoints: docs/api.md#versions. */
export const V1: Record<string, string> = {
	'POST /images/generations': 'POST /txt2img',
	'POST /images/edits': 'POST /img2img',
	'POST /images/ocr': 'POST /img2txt',
	'POST /images/background-removals': 'POST /img-rmbg',
	'POST /images/upscales': 'POST /img-upscale',
	'POST /videos/generations': 'POST /txt2video',
	'POST /videos/animations': 'POST /img2video',
	'POST /videos/audio-syncs': 'POST /aud2video',
	'POST /videos/replacements': 'POST /videos/replace',
	'POST /videos/upscales': 'POST /vid-upscale',
	'POST /videos/background-removals': 'POST /vid-rmbg',
	'POST /audio/speech': 'POST /txt2audio',
	'POST /audio/music': 'POST /txt2music',
	'POST /audio/transcriptions': 'POST /transcribe',
	'POST /embeddings': 'POST /txt2embedding',
	'GET /account/balance': 'GET /balance',
	'GET /jobs/REQUEST_ID': 'GET /request-status/REQUEST_ID',
	'GET /models': 'GET /models',
	'GET /prompts/samples': 'GET /prompts/samples',
};
