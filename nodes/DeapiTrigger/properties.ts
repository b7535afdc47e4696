import type { INodeProperties } from 'n8n-workflow';

import { OUTPUT_FIELD } from '../shared/n8n/outputField';
import { JOB_TYPES } from './jobTypes';

/** The API's events, by what the parameter calls them: public interface, shared with the vendor's package. */
export const EVENTS: Record<string, string> = {
	jobCompleted: 'job.completed',
	jobFailed: 'job.failed',
	jobProcessing: 'job.processing',
};

export const properties: INodeProperties[] = [
	{
		displayName:
			'Copy the production URL above into the <a href="https://app.deapi.ai/settings/webhooks" target="_blank">webhook settings of deAPI</a>. It must be an https address that deAPI can reach. Without the webhook secret from there in the credential, this trigger does not start.',
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
			{ name: 'Job Processing', value: 'jobProcessing', description: 'The work on the job has begun' },
		],
	},
	{
		displayName: 'Download Result',
		name: 'downloadBinary',
		type: 'boolean',
		default: true,
		description: 'Whether to download the result of a completed job. It is output as a file, and text also as JSON.',
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
				options: JOB_TYPES,
			},
			{
				displayName: 'Maximum File Size (MB)',
				name: 'maximumSize',
				type: 'number',
				typeOptions: { minValue: 1 },
				default: 100,
				description: 'Larger results are not downloaded. The output then says so in download_error.',
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
