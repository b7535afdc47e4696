import type { INodeProperties } from 'n8n-workflow';

import type { Field } from '../fields/field';
import { loadedList } from '../fields/kinds/loadedList';

/** What every operation that submits jobs asks for besides its own fields. */
export function model(): INodeProperties {
	return {
		displayName: 'Model',
		name: 'model',
		type: 'resourceLocator',
		default: { mode: 'list', value: '' },
		description: 'The model to use. If left empty, the first suitable one of the live catalog.',
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				placeholder: 'First suitable model',
				typeOptions: { searchListMethod: 'searchModels', searchable: true },
			},
			{
				displayName: 'By Slug',
				name: 'id',
				type: 'string',
				placeholder: 'e.g. Flux1schnell',
			},
		],
	};
}

/** Shows what the chosen model can do. A list is the only thing in n8n's editor that a node can fill in live. */
export function modelLimits(fields: Field[]): INodeProperties {
	const list = loadedList({
		name: 'modelLimits',
		label: 'Model Limits',
		description:
			'What the chosen model takes, from the live catalog. Nothing needs to be chosen: what does not fit is refused before it is sent.',
		method: 'getLimits',
		dependsOn: ['model.value', 'source', ...fields.flatMap(({ foreseen }) => foreseen?.by ?? [])],
	});
	return { ...list, noDataExpression: true, displayOptions: { hide: { model: [''] } } };
}

/** See {@link model}. */
export function waitMode(): INodeProperties {
	return {
		displayName: 'Wait Mode',
		name: 'waitMode',
		type: 'options',
		default: 'automatic',
		description: 'How to wait until the job is done',
		options: [
			{
				name: 'Automatic',
				value: 'automatic',
				description:
					'Webhook where deAPI can reach this n8n instance, otherwise polling. On version 1 of the API, the credential needs a webhook secret as well.',
			},
			{
				name: "Don't Wait",
				value: 'dontWait',
				description: 'Output the request ID at once, without the result',
			},
			{
				name: 'Polling',
				value: 'polling',
				description: 'Ask deAPI for the status until the job is done, which counts against the rate limit of status requests',
			},
			{
				name: 'Webhook',
				value: 'webhook',
				description: 'Put the execution to sleep until deAPI calls back, which takes no memory and no worker',
			},
		],
	};
}

/** How Job > Get Result deals with jobs that still run. */
export function waitForCompletion(): INodeProperties {
	return {
		displayName: 'Wait for Completion',
		name: 'waitForCompletion',
		type: 'boolean',
		default: true,
		description: 'Whether to wait by polling where the job still runs',
	};
}
