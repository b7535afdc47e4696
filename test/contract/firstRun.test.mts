/** A new node, of which nothing is filled in but what the editor marks as missing. */
import { setTimeout as delay } from 'node:timers/promises';
import { NodeHelpers } from 'n8n-workflow';
import type { INode, INodeExecutionData, INodeParameters, INodeProperties, INodeTypeDescription } from 'n8n-workflow';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { Deapi } from '../../nodes/Deapi/Deapi.node.ts';
import { isRetired } from '../../nodes/Deapi/editor/properties.ts';
import { operations } from '../../nodes/Deapi/operations/index.ts';
import type { JobOperation, Operation } from '../../nodes/Deapi/operations/operation.ts';
import { signedEvent } from '../support/harness/events.mts';
import { nameOf } from '../support/harness/operationName.mts';
import type { WorkflowRun } from '../support/harness/workflow.mts';
import { cases } from './cases.mts';
import { Rig } from './rig.mts';

const asNode = new Deapi().description;
/** What n8n makes of it for an AI Agent. */
const asTool: INodeTypeDescription = { ...asNode, name: 'deapiTool' };
const TOOL = { type: 'n8n-nodes-deapi.deapiTool' };
/** Where deAPI cannot call back. */
const LAPTOP = 'http://localhost:5678/webhook-waiting';

let rig: Rig;

beforeAll(async () => void (rig = await Rig.open()));
afterAll(async () => await rig.close());
beforeEach(() => {
	rig.clear();
	// They come by `callBack`.
	rig.emulator.webhooks.isLost = () => true;
});

interface Start {
	operation: Operation;
	/** What a person chooses before anything else. */
	choices: { source?: string };
}

/** Every operation as it is chosen from the menu, and with whatever else it can begin with. */
const starts = operations
	.filter((operation) => !isRetired(operation))
	.flatMap((operation): Array<[string, Start]> => {
		const [source] = operation.fields.find(({ name }) => name === 'source')?.properties ?? [];
		const values = (source?.options ?? []).flatMap((option) => ('value' in option ? [String(option.value)] : []));
		const others = values.filter((value) => value !== source.default);
		return [
			[nameOf(operation), { operation, choices: {} }],
			...others.map((other): [string, Start] => [`${nameOf(operation)}, from ${other}`, { operation, choices: { source: other } }]),
		];
	});
/** An AI Agent hands over no files. */
const toolStarts = starts.filter(([, { choices }]) => choices.source !== 'binary');
const jobs = starts.filter((start): start is [string, Start & { operation: JobOperation }] => start[1].operation.kind === 'job');

/** The parameters as the editor has them, with all defaults that are shown. */
function newNode(
	description: INodeTypeDescription,
	{ operation, choices }: Start,
	fill: (parameter: INodeProperties) => string,
): INodeParameters {
	const { resource, value } = operation;
	const given = { resource, operation: value, ...choices };
	const parameters = NodeHelpers.getNodeParameters(description.properties, given, true, false, null, description)!;
	const node = { type: description.name, typeVersion: 1, parameters } as INode;
	const missing = description.properties
		.filter((property) => NodeHelpers.displayParameter(parameters, property, node, description))
		.filter(({ name, required }) => required === true && parameters[name] === '');
	return { ...parameters, ...Object.fromEntries(missing.map((property) => [property.name, fill(property)])) };
}

/** The files that the operation's case takes, in their order. */
async function filesFor(operation: Operation) {
	const ofCase = Object.values(cases[nameOf(operation)].files ?? {});
	// The case of Video > Transcribe has an address.
	const files = ofCase.length > 0 || operation.value !== 'transcribe' ? ofCase : Object.values(cases['video > upscale'].files!);
	return await Promise.all(files.map(async ({ make, ...file }) => ({ ...file, content: await make() })));
}

/** The item with these files, in "data", "data1" and so on, as many nodes of n8n put them out. */
async function itemFor(operation: Operation): Promise<INodeExecutionData> {
	const files = await filesFor(operation);
	const binary = files.map(({ content, fileName, mimeType }, index) => {
		return [`data${index || ''}`, { data: content.toString('base64'), fileName, mimeType }] as const;
	});
	return { json: {}, binary: Object.fromEntries(binary) };
}

/** What a person writes into a field. */
function written({ name, displayName }: INodeProperties, operation: Operation): string {
	const value = cases[nameOf(operation)].parameters[name] ?? (name === 'audioUrl' && 'https://x.com/i/spaces/1eaKbrPAqbwKX');
	expect(value, `an answer to "${displayName}"`).toEqual(expect.any(String));
	return String(value).replace('REQUEST_ID', rig.requestId);
}

function expectGoodEnd({ operation }: Start, { error, run: { status }, output }: WorkflowRun): INodeExecutionData {
	expect(error && { message: error.message, description: error.description }).toBeUndefined();
	expect(status).toBe('success');
	expect(rig.paid()).toHaveLength(operation.kind === 'job' || operation.kind === 'paidCall' ? 1 : 0);
	expect(output.length).toBeGreaterThan(0);
	if (nameOf(operation) !== 'model > getMany') expect(output).toHaveLength(1);
	for (const { pairedItem } of output) expect(pairedItem).toEqual({ item: 0 });
	return output[0];
}

/** What comes out of each kind of job, and the type of its file. */
const TEXTS = { text: expect.any(String) };
const MADE: Record<JobOperation['result'], { json: object; mimeType?: string }> = {
	audio: { json: {}, mimeType: 'audio/mpeg' },
	image: { json: {}, mimeType: 'image/png' },
	text: { json: TEXTS, mimeType: 'text/plain' },
	transcript: { json: { ...TEXTS, segments: expect.any(Array) }, mimeType: 'text/plain' },
	vectors: { json: { embeddings: [expect.any(Array)], dimensions: 1024 } },
	video: { json: {}, mimeType: 'video/mp4' },
};

function expectMade({ result }: JobOperation, { json, binary = {} }: INodeExecutionData): void {
	expect(json).toMatchObject({ status: 'done', ...MADE[result].json });
	expect(Object.entries(binary).map(([field, { mimeType }]) => [field, mimeType])).toEqual(
		MADE[result].mimeType ? [['data', MADE[result].mimeType]] : [],
	);
}

describe('the first run of a new node', () => {
	it.each(starts)('ends well where n8n has no public address: %s', async (_name, start) => {
		const { operation } = start;
		const parameters = newNode(asNode, start, (property) => written(property, operation));
		const polled = await rig.run(parameters, [await itemFor(operation)], { resumeBase: LAPTOP });
		const item = expectGoodEnd(start, polled);
		if (operation.kind === 'job') expectMade(operation, item);
	});

	it.each(jobs)('ends well where deAPI calls back: %s', async (_name, start) => {
		const { operation } = start;
		const parameters = newNode(asNode, start, (property) => written(property, operation));
		const parked = await rig.run(parameters, [await itemFor(operation)]);
		expect(parked.saved.status).toBe('waiting');
		const [requestId, job] = [...rig.emulator.jobs.all].at(-1)!;
		while (job.status !== 'done') await delay(10);
		await parked.callBack(signedEvent('job.completed', requestId, { secret: job.webhookSecret }));
		expectMade(operation, expectGoodEnd(start, parked));
		expect(parked.hints).toEqual([]);
	});

	it.each(toolStarts)('ends well as a tool: %s', async (_name, start) => {
		const { operation } = start;
		const files = await filesFor(operation);
		const address = ({ fileName, content }: (typeof files)[number]) => rig.emulator.web.serve(fileName, { content });
		const parameters = newNode(asTool, start, (property) => {
			const isFile = /Urls?$/.test(property.name) && cases[nameOf(operation)].parameters[property.name] === undefined;
			return isFile ? address(files.shift()!) : written(property, operation);
		});
		const { json, binary } = expectGoodEnd(start, await rig.run(parameters, [{ json: {} }], { node: TOOL }));
		if (operation.kind !== 'job') return;
		expect(json).toMatchObject({ status: 'done', ...MADE[operation.result].json });
		if (MADE[operation.result].mimeType) expect(json.result_url).toEqual(expect.stringMatching(/^https:/));
		expect(binary).toBeUndefined();
	});
});
