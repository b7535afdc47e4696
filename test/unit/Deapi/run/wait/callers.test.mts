import { ExecuteContext, ExecutionLifecycleHooks } from 'n8n-core';
import { createRunExecutionData } from 'n8n-workflow';
import type { IExecuteFunctions, INode, INodeParameters, WorkflowExecuteMode } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';

import { findCaller } from '../../../../../nodes/Deapi/run/wait/callers.ts';
import { additionalData, deapiNode, workflowOf } from '../../../../support/harness/contexts.mts';

/** A node before or after ours. */
interface Neighbour {
	name: string;
	type: string;
	parameters?: INodeParameters;
	disabled?: boolean;
	hasRun?: boolean;
	isAfter?: boolean;
}

interface Situation {
	mode?: WorkflowExecuteMode;
	neighbours?: Neighbour[];
	node?: Partial<INode>;
	parentExecution?: object;
	streaming?: boolean;
	/** What n8n's typings do not promise, and n8n does not have. */
	hidden?: 'event' | 'hooks' | 'stack';
}

/** n8n-core's real context, in a workflow of neighbours in a row: those before, our node, those after. */
function contextIn({ mode = 'webhook', neighbours = [], node, parentExecution, streaming, hidden }: Situation): IExecuteFunctions {
	const ours = deapiNode({ node });
	const nodeOf = ({ name, type, parameters = {}, disabled }: Neighbour): INode => ({
		id: name,
		name,
		type: type.includes('.') ? type : `n8n-nodes-base.${type}`,
		typeVersion: 1,
		position: [0, 0],
		parameters,
		disabled,
	});
	const before = neighbours.filter(({ isAfter }) => !isAfter).map(nodeOf);
	const after = neighbours.filter(({ isAfter }) => isAfter).map(nodeOf);
	const row = [...before, ours, ...after];
	const connections = Object.fromEntries(
		row.slice(1).map(({ name }, index) => [row[index].name, { main: [[{ node: name, type: 'main' as const, index: 0 }]] }]),
	);
	const items = [{ json: {} }];
	const run = { startTime: 0, executionIndex: 0, executionTime: 0, source: [], data: { main: [items] } };
	const hasRun = neighbours.filter(({ hasRun: ran, isAfter }) => ran ?? !isAfter);
	const runExecutionData = createRunExecutionData({
		resultData: { runData: Object.fromEntries(hasRun.map(({ name }) => [name, [run]])) },
		...(parentExecution && { parentExecution: parentExecution as never }),
		...(hidden === 'stack' && { executionData: null }),
	});
	const additional = additionalData({});
	additional.hooks = hidden === 'hooks' ? undefined : new ExecutionLifecycleHooks(mode, '17', { id: 'w1' } as never);
	if (hidden === 'event') Reflect.deleteProperty(additional.hooks!.handlers, 'nodeExecuteAfter');
	additional.streamingEnabled = streaming;
	if (streaming) additional.hooks!.addHandler('sendChunk', async () => {});
	const workflow = workflowOf(row, connections);
	// The harness's types describe no parameters, and n8n drops those that it does not know.
	for (const { name, parameters = {} } of neighbours) workflow.nodes[name].parameters = parameters;
	const source = { main: [{ previousNode: row[0].name }] };
	const executeData = { node: ours, data: { main: [items] }, source };
	return new ExecuteContext(workflow, ours, additional, mode, runExecutionData, 0, items, executeData.data, executeData, []);
}

const webhook = (responseMode?: string, more: Partial<Neighbour> = {}): Neighbour => ({
	name: 'Web "hook"',
	type: 'webhook',
	parameters: responseMode ? { responseMode } : {},
	...more,
});
const respond = (more: Partial<Neighbour> = {}): Neighbour => ({ name: 'Respond', type: 'respondToWebhook', isAfter: true, ...more });
const chat = (parameters: INodeParameters): Neighbour => ({ name: 'Chat', type: '@n8n/n8n-nodes-langchain.chatTrigger', parameters });
const form = (responseMode: string): Neighbour => ({ name: 'Form', type: 'formTrigger', parameters: { responseMode } });

describe('somebody waits for the end of the execution', () => {
	it.each<[string, string, Situation]>([
		['a webhook that responds when the last node finishes', 'called "Web "hook""', { neighbours: [webhook('lastNode')] }],
		['the same by its test URL', 'called "Web "hook""', { mode: 'manual', neighbours: [webhook('lastNode')] }],
		['a streaming webhook', 'called "Web "hook""', { neighbours: [webhook('streaming')] }],
		['a webhook whose response mode is an expression', 'called', { neighbours: [webhook('={{ $json.mode }}')] }],
		['a webhook whose Respond node is missing', 'called', { neighbours: [webhook('responseNode')] }],
		['a webhook whose Respond node is disabled', 'called', { neighbours: [webhook('responseNode'), respond({ disabled: true })] }],
		[
			'a Wait node that responds at the end',
			'called "Wait"',
			{ neighbours: [{ name: 'Wait', type: 'wait', parameters: { resume: 'webhook', responseMode: 'lastNode' } }] },
		],
		['a form that ends with the workflow', 'called "Form"', { neighbours: [form('lastNode')] }],
		['a chat', 'called "Chat"', { neighbours: [chat({ options: { responseMode: 'lastNode' } })] }],
		['a chat with response nodes', 'called "Chat"', { neighbours: [chat({ options: { responseMode: 'responseNodes' } })] }],
		['a streaming caller', 'streamed', { streaming: true }],
		['a calling workflow', 'another workflow', { mode: 'integrated', parentExecution: { executionId: '1', workflowId: '2' } }],
		['a calling workflow of which nothing is known', 'another workflow', { mode: 'integrated' }],
		['the command line', 'command line', { mode: 'cli' }],
		['an evaluation', 'evaluation', { mode: 'evaluation' }],
		['a chat hub', 'chat', { mode: 'chat' }],
		['an AI Agent', 'AI Agent', { node: { type: 'n8n-nodes-deapi.deapiTool' } }],
		['nobody, but the engine has no hooks', 'engine', { mode: 'trigger', hidden: 'hooks' }],
		['nobody, but the engine does not tell when a node has run', 'engine', { mode: 'trigger', hidden: 'event' }],
		['nobody, but the engine shows no stack', 'engine', { mode: 'trigger', hidden: 'stack' }],
	])('%s', (_who, because, situation) => {
		expect(findCaller(contextIn(situation))).toEqual({ because: expect.stringContaining(because) });
	});

	it('and is answered later by a Respond to Webhook node', () => {
		const caller = findCaller(contextIn({ neighbours: [webhook('responseNode'), respond()] }));
		expect(caller).toEqual({ because: expect.stringContaining('Respond to Webhook'), isAnsweredLater: true });
	});
});

describe('nobody waits', () => {
	it.each<[string, Situation]>([
		['for a workflow that a trigger has started', { mode: 'trigger' }],
		['for a manual run', { mode: 'manual' }],
		['at a webhook that responds immediately', { neighbours: [webhook('onReceived')] }],
		['at a webhook without a response mode', { neighbours: [webhook()] }],
		['where a Respond node has run', { neighbours: [webhook('responseNode'), respond({ isAfter: false })] }],
		['at a trigger that has not fired', { neighbours: [webhook('lastNode', { hasRun: false })] }],
		['at a trigger that is disabled', { neighbours: [webhook('lastNode', { disabled: true })] }],
		['at a form that responds at once', { neighbours: [form('onReceived')] }],
		[
			'at a form with a later page, which looks by itself',
			{ neighbours: [form('lastNode'), { name: 'Page', type: 'form', isAfter: true }] },
		],
		['for a retry by hand', { mode: 'retry', neighbours: [webhook('lastNode')] }],
		[
			'where the calling workflow goes on',
			{ mode: 'integrated', parentExecution: { executionId: '1', workflowId: '2', shouldResume: false } },
		],
	])('%s', (_where, situation) => {
		expect(findCaller(contextIn(situation))).toBeUndefined();
	});
});
