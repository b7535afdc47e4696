import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';

import { ScriptedChatModel } from '../support/harness/chatModel.mts';
import { rewired, to, workflowOf } from '../support/harness/workflows.mts';
import { openTestBed } from '../support/harness/testBed.mts';
import type { TestBed } from '../support/harness/testBed.mts';

const SPACE = 'https://x.com/i/spaces/1eaKbrPAqbwKX';

let testBed: TestBed;
let model: ScriptedChatModel;

beforeAll(async () => {
	testBed = await openTestBed({ n8n: inject('n8n'), tarball: inject('tarball') });
	model = await new ScriptedChatModel({ prompt: 'a red fox', url: SPACE }).start();
});

afterAll(async () => {
	await testBed?.close();
	await model?.stop();
});

const draw = {
	resource: 'image',
	operation: 'generate',
	prompt: "={{ $fromAI('prompt', 'What the image shows', 'string') }}",
	options: {},
};
/** As n8n saves it: without the input type, which only as a tool is a URL by default. */
const listen = {
	resource: 'audio',
	operation: 'transcribe',
	audioUrl: "={{ $fromAI('url', 'Address of an X Space', 'string') }}",
	options: {},
};

/** An agent of a given version, with a chat model and our node as its only tool. */
async function agentWorkflow(path: string, typeVersion: number, parameters: Record<string, unknown>) {
	const { id } = await testBed.n8n.rest('POST', '/credentials', {
		name: 'Scripted model',
		type: 'openAiApi',
		data: { apiKey: 'none', url: model.url, header: false },
	});
	const agent = {
		name: 'Agent',
		type: '@n8n/n8n-nodes-langchain.agent',
		typeVersion,
		parameters: { promptType: 'define', text: 'Do it', options: {} },
	};
	const workflow = workflowOf(path, agent);
	const chatModel = {
		id: 'model',
		name: 'Model',
		type: '@n8n/n8n-nodes-langchain.lmChatOpenAi',
		typeVersion: 1.2,
		position: [100, 200],
		credentials: { openAiApi: { id, name: 'Scripted model' } },
		parameters: { model: { __rl: true, mode: 'id', value: 'scripted' }, options: {} },
	};
	const tool = {
		id: 'tool',
		name: 'Tool',
		type: 'n8n-nodes-deapi.deapiTool',
		typeVersion: 1,
		position: [300, 200],
		parameters,
	};
	return rewired(
		{ ...workflow, nodes: [...workflow.nodes, chatModel, tool] },
		{
			Model: { ai_languageModel: [to('Agent', 'ai_languageModel')] },
			Tool: { ai_tool: [to('Agent', 'ai_tool')] },
		},
	);
}

describe('an AI Agent', () => {
	it.each([2, 3])('of version %d draws with the node as its tool, and is told the URL', async (typeVersion) => {
		const { emulator } = testBed;
		const {
			execution: { data },
			error,
		} = await testBed.runWorkflow(await agentWorkflow(`draw-${typeVersion}`, typeVersion, draw));
		expect(error).toBeUndefined();

		const job = [...emulator.jobs.all.values()].at(-1)!;
		expect(job.fields.prompt).toBe('a red fox');
		expect(job.webhookUrl, 'a tool cannot be parked').toBeUndefined();
		const told = model.toolAnswers.at(-1)!;
		expect(told).toContain(job.requestId);
		expect(told).toContain(`${emulator.storageUrl}/depin-result/${job.requestId}`);
		expect(data.resultData.runData.Agent[0].data?.main[0]?.[0].json.output).toContain(job.requestId);
	});

	it('listens to a recording by its address, which as a tool is the only way', async () => {
		const { error, paid } = await testBed.runWorkflow(await agentWorkflow('listen', 2, listen));
		expect(error).toBeUndefined();
		expect(paid.map(({ path, fields }) => [path, fields.source_url])).toEqual([['/transcribe', SPACE]]);
		expect(model.toolAnswers.at(-1)).toMatch(/"text":\s*".+"/);
	});
});
