/** Workflows for tests: a webhook trigger, one item per prompt where asked for, and nodes in a row. */
import { randomUUID } from 'node:crypto';

import type { InputFile } from '../../contract/cases.mts';

export interface NodeSpec {
	name?: string;
	type?: string;
	typeVersion?: number;
	parameters?: Record<string, unknown>;
	[setting: string]: unknown;
}

/** Each run of the workflow starts with a POST to `/webhook/<path>`. */
export function workflowOf(path: string, ...nodes: NodeSpec[]) {
	const trigger: NodeSpec = {
		name: 'Webhook',
		type: 'n8n-nodes-base.webhook',
		typeVersion: 2,
		webhookId: randomUUID(),
		parameters: { httpMethod: 'POST', path, options: {} },
	};
	return rowOf(path, trigger, ...nodes);
}

/** Starts with the events of jobs, at `/webhook/<webhookId>/webhook`. */
export const eventTrigger = (webhookId: string, parameters: Record<string, unknown>): NodeSpec => ({
	name: 'deAPI Trigger',
	type: 'n8n-nodes-deapi.deapiTrigger',
	webhookId,
	parameters,
});

/** One output of a node, led to another node. */
export const to = (node: string, type = 'main') => [{ node, type, index: 0 }];

/** The workflow with the outputs of some of its nodes led elsewhere. */
export const rewired = <T extends { connections: object }>(workflow: T, connections: object) => ({
	...workflow,
	connections: { ...workflow.connections, ...connections },
});

/** Nodes in a row, the first of which starts the workflow. */
export function rowOf(name: string, ...nodes: NodeSpec[]) {
	const row = nodes.map((node, index) => ({
		id: randomUUID(),
		name: 'deAPI',
		type: 'n8n-nodes-deapi.deapi',
		typeVersion: 1,
		position: [index * 220, 0],
		...node,
	}));
	const connections = Object.fromEntries(row.slice(0, -1).map((node, index) => [node.name, { main: [to(row[index + 1].name)] }]));
	return { name, nodes: row, connections, settings: { executionOrder: 'v1' } };
}

/** A body for the webhook that puts files into the binary fields of its item, and texts into `body` of its JSON. */
export async function formOf(files: Record<string, InputFile> = {}, texts: Record<string, string> = {}): Promise<FormData> {
	const form = new FormData();
	for (const [name, text] of Object.entries(texts)) form.append(name, text);
	for (const [field, { fileName, mimeType, make }] of Object.entries(files)) {
		form.append(field, new Blob([new Uint8Array(await make())], { type: mimeType }), fileName);
	}
	return form;
}

/** n8n's own node downloads a file. */
export const fetchFile = (url: string): NodeSpec => ({
	name: 'Fetch',
	type: 'n8n-nodes-base.httpRequest',
	typeVersion: 4.2,
	parameters: { url, options: { response: { response: { responseFormat: 'file' } } } },
});

/** Turns `{ prompts: [...] }` in the request into one item each. */
export const splitPrompts: NodeSpec = {
	name: 'Split Out',
	type: 'n8n-nodes-base.splitOut',
	parameters: { fieldToSplitOut: 'body.prompts', options: { destinationFieldName: 'prompt' } },
};

/** Puts the address that resumes the execution into the items. */
export const resumeUrl: NodeSpec = {
	name: 'Resume URL',
	type: 'n8n-nodes-base.set',
	typeVersion: 3.4,
	parameters: {
		assignments: { assignments: [{ id: '1', name: 'url', value: '={{ $execution.resumeUrl }}', type: 'string' }] },
		includeOtherFields: true,
	},
};

/** n8n's own node waits for a POST to that address. */
export const waitForCall = (name = 'Wait'): NodeSpec => ({
	name,
	type: 'n8n-nodes-base.wait',
	typeVersion: 1.1,
	parameters: { resume: 'webhook', httpMethod: 'POST', options: {} },
});

export const generate = (parameters: Record<string, unknown> = {}, settings: NodeSpec = {}): NodeSpec => ({
	name: 'Generate',
	parameters: { resource: 'image', operation: 'generate', prompt: '={{ $json.prompt ?? $json.body.prompt }}', ...parameters },
	...settings,
});

export const removeBackground = (parameters: Record<string, unknown> = {}): NodeSpec => ({
	name: 'Remove Background',
	parameters: { resource: 'image', operation: 'removeBackground', binaryPropertyName: 'data', ...parameters },
});

export const getResult = (requestId: string, settings: NodeSpec = {}): NodeSpec => ({
	name: 'Get Result',
	parameters: { resource: 'job', operation: 'getResult', requestId },
	...settings,
});
