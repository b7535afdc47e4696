/** Nodes that start a workflow, call one, or answer whoever has started it. */
import { randomUUID } from 'node:crypto';

import type { NodeSpec } from './workflows.mts';

const base = (name: string, type: string, typeVersion: number, parameters: Record<string, unknown>): NodeSpec => ({
	name,
	type: `n8n-nodes-base.${type}`,
	typeVersion,
	parameters,
});

/** Starts with a POST to `webhook/<path>`. */
export const webhook = (path: string, responseMode: string, parameters: Record<string, unknown> = {}): NodeSpec => ({
	...base('Webhook', 'webhook', 2.1, { httpMethod: 'POST', path, responseMode, options: {}, ...parameters }),
	webhookId: randomUUID(),
});

/** Answers whoever has called the webhook. */
export const respond = (parameters: Record<string, unknown> = {}, name = 'Respond'): NodeSpec =>
	base(name, 'respondToWebhook', 1.5, { respondWith: 'firstIncomingItem', options: {}, ...parameters });

/** Starts with a POST to `webhook/<id>/chat`. */
export const chat = (webhookId: string, responseMode: string): NodeSpec => ({
	name: 'Chat',
	type: '@n8n/n8n-nodes-langchain.chatTrigger',
	typeVersion: 1.3,
	webhookId,
	parameters: { public: true, mode: 'webhook', options: { responseMode } },
});

/** Starts with what a person submits at `form/<path>`: a text, or a file. */
export const form = (path: string, responseMode: string, field: Record<string, unknown> = { fieldLabel: 'prompt' }): NodeSpec => ({
	...base('Form', 'formTrigger', 2.3, { formTitle: path, formFields: { values: [field] }, responseMode, options: { path } }),
	webhookId: randomUUID(),
});

/** The last page of a form. */
export const lastFormPage: NodeSpec = {
	...base('Page', 'form', 2.3, {
		operation: 'completion',
		respondWith: 'text',
		completionTitle: 'Done',
		completionMessage: '={{ $json.request_id }}',
		options: {},
	}),
	webhookId: randomUUID(),
};

export const byHand: NodeSpec = base('By Hand', 'manualTrigger', 1, {});

export const noOp = (name: string): NodeSpec => base(name, 'noOp', 1, {});

/** Starts when another workflow calls this one. */
export const called: NodeSpec = base('Called', 'executeWorkflowTrigger', 1.1, { inputSource: 'passthrough' });

/** Calls another workflow, `once` with all items, or for `each`. */
export const call = (id: string, mode = 'once', waitForSubWorkflow = true): NodeSpec =>
	base('Call', 'executeWorkflow', 1.2, {
		workflowId: { __rl: true, mode: 'id', value: id },
		mode,
		workflowInputs: { mappingMode: 'defineBelow', value: {} },
		options: { waitForSubWorkflow },
	});

/** Another workflow as an agent's tool, which is called with a prompt. */
export const workflowTool = (id: string): NodeSpec => ({
	name: 'Tool',
	type: '@n8n/n8n-nodes-langchain.toolWorkflow',
	typeVersion: 2.2,
	parameters: {
		description: 'Draws an image',
		workflowId: { __rl: true, mode: 'id', value: id },
		workflowInputs: {
			mappingMode: 'defineBelow',
			value: { prompt: "={{ $fromAI('prompt', 'What the image shows', 'string') }}" },
			schema: [{ id: 'prompt', displayName: 'prompt', type: 'string', display: true, required: false, defaultMatch: false }],
		},
	},
});

/** Offers its tools to MCP clients at `mcp/<path>`, to all who know the address or, with a credential, the token. */
export const mcpServer = (path: string, bearerAuth?: { id: string; name: string }): NodeSpec => ({
	name: 'MCP',
	type: '@n8n/n8n-nodes-langchain.mcpTrigger',
	typeVersion: 2,
	webhookId: randomUUID(),
	...(bearerAuth && { credentials: { httpBearerAuth: bearerAuth } }),
	parameters: { authentication: bearerAuth ? 'bearerAuth' : 'none', path },
});
