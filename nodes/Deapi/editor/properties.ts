import type { IDisplayOptions, INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import type { Field } from '../fields/field';
import type { Operation, Resource } from '../operations/types';
import { model, waitForCompletion, waitMode } from './jobParameters';
import { optionsOf } from './options';

/** How the menus name the resources, and which operation each begins with: that of the vendor's package where it has one. */
const RESOURCES: Record<Resource, { name: string; initial?: string }> = {
	account: { name: 'Account' },
	audio: { name: 'Audio', initial: 'cloneVoice' },
	embedding: { name: 'Embedding' },
	image: { name: 'Image', initial: 'generate' },
	job: { name: 'Job' },
	model: { name: 'Model' },
	prompt: { name: 'Prompt', initial: 'boostImage' },
	video: { name: 'Video', initial: 'generate' },
};

const INITIAL_RESOURCE: Resource = 'image';

/** The node's parameters in the editor, made from the operations. */
export function propertiesOf(operations: Operation[]): INodeProperties[] {
	const resources = [...new Set(operations.map(({ resource }) => resource))];
	return [
		{
			displayName: 'Resource',
			name: 'resource',
			type: 'options',
			noDataExpression: true,
			default: INITIAL_RESOURCE,
			options: resources.map((value) => ({ name: RESOURCES[value].name, value })),
		},
		...resources.map((resource) => operationChoice(resource, operations)),
		...operations.flatMap(operationProperties),
	];
}

function operationChoice(resource: Resource, operations: Operation[]): INodeProperties {
	const options: INodePropertyOptions[] = operations
		.filter((operation) => operation.resource === resource)
		.map(({ name, value, action, description }) => ({ name, value, action, description }));
	const initial = RESOURCES[resource].initial ?? options[0].value;
	return {
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: [resource] } },
		default: initial,
		options,
	};
}

function operationProperties(operation: Operation): INodeProperties[] {
	const properties = operation.fields.filter(({ optional }) => !optional).flatMap((field) => shown(field, ''));
	if (operation.kind === 'submission') properties.push(model(), waitMode());
	if (operation.kind === 'retrieval') properties.push(waitForCompletion());
	const options = [...operation.fields.filter(({ optional }) => optional).flatMap((field) => shown(field, '/')), ...optionsOf(operation)];
	if (options.length > 0) properties.push(collection(options));
	const { resource, value } = operation;
	return properties.map((property) => ({
		...property,
		displayOptions: showing({ resource: [resource], operation: [value] }, property.displayOptions),
	}));
}

/** A field's properties, where it applies. From within a collection, the other parameters are a level up. */
function shown({ properties, onlyFor }: Field, level: '' | '/'): INodeProperties[] {
	if (!onlyFor) return properties;
	const conditions = Object.fromEntries(Object.entries(onlyFor).map(([name, value]) => [`${level}${name}`, [value]]));
	return properties.map((property) => ({ ...property, displayOptions: showing(conditions, property.displayOptions) }));
}

function showing(conditions: NonNullable<IDisplayOptions['show']>, also: IDisplayOptions = {}): IDisplayOptions {
	return { ...also, show: { ...conditions, ...also.show } };
}

function collection(options: INodeProperties[]): INodeProperties {
	return {
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: options.sort((a, b) => a.displayName.localeCompare(b.displayName)),
	};
}
