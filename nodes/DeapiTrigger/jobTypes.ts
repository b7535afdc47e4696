import type { INodePropertyOptions } from 'n8n-workflow';

import { TASKS } from '../shared/api/model';
import type { Task } from '../shared/api/model';

/** What saved workflows call tasks: n8n marks a choice that is not in the list any more. */
const SAVED: Partial<Record<Task, string>> = {
	'img-rmbg': 'img_rmbg',
	'img-upscale': 'img_upscale',
	transcription: 'transcribe',
	'vid-rmbg': 'vid_rmbg',
	'vid-upscale': 'vid_upscale',
	'video-replace': 'videos_replace',
};

/** A choice for each task, by its name. */
export const JOB_TYPES: INodePropertyOptions[] = Object.entries(TASKS).map(([task, name]) => ({
	name,
	value: SAVED[task as Task] ?? task,
	...(task === 'transcription' && { description: 'Of audio and video, from files and addresses' }),
}));
