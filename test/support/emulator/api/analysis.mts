import { priceOf } from './endpoint.mts';
import type { Endpoint } from './endpoint.mts';
import {
	AUDIO_FORMATS,
	boolean,
	file,
	height,
	image,
	MEBIBYTE,
	model,
	number,
	return_result_in_response,
	string,
	video,
	VIDEO_FORMATS,
	webhook_url,
	width,
} from './fields.mts';
import type { Field, Fields } from './fields.mts';

const FILE_TASKS = ['video_file2text', 'audio_file2text'];
const URL_TASKS = ['video2text', 'audio2text'];

const audio = file({ formats: AUDIO_FORMATS, maxBytes: 80 * MEBIBYTE });
const url = string({ url: 'any' });
const duration_seconds = number({ required: true, min: 1 });

/** What all transcriptions share; the model is optional in the documents, and required in a live test (docs/api.md#transcription). */
const transcription = { include_ts: boolean({ required: true }), model, return_result_in_response, webhook_url };

const transcribe: Fields = {
	source_url: { ...url, requiredWithout: ['source_file'], excludes: ['source_file'] },
	source_file: file({
		formats: [...new Set([...AUDIO_FORMATS, ...VIDEO_FORMATS])],
		maxBytes: 80 * MEBIBYTE,
		requiredWithout: ['source_url'],
		excludes: ['source_url'],
	}),
	...transcription,
};

const img2txt: Fields = {
	image: image({ required: true, pixels: true }),
	model,
	language: string(),
	format: string({ values: ['text', 'json'] }),
	return_result_in_response,
	webhook_url,
};
const pixels = { of: ['image'], fields: { width: { ...width, required: true }, height: { ...height, required: true } } as Fields };

/** By docs/api.md#analysis and the vendor's field tables. */
export const analysis: Record<string, Endpoint> = {
	'POST /transcribe': {
		title: 'Transcription',
		answer: 'job',
		fields: transcribe,
		tasks: [...URL_TASKS, ...FILE_TASKS, 'transcription'],
		price: priceOf('/transcribe/price-calculation', transcribe, [{ of: ['source_url', 'source_file'], fields: { duration_seconds } }]),
	},
	'POST /img2txt': {
		title: 'Image To Text',
		answer: 'job',
		fields: img2txt,
		tasks: ['img2txt'],
		price: priceOf('/img2txt/price-calculation', img2txt, [pixels]),
	},
	'POST /vid2txt': legacy('Video To Text', '/vid2txt', 'video2text', 'video_url', url),
	'POST /aud2txt': legacy('Audio To Text', '/aud2txt', 'audio2text', 'audio_url', url),
	'POST /videofile2txt': legacy('Video File To Text', '/videofile2txt', 'video_file2text', 'video', video()),
	'POST /audiofile2txt': legacy('Audio File To Text', '/audiofile2txt', 'audio_file2text', 'audio', audio),
};

function legacy(title: string, path: string, task: string, source: string, field: Field): Endpoint {
	const fields: Fields = { [source]: { ...field, required: true }, ...transcription };
	const price = priceOf(`${path}/price-calculation`, fields, [{ of: [source], fields: { duration_seconds } }]);
	return { title, answer: 'job', fields, tasks: [task], price, legacy: true };
}
