import nock from 'nock';
import type { IExecuteFunctions, INodeExecutionData, INodeParameters, INodeProperties } from 'n8n-workflow';
import { beforeEach, describe, expect, it } from 'vitest';

import { Deapi } from '../../../../../nodes/Deapi/Deapi.node.ts';
import { operations } from '../../../../../nodes/Deapi/operations/index.ts';
import type { Operation } from '../../../../../nodes/Deapi/operations/operation.ts';
import { itemParameters } from '../../../../../nodes/Deapi/run/build/parameters.ts';
import { buildPaidCall, buildRequests } from '../../../../../nodes/Deapi/run/build/request.ts';
import { openContext } from '../../../../../nodes/Deapi/run/state/context.ts';
import { fileNameOf } from '../../../../../nodes/Deapi/run/state/options.ts';
import { chooseWaiting } from '../../../../../nodes/Deapi/run/wait/waitMode.ts';
import { TASKS } from '../../../../../nodes/shared/api/model.ts';
import { forgetCatalog } from '../../../../../nodes/shared/api/models.ts';
import { isFilePart } from '../../../../../nodes/shared/api/requestBody.ts';
import { InputError } from '../../../../../nodes/shared/n8n/inputError.ts';
import { API, BASE_URL, executeContext, simulatedTiming } from '../../../../support/harness/contexts.mts';
import { ODD_VALUES, VERY_LONG } from '../../../../support/harness/oddValues.mts';

/** A parameter that an expression can fill, and what the others have to be for it to count. */
interface Parameter extends Pick<INodeProperties, 'name' | 'displayName' | 'type' | 'typeOptions' | 'options'> {
	/** Puts a value where the editor puts it. */
	place: (value: string) => INodeParameters;
	others: INodeParameters;
}

const VALUES = [...ODD_VALUES, VERY_LONG];
/** Without a value, money would be spent that was not to be. */
const GUARDS = ['enhancePrompt', 'estimatePriceOnly', 'maximumPrice'];
/** Of a format that nobody knows, for the API to judge. */
const FILE = { data: Buffer.from([0x9f, 0, 1, 2]).toString('base64'), mimeType: 'application/octet-stream' };
/** It can do all that there is, and ignores nothing. */
const MODEL = {
	name: 'The Sketcher',
	slug: 'Sketcher',
	inference_types: Object.keys(TASKS),
	info: { limits: { max_width: 1024, max_height: 1024, max_fps: 60, max_scale: 8 }, features: {}, defaults: {} },
	languages: [{ name: 'English', slug: 'en', voices: [{ name: 'Ann', slug: 'ann' }] }],
	loras: [{ name: 'ink', display_name: 'Ink' }],
};

const { properties } = new Deapi().description;
const isFor = ({ resource, value }: Operation, { displayOptions }: INodeProperties) =>
	displayOptions?.show?.resource?.includes(resource) && displayOptions.show.operation?.includes(value) && !displayOptions.show['@tool'];
const formOf = (operation: Operation) => properties.filter((property) => isFor(operation, property) && !property.noDataExpression);

/** By the conditions under which the editor shows it. */
function othersOf({ displayOptions }: INodeProperties): INodeParameters {
	const conditions = Object.entries(displayOptions?.show ?? {}).filter(([name]) => !/^(resource|operation|@.*)$/.test(name));
	return Object.fromEntries(conditions.map(([name, values]) => [name.replace('/', ''), (values as never[])[0]]));
}

function parametersOf(operation: Operation): Parameter[] {
	return formOf(operation).flatMap((property): Parameter[] => {
		const { name, type } = property;
		if (type !== 'collection') return [{ ...property, place: (value) => ({ [name]: value }), others: othersOf(property) }];
		return (property.options as INodeProperties[]).flatMap(optionsOf);
	});
}

/** An option, or what is in each entry of one that is a list. */
function optionsOf(option: INodeProperties): Parameter[] {
	const { name, displayName, options = [] } = option;
	const others = othersOf(option);
	if (option.type !== 'fixedCollection') return [{ ...option, place: (value) => ({ options: { [name]: value } }), others }];
	return options.flatMap((group) =>
		'values' in group
			? group.values.map((entry) => ({
					...entry,
					displayName,
					place: (value: string) => ({ options: { [name]: { [group.name]: [{ name: 'ink', [entry.name]: value }] } } }),
					others,
				}))
			: [],
	);
}

/** What makes an operation work. */
function plainParameters(operation: Operation): INodeParameters {
	const words = 'https://youtu.be/words-that-are-long-enough';
	const known: INodeParameters = { requestId: 'r1', modelSlug: MODEL.slug };
	const needed = formOf(operation).filter(({ type, required }) => type === 'string' && required);
	return Object.fromEntries(
		needed.map(({ name, typeOptions }) => [name, known[name] ?? (typeOptions?.binaryDataProperty ? 'data' : words)]),
	);
}

/** The node's context, where every item has another odd value in the one parameter. */
function contextOf(operation: Operation, { place, others }: Parameter): IExecuteFunctions {
	const { resource, value } = operation;
	return executeContext({
		parameters: {
			resource,
			operation: value,
			...plainParameters(operation),
			...others,
			...place('={{ $json.odd }}'),
		},
		items: VALUES.map((value) => ({ json: { odd: value }, binary: { data: FILE } }) as unknown as INodeExecutionData),
	});
}

/** The same, where item 0 is another one: options of the whole run are read of it. */
const asFirst = (n8n: IExecuteFunctions, itemIndex: number): IExecuteFunctions =>
	new Proxy(n8n, {
		get: (target, key) =>
			key === 'getNodeParameter'
				? (name: string, _index: number, ...more: []) => target.getNodeParameter(name, itemIndex, ...more)
				: Reflect.get(target, key),
	});

/** All that a run makes of the parameters of an item, before it sends anything. */
async function read(n8n: IExecuteFunctions, operation: Operation, itemIndex: number): Promise<unknown> {
	const ctx = openContext(asFirst(n8n, itemIndex), operation, simulatedTiming());
	const item = itemParameters(ctx, itemIndex);
	switch (operation.kind) {
		case 'job': {
			const waiting = chooseWaiting(ctx.n8n, await ctx.api.credentials());
			return { waiting, run: ctx.options, request: (await buildRequests({ ...ctx, operation }, itemIndex))[0] };
		}
		case 'paidCall':
			return { run: ctx.options, request: await buildPaidCall({ ...ctx, operation }, itemIndex) };
		case 'jobResult':
			return { run: ctx.options, fileName: fileNameOf(ctx.n8n, itemIndex), request: operation.requestIdOf(item) };
		case 'freeCall':
			return { run: ctx.options, request: await operation.ask(ctx.api, item) };
	}
}

const isBlank = (value: unknown) =>
	value === undefined || value === null || (typeof value === 'string' ? value.trim() === '' : Array.isArray(value) && value.length === 0);
const isPlain = (value: unknown) => ['string', 'boolean'].includes(typeof value) || Number.isFinite(value);
const entriesOf = (value: unknown): unknown[] => {
	if (typeof value !== 'string') return [value].flat();
	return value.startsWith('[') && value.endsWith(']') ? (JSON.parse(value) as unknown[]) : value.split(',');
};

/** Whether it is plain what is meant by a value. */
function canBeMeant(value: unknown, { type, typeOptions, options = [] }: Parameter): boolean {
	const known = options.flatMap((option) => ('value' in option ? [String(option.value)] : []));
	switch (type) {
		case 'boolean':
			return ['true', 'false'].includes(String(isPlain(value) && typeof value !== 'number' ? value : '').toLowerCase());
		case 'number':
			return (
				['number', 'string'].includes(typeof value) &&
				Number.isFinite(Number(value)) &&
				Number(value) >= (typeOptions?.minValue ?? -Infinity)
			);
		case 'options':
			return known.length > 0 ? ['number', 'string'].includes(typeof value) && known.includes(String(value)) : isPlain(value);
		case 'multiOptions':
			return entriesOf(value).every((entry) => isBlank(entry) || (isPlain(entry) && (known.length === 0 || known.includes(String(entry)))));
		case 'string':
			return [value].flat().every(isPlain) || Array.isArray(value);
		default:
			return false;
	}
}

/** Whether a request has no word for it. */
function isUnfit(value: unknown): boolean {
	if (isFilePart(value)) return false;
	if (typeof value === 'object' && value !== null) return Object.values(value).some(isUnfit);
	if (typeof value === 'string') return value.includes('[object') || value === 'NaN';
	return value === undefined || (typeof value === 'number' && !Number.isFinite(value));
}

/** What is wrong with what becomes of a value; nothing where it was taken as meant, or refused with the parameter's name. */
async function troubleWith(value: unknown, parameter: Parameter, outcome: Promise<unknown>): Promise<unknown> {
	const [{ status, ...settled }] = (await Promise.allSettled([outcome])) as Array<{ status: string; value?: unknown; reason?: unknown }>;
	if (status === 'rejected') {
		const { reason } = settled;
		const isRefusal = reason instanceof InputError && reason.parameter === parameter.displayName;
		return !(isRefusal && reason.message.length < 400 && reason.description) && reason;
	}
	const { run, request } = settled.value as { run: { waitSeconds: number }; request: { body?: object } };
	if (isUnfit(request.body ?? {}) || !Number.isFinite(run.waitSeconds)) return settled.value;
	const isLeftOut = isBlank(value) && !GUARDS.includes(parameter.name);
	return !isLeftOut && !canBeMeant(value, parameter) && 'was taken';
}

beforeEach(() => {
	forgetCatalog();
	nock(BASE_URL)
		.get(`${API}/models`)
		.query(true)
		.optionally()
		.reply(200, { data: [MODEL] });
	nock(BASE_URL).get(`${API}/account/balance`).optionally().times(1e4).reply(200, { balance: 1 });
	nock(BASE_URL)
		.get(new RegExp(`${API}/jobs/.*`))
		.optionally()
		.times(1e4)
		.reply(200, { data: { status: 'done' } });
});

/** Every parameter of every operation; those that are alike in operations of a kind are read by the same code. */
const parameters = new Map(
	operations.flatMap((operation) =>
		parametersOf(operation).map((parameter) => {
			const { name, type, displayName, typeOptions, options } = parameter;
			return [JSON.stringify([operation.kind, name, type, displayName, typeOptions, options]), { operation, parameter }] as const;
		}),
	),
);

describe('an odd value', { timeout: 60_000 }, () => {
	it.each([...parameters.values()].map((entry) => [`${entry.operation.kind}, ${entry.parameter.displayName}`, entry] as const))(
		'is taken as meant, or refused with the name of the parameter: %s',
		async (_name, { operation, parameter }) => {
			const n8n = contextOf(operation, parameter);
			const troubles: unknown[] = [];
			for (const [itemIndex, value] of VALUES.entries()) {
				const trouble = await troubleWith(value, parameter, read(n8n, operation, itemIndex));
				if (trouble) troubles.push({ itemIndex, value: typeof value === 'string' ? value.slice(0, 50) : value, trouble });
			}
			expect(troubles).toEqual([]);
		},
	);
});
