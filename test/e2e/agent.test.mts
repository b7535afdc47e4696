import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';

import { agent, deapiTool, draw, modelNode, withTool } from '../support/harness/agents.mts';
import { webhook } from '../support/harness/callers.mts';
import { ScriptedChatModel } from '../support/harness/chatModel.mts';
import type { Calls } from '../support/harness/chatModel.mts';
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

async function agentWorkflow(path: string, typeVersion: number, parameters: Record<string, unknown>, by = model, settings = {}) {
	const tool = deapiTool(parameters, settings);
	return withTool(path, [webhook(path, 'onReceived'), agent(typeVersion)], tool, await modelNode(testBed.n8n, by));
}

/** Another model, for one test. */
async function withModel(calls: Record<string, unknown> | Calls, work: (by: ScriptedChatModel) => Promise<void>): Promise<void> {
	const other = await new ScriptedChatModel(calls).start();
	await work(other).finally(async () => await other.stop());
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

	it.each([2, 3])(
		'of version %d that calls its tool three times in one turn is told of each what it has asked for',
		async (typeVersion) => {
			const { jobs } = testBed.emulator;
			const prompts = ['a red fox', 'a grey heron', 'a black bear'].map((animal) => `${animal} for version ${typeVersion}`);
			// The first to be asked for is the last to be done.
			jobs.planFor = ({ prompt }) => ({ duration: 1_500 - 600 * prompts.indexOf(String(prompt)) });
			await withModel(
				() => prompts.map((prompt) => ({ prompt })),
				async (by) => {
					const { error, paid } = await testBed.runWorkflow(await agentWorkflow(`three-${typeVersion}`, typeVersion, draw, by));
					expect(error).toBeUndefined();
					expect(paid.map(({ fields }) => fields.prompt).sort()).toEqual([...prompts].sort());
					const made = prompts.map((prompt) => [...jobs.all.values()].find(({ fields }) => fields.prompt === prompt)!);
					expect(by.toolAnswers).toEqual(made.map(({ requestId }) => expect.stringContaining(requestId)));
				},
			);
			testBed.emulator.calm();
		},
	);

	it.each([
		[3, 'by the error that is thrown', {}],
		[3, 'by the item that "Continue" makes of it', { onError: 'continueRegularOutput' }],
		[2, 'by the item that "Continue" makes of it', { onError: 'continueRegularOutput' }],
	])('of version %d is told what to do about an address that leads nowhere, %s', async (typeVersion, how, settings) => {
		const { parameters } = removeBackground({ inputType: 'url', imageUrl: "={{ $fromAI('picture', 'Address', 'string') }}" });
		await withModel({ picture: 'http://169.254.169.254/latest' }, async (by) => {
			const path = `nowhere-${typeVersion}-${how.length}`;
			const workflow = await agentWorkflow(path, typeVersion, { ...parameters, options: {} }, by, settings);
			const { paid, error } = await testBed.runWorkflow(workflow);
			expect(paid).toEqual([]);
			// In n8n 1, the error ends the execution.
			const isFatal = testBed.n8n.version.startsWith('1.') && !('onError' in settings);
			expect(isFatal ? [error?.message] : by.toolAnswers).toEqual([
				expect.stringMatching(/not at an https address[^]+Use an address that starts with https/),
			]);
		});
	});

	it('of version 2 is told nothing of an error that a tool throws: docs/agents.md#when-a-tool-fails', async () => {
		const { parameters } = removeBackground({ inputType: 'url', imageUrl: "={{ $fromAI('picture', 'Address', 'string') }}" });
		await withModel({ picture: 'http://169.254.169.254/latest' }, async (by) => {
			const { paid } = await testBed.runWorkflow(await agentWorkflow('nothing-2', 2, { ...parameters, options: {} }, by));
			expect([paid, by.toolAnswers]).toEqual([[], ['']]);
		});
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
