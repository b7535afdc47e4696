import type { IDisplayOptions, INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import type { Operation } from './operations/types';

const RESOURCES: Record<Operation['resource'], string> = { image: 'Image' };

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
	const properties = [
		...operation.fields.filter(({ optional }) => !optional).flatMap((field) => field.properties),
		model(),
		waitMode(),
		options(operation),
	];
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

function options({ fields, waitSeconds }: Operation): INodeProperties {
	const collection: INodeProperties[] = [
		...fields.filter(({ optional }) => optional).flatMap((field) => field.properties),
		{
			displayName: 'Concurrency',
			name: 'concurrency',
			type: 'number',
			typeOptions: { minValue: 1 },
			default: 5,
			description: 'How many items are submitted at the same time',
		},
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
