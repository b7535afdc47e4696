/** Workflows for tests: a webhook trigger, one item per prompt where asked for, and nodes in a row. */
import { randomUUID } from 'node:crypto';

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
	const row = [trigger, ...nodes].map((node, index) => ({
		id: randomUUID(),
		name: 'deAPI',
		type: 'n8n-nodes-deapi.deapi',
		typeVersion: 1,
		position: [index * 220, 0],
		...node,
	}));
	const connections = Object.fromEntries(
		row.slice(0, -1).map(({ name }, index) => [name, { main: [[{ node: row[index + 1].name, type: 'main', index: 0 }]] }]),
	);
	return { name: path, nodes: row, connections, settings: { executionOrder: 'v1' } };
}

/** Turns `{ prompts: [...] }` in the request into one item each. */
export const splitPrompts: NodeSpec = {
	name: 'Split Out',
	type: 'n8n-nodes-base.splitOut',
	parameters: { fieldToSplitOut: 'body.prompts', options: { destinationFieldName: 'prompt' } },
};

export const generate = (parameters: Record<string, unknown> = {}, settings: NodeSpec = {}): NodeSpec => ({
	name: 'Generate',
	parameters: { resource: 'image', operation: 'generate', prompt: '={{ $json.prompt ?? $json.body.prompt }}', ...parameters },
	...settings,
});

export const removeBackground = (parameters: Record<string, unknown> = {}): NodeSpec => ({
	name: 'Remove Background',
	parameters: { resource: 'image', operation: 'removeBackground', binaryPropertyName: 'data', ...parameters },
});
