import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';

import { agent, deapiTool, draw, modelNode, withTool } from '../support/harness/agents.mts';
import { webhook } from '../support/harness/callers.mts';
import { ScriptedChatModel } from '../support/harness/chatModel.mts';
import { formOf, removeBackground } from '../support/harness/workflows.mts';
import { openTestBed } from '../support/harness/testBed.mts';
import type { TestBed } from '../support/harness/testBed.mts';
import { picture, sha256 } from './examples/files.mts';

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

/** As n8n saves it: without the input type, which only as a tool is a URL by default. */
const listen = {
	resource: 'audio',
	operation: 'transcribe',
	audioUrl: "={{ $fromAI('url', 'Address of an X Space', 'string') }}",
	options: {},
};

async function agentWorkflow(path: string, typeVersion: number, parameters: Record<string, unknown>) {
	return withTool(path, [webhook(path, 'onReceived'), agent(typeVersion)], deapiTool(parameters), await modelNode(testBed.n8n, model));
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

	it('listens to a recording by its address', async () => {
		const { error, paid } = await testBed.runWorkflow(await agentWorkflow('listen', 2, listen));
		expect(error).toBeUndefined();
		expect(paid.map(({ path, fields }) => [path, fields.source_url])).toEqual([['/audio/transcriptions', SPACE]]);
		expect(model.toolAnswers.at(-1)).toMatch(/"text":\s*".+"/);
	});

	it.each([2, 3])('of version %d has a tool that works on the file of an earlier node, as an expression takes it', async (typeVersion) => {
		const { emulator } = testBed;
		const photo = picture('chair.png');
		const { parameters } = removeBackground({ inputType: 'binary', binaryPropertyName: "={{ $('Webhook').item.binary.photo }}" });
		const workflow = await agentWorkflow(`photo-${typeVersion}`, typeVersion, { ...parameters, options: {} });
		const { error, paid } = await testBed.runWorkflow(workflow, await formOf({ photo }));
		expect(error).toBeUndefined();
		expect(paid.map(({ path, files }) => [path, files[0].fileName, files[0].sha256])).toEqual([
			['/images/background-removals', 'chair.png', await sha256(photo)],
		]);
		const [job] = [...emulator.jobs.all.values()].slice(-1);
		expect(model.toolAnswers.at(-1)).toContain(`${emulator.storageUrl}/depin-result/${job.requestId}`);
	});
});
