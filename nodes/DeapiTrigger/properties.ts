import type { INodeProperties } from 'n8n-workflow';

import { OUTPUT_FIELD } from '../shared/n8n/outputField';

/** The API's events, by what the parameter calls them: public interface, shared with the vendor's package. */
export const EVENTS: Record<string, string> = {
	jobCompleted: 'job.completed',
	jobFailed: 'job.failed',
	jobProcessing: 'job.processing',
};

/** Sources disagree about the list, so an expression may name others: docs/api.md#job-types. */
const JOB_TYPES: Record<string, string> = {
	aud2txt: 'Audio to Text',
	aud2video: 'Audio to Video',
	audiofile2txt: 'Audio File to Text',
	img_rmbg: 'Image Background Removal',
	img2img: 'Image to Image',
	img2txt: 'Image to Text',
	img2video: 'Image to Video',
	img_upscale: 'Image Upscaling',
	txt2embedding: 'Text to Embedding',
	txt2img: 'Text to Image',
	txt2music: 'Text to Music',
	txt2audio: 'Text to Speech',
	txt2video: 'Text to Video',
	transcribe: 'Transcription',
	vid_rmbg: 'Video Background Removal',
	videos_replace: 'Video Character Replacement',
	videofile2txt: 'Video File to Text',
	vid2txt: 'Video to Text',
	vid_upscale: 'Video Upscaling',
};

export const properties: INodeProperties[] = [
	{
		displayName:
			'Copy the production URL above into the <a href="https://app.deapi.ai/settings/webhooks" target="_blank">webhook settings of deAPI</a>. It must be an https address that deAPI can reach. The webhook secret from there belongs in the credential.',
		name: 'setUpNotice',
		type: 'notice',
		default: '',
	},
	{
		displayName: 'Trigger On',
		name: 'events',
		type: 'multiOptions',
		required: true,
		default: ['jobCompleted'],
		description: 'The events that start the workflow',
		options: [
			{ name: 'Job Completed', value: 'jobCompleted' },
			{ name: 'Job Failed', value: 'jobFailed' },
			{ name: 'Job Processing', value: 'jobProcessing', description: 'A worker has begun with the job' },
		],
	},
	{
		displayName: 'Download Result',
		name: 'downloadBinary',
		type: 'boolean',
		default: true,
		description: 'Whether to output the result of a completed job: a file, and text also as JSON',
		displayOptions: { show: { events: ['jobCompleted'] } },
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [
			{
				displayName: 'Job Types',
				name: 'jobTypes',
				type: 'multiOptions',
				default: [],
				description: 'The kinds of jobs whose events start the workflow. If left empty, any.',
				options: Object.entries(JOB_TYPES).map(([value, name]) => ({ name, value })),
			},
			{
				displayName: 'Maximum File Size (MB)',
				name: 'maximumSize',
				type: 'number',
				typeOptions: { minValue: 1 },
				default: 100,
				description: 'Larger results are not downloaded, and the output says so',
			},
			OUTPUT_FIELD,
			{
				displayName: 'Request IDs',
				name: 'requestIds',
				type: 'string',
				default: '',
				placeholder: 'e.g. 123e4567-e89b-12d3-a456-426614174000',
				description: 'The only jobs whose events start the workflow, separated by commas. If left empty, any.',
			},
		],
	},
];
