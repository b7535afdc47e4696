import type { INodeProperties } from 'n8n-workflow';

import { modelProperty } from '../../shared/n8n/jobProperties';
import type { Field } from '../fields/field';
import { loadedList } from '../fields/kinds/loadedList';

/** What every operation that submits jobs asks for besides its own fields. */
export function model(): INodeProperties {
	return modelProperty({
		description: 'The model to use. If left empty, the first suitable one of the live catalog.',
		placeholder: 'First suitable model',
		example: 'Flux1schnell',
	});
}

/** Shows what the chosen model can do. A list is the only thing in n8n's editor that a node can fill in live. */
export function modelLimits(fields: Field[]): INodeProperties {
	const list = loadedList({
		name: 'modelLimits',
		label: 'Model Limits',
		description:
			'What the chosen model accepts, from the live catalog. There is nothing to choose here: what the model does not accept is refused before it is sent.',
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
				description: 'Webhook if deAPI can reach this n8n instance and nobody waits for the end of the workflow, otherwise Polling',
			},
			{
				name: "Don't Wait",
				value: 'dontWait',
				description: 'Output the request ID at once. Job > Get Result fetches the result later.',
			},
			{
				name: 'Polling',
				value: 'polling',
				description: 'Ask deAPI until the job is done. This works everywhere, and counts against the rate limit of status requests.',
			},
			{
				name: 'Webhook',
				value: 'webhook',
				description:
					'Put the execution to sleep until deAPI calls back. This takes no memory and no worker, and needs a public https address.',
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
		description: 'Whether to wait, by polling, if the job still runs',
	};
}
