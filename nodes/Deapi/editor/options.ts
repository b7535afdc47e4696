import type { INodeProperties } from 'n8n-workflow';

import { maximumPriceProperty, SUBMIT_AGAIN, waitTimeoutProperty } from '../../shared/n8n/jobProperties';
import { OUTPUT_FIELD } from '../../shared/n8n/outputField';
import type { ResultOptions } from '../../shared/results/resultOptions';
import type { Operation, PaidCallOperation, JobOperation } from '../operations/operation';

/** The options that an operation has besides those of its own fields. */
export function optionsOf(operation: Operation): INodeProperties[] {
	switch (operation.kind) {
		case 'job':
			return [
				...paidOptions(operation),
				...outputOptions(operation.result),
				callbackUrl(),
				fallbackModels(),
				waitTimeoutProperty(operation.waitSeconds, 'When waiting by webhook, at least 120.'),
			];
		case 'paidCall':
			return paidOptions(operation);
		case 'jobResult':
			return [...outputOptions('any'), waitTimeoutProperty(operation.waitSeconds)];
		case 'freeCall':
			return [];
	}
}

function paidOptions(operation: PaidCallOperation | JobOperation): INodeProperties[] {
	return [
		{
			displayName: 'Concurrency',
			name: 'concurrency',
			type: 'number',
			typeOptions: { minValue: 1 },
			default: 5,
			description: 'How many jobs are submitted at the same time',
		},
		...(operation.kind === 'job' && operation.booster ? [enhancePrompt()] : []),
		{
			displayName: 'Estimate Price Only',
			name: 'estimatePriceOnly',
			type: 'boolean',
			default: false,
			description: 'Whether to output what each item would cost, and submit nothing',
		},
		maximumPriceProperty('Items that cost more are not submitted.'),
		SUBMIT_AGAIN,
	];
}

function enhancePrompt(): INodeProperties {
	return {
		displayName: 'Enhance Prompt First',
		name: 'enhancePrompt',
		type: 'boolean',
		default: false,
		description: 'Whether to have deAPI improve the prompt before it is used, which costs a little extra. Both prompts are in the output.',
	};
}

function callbackUrl(): INodeProperties {
	return {
		displayName: 'Callback URL',
		name: 'callbackUrl',
		type: 'string',
		default: '',
		placeholder: 'e.g. https://n8n.example.com/webhook/1a2b',
		description:
			'The address that deAPI calls when the job has ended, such as the production URL of a deAPI Trigger. The calls are signed with the webhook secret of the credential, if it has one.',
		displayOptions: { show: { '/waitMode': ['dontWait'] } },
	};
}

function fallbackModels(): INodeProperties {
	return {
		displayName: 'Fallback Model Names or IDs',
		name: 'fallbackModels',
		type: 'multiOptions',
		typeOptions: { loadOptionsMethod: 'getModels' },
		default: [],
		description:
			'Models to try, in this order, when the chosen one is not available. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
	};
}

const IMAGE_FORMAT: INodeProperties = {
	displayName: 'Image Format',
	name: 'pictureFormat',
	type: 'options',
	default: 'png',
	description: 'The format of the image, if deAPI offers a choice',
	options: [
		{ name: 'JPG', value: 'jpg' },
		{ name: 'PNG', value: 'png' },
		{ name: 'WebP', value: 'webp' },
	],
};

const SUBTITLES: INodeProperties = {
	displayName: 'Subtitles',
	name: 'subtitles',
	type: 'multiOptions',
	default: ['srt'],
	description: 'The subtitle files to make from a transcript, in output fields called srt and vtt',
	options: [
		{ name: 'SRT', value: 'srt' },
		{ name: 'VTT', value: 'vtt' },
	],
};

const TEXT_FILE: INodeProperties = {
	displayName: 'Text as File',
	name: 'textFile',
	type: 'boolean',
	default: true,
	description: 'Whether to output the text as a file, too',
};

const DOWNLOAD_RESULT: INodeProperties = {
	displayName: 'Download Result',
	name: 'downloadResult',
	type: 'boolean',
	default: true,
	description: 'Whether to download the result. If turned off, only its address is output, as result_url, which works for about a day.',
};

const FILE_NAME: INodeProperties = {
	displayName: 'File Name',
	name: 'fileName',
	type: 'string',
	default: '',
	placeholder: 'e.g. cover',
	description: 'The name of the file. The right ending is added. If left out, the name is made from the request ID.',
};

const FILE: INodeProperties[] = [OUTPUT_FIELD, DOWNLOAD_RESULT, FILE_NAME];

const RESULT_OPTIONS: Record<ResultOptions['result'], INodeProperties[]> = {
	any: [...FILE, IMAGE_FORMAT, SUBTITLES, TEXT_FILE],
	audio: FILE,
	image: [...FILE, IMAGE_FORMAT],
	text: [...FILE, TEXT_FILE],
	transcript: [...FILE, SUBTITLES, TEXT_FILE],
	vectors: [],
	video: FILE,
};

function outputOptions(result: ResultOptions['result']): INodeProperties[] {
	return RESULT_OPTIONS[result];
}
