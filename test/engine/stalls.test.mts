/** A storage that stops sending in the middle of a result, and keeps the connection: in both nodes. */
import { ExecutionLifecycleHooks, WorkflowExecute } from 'n8n-core';
import { createRunExecutionData } from 'n8n-workflow';
import { beforeEach, describe, expect, it } from 'vitest';

import { additionalData, triggerNode, workflowOf } from '../support/harness/contexts.mts';
import { job, skipSleep } from '../support/harness/engine.mts';
import { fileSaying, saidBy } from '../support/harness/files.mts';
import { passTime, scriptedServer, sends, stalls } from '../support/harness/scripted.mts';
import type { Answer } from '../support/harness/scripted.mts';

const LONG = fileSaying('x'.repeat(200_000));
const scripted = scriptedServer();

beforeEach(skipSleep);

/** The API and the storage are the same server. */
const credentials = () => ({ webhookSecret: '', baseUrl: scripted.server.url });
const done: Answer = (_request, response) => {
	const data = { status: 'done', job_type: 'txt2img', result_url: `${scripted.server.url}/r1.png` };
	response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ data }));
};
const stalled = stalls(LONG.subarray(0, 100_000), LONG.length);

async function getResult() {
	const { output, error } = await job('getResult', { credentials: credentials() });
	return { item: output[0], told: error?.message };
}

async function trigger() {
	const node = triggerNode({});
	const additional = additionalData({ credentials: credentials() });
	additional.hooks = new ExecutionLifecycleHooks('webhook', '1', { id: 'w1' } as never);
	const event = { event: 'job.completed', request_id: 'r1', job_type: 'txt2img' };
	const data = createRunExecutionData({
		executionData: { nodeExecutionStack: [{ node, data: { main: [[{ json: event }]] }, source: null }] },
	});
	const { data: ran } = await new WorkflowExecute(additional, 'webhook', data).processRunExecutionData(workflowOf([node]));
	const item = ran.resultData.runData['deAPI Trigger'][0].data!.main[0]![0];
	return { item, told: item.json.download_error };
}

describe.each([
	['Job > Get Result', getResult],
	['deAPI Trigger', trigger],
])('%s', (_node, run) => {
	it('fetches again what has stalled', async () => {
		const pass = passTime();
		scripted.answers = [done, stalled, sends(LONG)];
		const running = run();
		await scripted.untilAsked(2);
		await pass();
		await pass();
		expect(saidBy((await running).item.binary!.data)).toHaveLength(200_000);
		expect(scripted.server.requests).toEqual([expect.stringMatching(/\/jobs\/r1$/), 'GET /r1.png', 'GET /r1.png']);
	});

	it('ends where it stalls again and again, and leaves no connection behind', async () => {
		const pass = passTime();
		scripted.answers = [done, stalled];
		const running = run();
		for (let asked = 2; asked <= 4; asked++) {
			await scripted.untilAsked(asked);
			await pass();
			await pass();
		}
		expect((await running).told).toContain('The result could not be downloaded: nothing came any more');
		expect(await scripted.leftOpen()).toBe(0);
	});
});
