import { NodeHelpers } from 'n8n-workflow';
import type { INode, INodeParameters, INodeProperties, INodeTypeDescription } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';

import { Deapi } from '../../../../nodes/Deapi/Deapi.node.ts';
import { isRetired } from '../../../../nodes/Deapi/editor/properties.ts';
import { operations } from '../../../../nodes/Deapi/operations/index.ts';
import type { Operation } from '../../../../nodes/Deapi/operations/operation.ts';
import { nameOf } from '../../../support/harness/operationName.mts';

const asNode = new Deapi().description;
/** What n8n makes of the node for an AI Agent. */
const asTool: INodeTypeDescription = { ...asNode, name: 'deapiTool' };

/** The parameters that the editor shows, as n8n decides, in their order. */
function form(description: INodeTypeDescription, given: Record<string, unknown>): INodeProperties[] {
	const values = {
		...NodeHelpers.getNodeParameters(description.properties, given as INodeParameters, true, false, null, description),
		...given,
	} as INodeParameters;
	const node = { typeVersion: 1 } as INode;
	return description.properties
		.filter((property) => NodeHelpers.displayParameter(values, property, node, description))
		.map((property) =>
			property.type === 'collection' ? { ...property, options: shownOptions(property, values, node, description) } : property,
		);
}

function shownOptions(collection: INodeProperties, values: object, node: INode, description: INodeTypeDescription) {
	const options = collection.options as INodeProperties[];
	return options.filter((property) => NodeHelpers.displayParameter({}, property, node, description, values as never));
}

const names = (properties: INodeProperties[]) => properties.map(({ name }) => name);
const MODEL = { __rl: true, mode: 'list', value: 'Flux1schnell' };
const formOf = ({ resource, value }: Operation, given = {}) => form(asNode, { resource, operation: value, model: MODEL, ...given });
const values = (properties: INodeProperties[], of: string) =>
	properties.find(({ name }) => name === of)?.options?.map((option) => 'value' in option && option.value);

describe('Callback URL', () => {
	const jobs = operations.filter(({ kind }) => kind === 'job');

	it.each(jobs.map((operation) => [nameOf(operation), operation] as const))('is offered by %s where nothing waits', (_name, operation) => {
		const offered = (waitMode: string) => {
			const options = formOf(operation, { waitMode }).find(({ name }) => name === 'options')!.options as INodeProperties[];
			return names(options).includes('callbackUrl');
		};
		expect(['automatic', 'dontWait', 'polling', 'webhook'].filter(offered)).toEqual(['dontWait']);
	});
});

describe('the order of the form', () => {
	it.each([
		['image', 'generate', {}, ['prompt', 'model', 'modelLimits', 'ratio', 'waitMode']],
		[
			'image',
			'edit',
			{ ratio: 'custom' },
			['prompt', 'inputType', 'binaryPropertyName', 'model', 'modelLimits', 'ratio', 'width', 'height', 'waitMode'],
		],
		['audio', 'generateSpeech', {}, ['text', 'model', 'modelLimits', 'lang', 'voice', 'instruct', 'waitMode']],
		['audio', 'cloneVoice', {}, ['text', 'inputType', 'refAudio', 'model', 'modelLimits', 'lang', 'waitMode']],
		['audio', 'transcribe', { source: 'url' }, ['source', 'audioUrl', 'model', 'includeTimestamps', 'waitMode']],
		[
			'video',
			'generate',
			{ source: 'image' },
			['source', 'prompt', 'firstFrameInputType', 'firstFrame', 'model', 'modelLimits', 'ratio', 'waitMode'],
		],
	])('of %s > %s %o is that of use', (resource, operation, given, order) => {
		expect(names(form(asNode, { resource, operation, model: MODEL, ...given }))).toEqual(['resource', 'operation', ...order, 'options']);
	});

	it.each(operations.map((operation) => [nameOf(operation), operation] as const))(
		'of %s begins with what is required',
		(_name, operation) => {
			const shown = formOf(operation).slice(2);
			const [lastRequired, firstOther] = [
				shown.map(({ required }) => required === true).lastIndexOf(true),
				shown.findIndex(({ required, name }) => !required && !/^source$|inputType$/i.test(name)),
			];
			if (firstOther >= 0) expect(lastRequired).toBeLessThan(firstOther);
			const options = shown.findIndex(({ name }) => name === 'options');
			expect([-1, shown.length - 1]).toContain(options);
		},
	);

	it('shows the limits of the model that was chosen, to whatever it bounds', () => {
		expect(names(form(asNode, { resource: 'image', operation: 'generate' }))).not.toContain('modelLimits');
		const bounded = operations.filter((operation) => names(formOf(operation)).includes('modelLimits'));
		expect(
			operations
				.filter(({ kind }) => kind === 'job')
				.filter((operation) => !bounded.includes(operation))
				.map(nameOf),
		).toEqual(['audio > transcribe', 'embedding > create', 'video > transcribe']);
	});
});

describe('the form of an AI tool', () => {
	const resources = [...new Set(operations.map(({ resource }) => resource))];
	const offered = resources.flatMap((resource) =>
		(values(form(asTool, { resource }), 'operation') ?? []).map((value) => `${resource} > ${String(value)}`),
	);

	it('offers every operation that the node offers', () => {
		const retired = operations.filter(isRetired).map(nameOf);
		expect([...offered, ...retired].sort()).toEqual(operations.map(nameOf).sort());
	});

	it('begins with addresses, which a model can pass on, and says how else a file gets there', () => {
		const binaries: string[] = [];
		for (const { resource, value, fields } of operations) {
			const shown = form(asTool, { resource, operation: value });
			const choices = shown.filter(({ name }) => /InputType$|^inputType$/.test(name) || (name === 'source' && value === 'transcribe'));
			expect(choices.map((choice) => choice.default)).toEqual(choices.map(() => 'url'));
			const inItem = form(asTool, { resource, operation: value, ...Object.fromEntries(choices.map(({ name }) => [name, 'binary'])) });
			const names = fields
				.flatMap(({ properties }) => properties.filter(({ typeOptions }) => typeOptions?.binaryDataProperty))
				.map(({ name }) => name);
			for (const { name, hint, default: initial } of inItem.filter((property) => names.includes(property.name))) {
				expect(hint).toContain('expression to a file of an earlier node');
				expect(initial).toBe('');
				binaries.push(name);
			}
		}
		expect(binaries.length).toBeGreaterThan(10);
	});

	it('leaves no choice to sleep', () => {
		expect(values(form(asTool, { resource: 'image', operation: 'generate' }), 'waitMode')).toEqual(['automatic', 'dontWait', 'polling']);
		expect(values(form(asNode, { resource: 'image', operation: 'generate' }), 'waitMode')).toContain('webhook');
	});
});
