import { pick, priceOf } from './endpoint.mts';
import type { Endpoint } from './endpoint.mts';
import {
	AUDIO_FORMATS,
	boolean,
	callback,
	file,
	height,
	image,
	LARGEST_AUDIO,
	LARGEST_VIDEO,
	model,
	number,
	return_result_in_response,
	string,
	VIDEO_FORMATS,
	width,
} from './fields.mts';
import type { Fields } from './fields.mts';

export const FILE_TASKS = ['video_file2text', 'audio_file2text'];
export const URL_TASKS = ['video2text', 'audio2text'];
export const PLATFORMS = ['youtube', 'twitter', 'twitch', 'kick', 'tiktok'];

export const duration_seconds = number({ required: true, min: 1 });

/** What comes of it, and what it costs, whatever the source is. */
export const hearing: Fields = {
	include_ts: boolean({ required: true, spelledOut: true }),
	ts_level: string({ values: ['segment', 'word'], v2Only: true }),
	diarize: boolean({ spelledOut: true, v2Only: true }),
	lang: string({ maxLength: 16, v2Only: true }),
	include_metadata: boolean({ spelledOut: true, v2Only: true }),
	model,
};

const sources: Fields = {
	source_url: string({ url: 'any', requiredWithout: ['source_file'], excludes: ['source_file'] }),
	source_file: file({
		formats: [...new Set([...AUDIO_FORMATS, ...VIDEO_FORMATS])],
		maxBytes: LARGEST_VIDEO,
		maxAudioBytes: LARGEST_AUDIO,
		requiredWithout: ['source_url'],
		excludes: ['source_url'],
	}),
};

/** The platform is known from a URL; it is told where there is a length alone. */
const length: Fields = { duration_seconds, platform: string({ values: PLATFORMS, needs: ['duration_seconds'], v2Only: true }) };

const reading: Fields = {
	image: image({ required: true, pixels: true }),
	model,
	language: string(),
	format: string({ values: ['text', 'json'] }),
	return_result_in_response,
	...callback,
};
const pixels = { of: ['image'], fields: { width: { ...width, required: true }, height: { ...height, required: true } } as Fields };

/** By docs/api.md#analysis and the vendor's field tables. */
export const analysis: Record<string, Endpoint> = {
	'POST /audio/transcriptions': {
		title: 'Transcription',
		answer: 'job',
		fields: { ...sources, ...hearing, return_result_in_response, ...callback },
		tasks: [...URL_TASKS, ...FILE_TASKS, 'transcription'],
		price: priceOf('/audio/transcriptions/price', { ...sources, ...hearing }, [{ of: Object.keys(sources), fields: length }]),
	},
	'POST /images/ocr': {
		title: 'Image To Text',
		answer: 'job',
		fields: reading,
		tasks: ['img2txt'],
		price: priceOf('/images/ocr/price', pick(reading, 'image model language format'), [pixels]),
	},
};
