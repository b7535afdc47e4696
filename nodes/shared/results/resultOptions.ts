import { taskOf } from '../api/model';
import type { Task } from '../api/model';

/** What a job leaves behind; "any" where that is not known. */
export type ResultKind = 'any' | 'audio' | 'image' | 'text' | 'transcript' | 'vectors' | 'video';

export const IMAGE_FORMATS = ['jpg', 'png', 'webp'] as const;
export const SUBTITLE_FORMATS = ['srt', 'vtt'] as const;

/** How the results of a run are put out. Plain JSON: it is kept with the run. */
export interface ResultOptions {
	/** Name of the binary field that takes the file. */
	field: string;
	result: ResultKind;
	/** The encoding of images, where the API has it besides its own. */
	imageFormat?: string;
	/** Nothing is downloaded: the address of the result is all that comes out. */
	noDownload?: boolean;
	/** Leaves out the file of a text that is in the output's json as well. */
	noTextFile?: boolean;
	/** `srt` and `vtt`, as files of their own. */
	subtitles?: string[];
}

const RESULTS: Record<Task, ResultKind> = {
	aud2video: 'video',
	'img-rmbg': 'image',
	'img-upscale': 'image',
	img2img: 'image',
	img2txt: 'text',
	img2video: 'video',
	transcription: 'transcript',
	txt2audio: 'audio',
	txt2embedding: 'vectors',
	txt2img: 'image',
	txt2music: 'audio',
	txt2video: 'video',
	'vid-rmbg': 'video',
	'vid-upscale': 'video',
	'video-replace': 'video',
};

/** What a job leaves behind whose type the API names, however it spells that (docs/api.md#job-types). */
export function resultOfJobType(jobType: unknown): ResultKind {
	const task = typeof jobType === 'string' ? taskOf(jobType) : '';
	return Object.entries(RESULTS).find(([name]) => name === task)?.[1] ?? 'any';
}
