import type { IDisplayOptions, INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import type { Operation } from './operations/types';

const RESOURCES: Record<Operation['resource'], string> = { image: 'Image', job: 'Job' };

/** The node's parameters in the editor, made from the operations. */
export function propertiesOf(operations: Operation[]): INodeProperties[] {
	const resources = [...new Set(operations.map(({ resource }) => resource))];
	const [firstResource] = resources;
	return [
		{
			displayName: 'Resource',
			name: 'resource',
			type: 'options',
			noDataExpression: true,
			default: firstResource,
			options: resources.map((value) => ({ name: RESOURCES[value], value })),
		},
		...resources.map((resource) => operationChoice(resource, operations)),
		...operations.flatMap(operationProperties),
	];
}

function operationChoice(resource: Operation['resource'], operations: Operation[]): INodeProperties {
	const options: INodePropertyOptions[] = operations
		.filter((operation) => operation.resource === resource)
		.map(({ name, value, action, description }) => ({ name, value, action, description }));
	const [{ value: firstOperation }] = options;
	return {
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: [resource] } },
		default: firstOperation,
		options,
	};
}

function operationProperties(operation: Operation): INodeProperties[] {
	const properties = operation.fields.filter(({ optional }) => !optional).flatMap((field) => field.properties);
	if (operation.kind === 'submission') properties.push(model(), waitMode());
	if (operation.kind === 'retrieval') properties.push(waitForCompletion());
	if (operation.kind !== 'inquiry') properties.push(options(operation));
	return properties.map((property) => ({ ...property, displayOptions: shownFor(operation, property.displayOptions) }));
}

function shownFor({ resource, value }: Operation, also: IDisplayOptions = {}): IDisplayOptions {
	return { ...also, show: { resource: [resource], operation: [value], ...also.show } };
}

function model(): INodeProperties {
	return {
		displayName: 'Model',
		name: 'model',
		type: 'resourceLocator',
		default: { mode: 'list', value: '' },
		description: 'The model that does the work. Left empty, the first suitable one of the live catalogue is used.',
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

function waitMode(): INodeProperties {
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
				description: 'Webhook where deAPI can reach this n8n instance and the credential has a webhook secret, otherwise polling',
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

function waitForCompletion(): INodeProperties {
	return {
		displayName: 'Wait for Completion',
		name: 'waitForCompletion',
		type: 'boolean',
		default: true,
		description: 'Whether to wait by polling where the job still runs',
	};
}

function options(operation: Exclude<Operation, { kind: 'inquiry' }>): INodeProperties {
	const { fields, kind, waitSeconds } = operation;
	const collection: INodeProperties[] = [
		...fields.filter(({ optional }) => optional).flatMap((field) => field.properties),
		...(kind === 'submission' ? submissionOptions() : []),
		{
			displayName: 'Output Data Field Name',
			name: 'outputField',
			type: 'string',
			default: 'data',
			placeholder: 'e.g. data',
			description: 'The name of the output field to put the file in',
		},
		{
			displayName: 'Wait Timeout',
			name: 'waitTimeout',
			type: 'number',
			typeOptions: { minValue: 1 },
			default: waitSeconds,
			description: 'How many seconds to wait until the job is done. When waiting by webhook, at least 120.',
		},
	];
	return {
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: collection.sort((a, b) => a.displayName.localeCompare(b.displayName)),
	};
}

function submissionOptions(): INodeProperties[] {
	return [
		{
			displayName: 'Concurrency',
			name: 'concurrency',
			type: 'number',
			typeOptions: { minValue: 1 },
			default: 5,
			description: 'How many items are submitted at the same time',
		},
		{
			displayName: 'Estimate Price Only',
			name: 'estimatePriceOnly',
			type: 'boolean',
			default: false,
			description: 'Whether to output what each item would cost, and submit nothing',
		},
		{
			displayName: 'Fallback Model Names or IDs',
			name: 'fallbackModels',
			type: 'multiOptions',
			typeOptions: { loadOptionsMethod: 'getModels' },
			default: [],
			description:
				'Models to try, in this order, when the chosen one is not available. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
		},
		{
			displayName: 'Maximum Price (USD)',
			name: 'maximumPrice',
			type: 'number',
			typeOptions: { minValue: 0, numberPrecision: 6 },
			default: 0.1,
			description: 'Items that cost more are not submitted. The price is asked for first, which costs nothing.',
		},
	];
}
