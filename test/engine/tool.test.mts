/** The node as a tool where n8n calls it within the agent's own run, and where n8n's engine runs it. */
import nock from 'nock';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { SupplyDataContext } from 'n8n-core';
import { createRunExecutionData } from 'n8n-workflow';
import type { INode, IRunExecutionData, INodeType } from 'n8n-workflow';
import { beforeEach, describe, expect, it } from 'vitest';

import { Deapi } from '../../nodes/Deapi/Deapi.node.ts';
import { api } from '../support/harness/api.mts';
import { additionalData, API, BASE_URL, deapiNode, workflowOf } from '../support/harness/contexts.mts';
import { prepareModels, prompts, RETRYING, start } from '../support/harness/engine.mts';

type Tool = (args: { Prompt: string }) => Promise<string>;
type MakeTool = (contextOf: (runIndex: number) => SupplyDataContext, node: INode, type: INodeType, data: IRunExecutionData) => Tool;

const require = createRequire(import.meta.url);
/** What AI Agents V1 and V2, sub-agents and the MCP Server Trigger call the node with: n8n's own, which it does not export. */
const makeTool: MakeTool = require(
	join(
		dirname(require.resolve('n8n-core/package.json')),
		'dist/execution-engine/node-execution-context/utils/get-input-connection-data.js',
	),
).makeHandleToolInvocation;

/** An agent's run. Agent V2 asks for a tool of its own for each item, each of which begins at the same run index. */
function agentRun(node: Partial<INode> = {}) {
	const agent: INode = { id: '9', name: 'AI Agent', type: 'test.agent', typeVersion: 2, position: [0, 0], parameters: {} };
	const options = { node: { type: 'n8n-nodes-deapi.deapiTool', ...node }, parameters: { prompt: "={{ $fromAI('Prompt') }}" } };
	const tool = deapiNode(options);
	const workflow = workflowOf([agent, tool], { deAPI: { ai_tool: [[{ node: 'AI Agent', type: 'ai_tool', index: 0 }]] } });
	const data = createRunExecutionData({});
	const entry = { node: agent, data: { main: [[{ json: {} }]] }, source: null };
	const items = [{ json: {} }];
	const contextOf = (runIndex: number) =>
		new SupplyDataContext(
			workflow,
			tool,
			additionalData(options),
			'trigger',
			data,
			runIndex,
			items,
			{},
			'ai_tool',
			entry,
			[],
			undefined,
			agent,
		);
	return () => makeTool(contextOf, tool, new Deapi(), data);
}

const submitted: string[] = [];
const requestIdsIn = (answer: string) => (JSON.parse(answer) as Array<{ request_id: string }>).map(({ request_id }) => request_id);
const answers = (...replies: Array<(requestId: string) => [number, object]>) => {
	for (const reply of replies) {
		nock(BASE_URL)
			.post(`${API}/images/generations`)
			.optionally()
			.reply(async (request: Request) => {
				const { prompt } = (await request.json()) as { prompt: string };
				submitted.push(prompt);
				return reply(`${prompt}-${submitted.length}`);
			});
	}
};
const takes = (requestId: string): [number, object] => [200, { data: { request_id: requestId } }];
const finished = (...requestIds: string[]) => {
	for (const id of requestIds) {
		api.done(id);
		api.result(id);
	}
};
const notToBeHad = (requestId: string) => {
	api.done(requestId);
	nock('https://storage.test').get(`/${requestId}.png`).times(3).reply(503);
};

beforeEach(() => {
	prepareModels();
	submitted.length = 0;
});

describe('a call that n8n makes within the run of the agent', () => {
	it('does not submit again what is in doubt', async () => {
		answers(
			() => [500, {}],
			() => [500, {}],
		);
		await expect(agentRun(RETRYING)()({ Prompt: 'cat' })).rejects.toThrow('may have been submitted');
		expect(submitted).toEqual(['cat']);
	});

	it('does not buy again what is done, and could not be downloaded', async () => {
		answers(takes);
		notToBeHad('cat-1');
		finished('cat-1');
		expect(requestIdsIn(await agentRun(RETRYING)()({ Prompt: 'cat' }))).toEqual(['cat-1']);
		expect(submitted).toEqual(['cat']);
	});

	it('shares nothing with those beside it, whose run indexes are the same', async () => {
		answers(takes, takes, takes);
		finished('cat-1', 'cat-2', 'cat-3');
		const toolOfItem = agentRun();
		const calls = [toolOfItem(), toolOfItem(), toolOfItem()].map(async (tool) => requestIdsIn(await tool({ Prompt: 'cat' })));
		const told = await Promise.all(calls);
		expect(told.map((ids) => ids.length)).toEqual([1, 1, 1]);
		expect(told.flat().sort()).toEqual(['cat-1', 'cat-2', 'cat-3']);
	});

	it('shares nothing with the one before it, which asked for the same', async () => {
		answers(takes, takes);
		finished('cat-1', 'cat-2');
		const tool = agentRun(RETRYING)();
		expect(requestIdsIn(await tool({ Prompt: 'cat' }))).toEqual(['cat-1']);
		expect(requestIdsIn(await tool({ Prompt: 'cat' }))).toEqual(['cat-2']);
	});
});

describe('a call that n8n’s engine makes, as for the AI Agent V3', () => {
	it('keeps its job through all tries', async () => {
		answers(takes);
		notToBeHad('cat-1');
		finished('cat-1');
		const { output } = await start({ items: prompts('cat'), node: { type: 'n8n-nodes-deapi.deapiTool', ...RETRYING } });
		expect(output.map(({ json }) => json.request_id)).toEqual(['cat-1']);
		expect(submitted).toEqual(['cat']);
	});
});
