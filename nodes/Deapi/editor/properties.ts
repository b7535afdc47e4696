import type { IDisplayOptions, INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import type { Field } from '../fields/field';
import type { Operation, Resource } from '../operations/operation';
import { model, modelLimits, waitForCompletion, waitMode } from './jobParameters';
import { optionsOf } from './options';
import { inBothForms, withoutForTools } from './toolForm';

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
	const own = operations.filter((operation) => operation.resource === resource);
	const offered = own.filter((operation) => !isRetired(operation));
	const options: INodePropertyOptions[] = offered.map(({ name, value, action, description }) => ({ name, value, action, description }));
	const initial = RESOURCES[resource].initial ?? options[0].value;
	return {
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: [resource] } },
		default: initial,
		// One that is retired is still the value in saved workflows, and no mistake there.
		...(offered.length < own.length && { allowArbitraryValues: true }),
		options,
	};
}

export function isRetired(operation: Operation): boolean {
	return operation.kind === 'paidCall' && operation.isRetired === true;
}

function operationProperties(operation: Operation): INodeProperties[] {
	const optional = operation.fields.filter((field) => field.optional);
	const direct = operation.fields.filter((field) => !field.optional);
	const properties = direct.flatMap((field) => shown(field, ''));
	if (operation.kind === 'paidCall' && operation.booster) properties.push(model());
	if (operation.kind === 'job') {
		// What a model decides, such as its voices, stands below the model; what is to be done, above.
		const lastRequired = properties.map(({ required }) => required === true).lastIndexOf(true);
		const isBounded = operation.fields.some(({ bounds = [] }) => bounds.length > 0);
		properties.splice(lastRequired + 1, 0, model(), ...(isBounded ? [modelLimits(operation.fields)] : []));
		properties.push(...withoutForTools(waitMode(), ['webhook']));
	}
	if (operation.kind === 'jobResult') properties.push(waitForCompletion());
	const options = [...optional.flatMap((field) => shown(field, '/')), ...optionsOf(operation)];
	if (options.length > 0) properties.push(collection(options));
	const { resource, value } = operation;
	return properties.map((property) => ({
		...property,
		displayOptions: showing({ resource: [resource], operation: [value] }, property.displayOptions),
	}));
}

/** A field's properties, where it applies. From within a collection, the other parameters are a level up. */
function shown({ properties: own, onlyFor }: Field, level: '' | '/'): INodeProperties[] {
	const properties = own.flatMap(inBothForms);
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
		// No localeCompare(): it would load what Node.js knows of languages when n8n starts.
		options: options.sort((a, b) => (a.displayName < b.displayName ? -1 : 1)),
	};
}
