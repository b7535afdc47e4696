/** The node as a tool where n8n calls it within the agent's own run, and where n8n's engine runs it. */
import nock from 'nock';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { SupplyDataContext } from 'n8n-core';
import { createRunExecutionData } from 'n8n-workflow';
import type { INode, INodeExecutionData, INodeParameters, INodeType, IRunExecutionData } from 'n8n-workflow';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import { Deapi } from '../../nodes/Deapi/Deapi.node.ts';
import { samplePicture } from '../support/emulator/samples.mts';
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
function agentRun(node: Partial<INode> = {}, parameters: INodeParameters = { prompt: "={{ $fromAI('Prompt') }}" }) {
	const agent: INode = { id: '9', name: 'AI Agent', type: 'test.agent', typeVersion: 2, position: [0, 0], parameters: {} };
	const options = { node: { type: 'n8n-nodes-deapi.deapiTool', ...node }, parameters };
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
const finished = (...requestIds: string[]) => requestIds.forEach(api.done);
/** deAPI is asked three times before the call fails. */
const notToBeHad = (requestId: string) => {
	for (let look = 1; look <= 3; look++) api.says(requestId, { status: 'done', result_url: null });
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

	it('does not buy again what is done, and whose result deAPI did not name', async () => {
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

describe('an operation on a file, by the address that a model passes on', () => {
	const drawn = 'https://storage.test/drawn.png';
	const call = async (operation: string, path: string) => {
		const picture = samplePicture({ width: 256, height: 256 });
		const headers = { 'content-type': 'image/png', 'content-length': String(picture.length) };
		// Looked at, and then sent.
		nock('https://storage.test').get('/drawn.png').twice().reply(200, picture, headers);
		api.submit(path, 'r1');
		const execute = vi.spyOn(Deapi.prototype, 'execute');
		const answer = await agentRun({}, { operation, inputType: 'url', imageUrl: "={{ $fromAI('Prompt') }}" })()({ Prompt: drawn });
		const [[item]] = (await execute.mock.results.at(-1)!.value) as INodeExecutionData[][];
		expect(item, 'n8n would drop it').not.toHaveProperty('binary');
		return JSON.parse(answer) as unknown;
	};

	it.each([
		['removeBackground', '/images/background-removals'],
		['upscale', '/images/upscales'],
	])('%s answers with the address of its result, and fetches no more than the model has passed on', async (operation, path) => {
		finished('r1');
		expect(await call(operation, path)).toEqual([expect.objectContaining({ request_id: 'r1', result_url: 'https://storage.test/r1.png' })]);
	});

	it('extractText answers with the text', async () => {
		api.doneWith('r1', { name: 'r1.txt', type: 'text/plain', content: 'Mind the gap' });
		expect(await call('extractText', '/images/ocr')).toEqual([expect.objectContaining({ request_id: 'r1', text: 'Mind the gap' })]);
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
