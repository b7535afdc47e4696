import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { PNG } from 'pngjs';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';

import { Client } from '../support/emulator/client.mts';
import type { Execution, Item } from '../support/harness/execution.mts';
import { openTestBed, ROOT } from '../support/harness/testBed.mts';
import type { TestBed } from '../support/harness/testBed.mts';
import { eventTrigger, rowOf } from '../support/harness/workflows.mts';

const PICTURE = { prompt: 'a cat', model: 'Flux1schnell', width: 384, height: 256, seed: 1, steps: 4 };
const EVERY_EVENT = ['jobCompleted', 'jobFailed', 'jobProcessing'];

let testBed: TestBed;
let client: Client;

beforeAll(async () => {
	testBed = await openTestBed({ n8n: inject('n8n'), tarball: inject('tarball') });
	client = new Client(testBed.emulator, { authorization: `Bearer ${testBed.apiKey}` });
});
afterAll(async () => await testBed?.close());
afterEach(() => testBed.emulator.calm());

/** A published workflow with nothing but the trigger, whose URL is in the emulator's dashboard. */
async function listen(parameters: Record<string, unknown> = {}, credentialId = testBed.credentialId) {
	const webhookId = randomUUID();
	const id = await testBed.n8n.addWorkflow(rowOf(webhookId, eventTrigger(webhookId, parameters)), credentialId);
	return { id, url: await untilReady(webhookId) };
}

async function untilReady(webhookId: string): Promise<string> {
	const url = await testBed.n8n.untilRegistered(`webhook/${webhookId}/webhook`);
	testBed.emulator.webhooks.accountUrl = url;
	return url;
}

const outputOf = ({ data }: Execution) => data.resultData.runData['deAPI Trigger'][0].data!.main[0]!;
const run = async (workflow: string, index = 0) => outputOf(await testBed.n8n.untilExecution(workflow, ['success', 'error'], { index }))[0];
const executions = async (workflow: string) => (await testBed.n8n.executions(workflow)).length;
/** Long enough for an execution that should not be there. */
const settle = async () => await delay(1_500);
const event = (data: object = {}) => ({ job_request_id: randomUUID(), status: 'done', job_type: 'txt2img', ...data });

describe('the trigger', () => {
	it('starts with each event of a job, in its order, and brings the file', async () => {
		const { id } = await listen({ events: EVERY_EVENT });
		const { requestId } = await client.finish('POST /images/generations', { fields: PICTURE });
		const [processing, completed] = [await run(id, 0), await run(id, 1)];
		expect(processing.json).toMatchObject({ event: 'job.processing', request_id: requestId, status: 'processing', result_url: null });
		expect(completed.json).toMatchObject({
			event: 'job.completed',
			request_id: requestId,
			job_type: 'txt2img',
			processing_time_ms: expect.any(Number),
		});
		expect(Object.keys(completed.json).sort()).toEqual(Object.keys(processing.json).sort());
		expect(PNG.sync.read(await testBed.n8n.binary(completed.binary!.data.id))).toMatchObject({ width: 384, height: 256 });
		expect(await executions(id)).toBe(2);
	});

	it('starts with a failure, and tells why', async () => {
		const { id } = await listen({ events: ['jobFailed'] });
		testBed.emulator.jobs.plans.push({ outcome: 'error', errorCode: 'WORKER_TIMEOUT', errorMessage: 'Too slow' });
		await client.finish('POST /images/generations', { fields: PICTURE });
		expect((await run(id)).json).toMatchObject({ event: 'job.failed', error_code: 'WORKER_TIMEOUT', error_message: 'Too slow' });
	});

	it('brings texts in json', async () => {
		const { id } = await listen();
		const fields = { source_url: 'https://youtu.be/x', include_ts: true, model: 'WhisperLargeV3' };
		await client.finish('POST /audio/transcriptions', { fields });
		const { json } = await run(id);
		expect(json.text).toContain('youtu.be/x');
		expect(json.segments.length).toBeGreaterThan(0);
	});

	it.each([
		['the event', { events: ['jobFailed'] }],
		['the job type', { options: { jobTypes: ['txt2video'] } }],
		['the request ID', { options: { requestIds: 'another' } }],
	])('is silent where %s is filtered out, and says 200', async (_what, parameters) => {
		const { id, url } = await listen(parameters);
		expect(await testBed.emulator.webhooks.deliver(url, 'job.completed', event())).toBe(200);
		await settle();
		expect(await executions(id)).toBe(0);
	});

	it('refuses what is forged, stale or unsigned', async () => {
		const { id, url } = await listen();
		const { webhooks } = testBed.emulator;
		for (const forgery of [
			{ 'x-deapi-signature': `sha256=${'0'.repeat(64)}` },
			{ 'x-deapi-signature': undefined },
			{ 'x-deapi-timestamp': '1700000000' },
		]) {
			expect(await webhooks.deliver(url, 'job.completed', event(), 1, forgery)).toBe(401);
		}
		await settle();
		expect(await executions(id)).toBe(0);
		expect(testBed.n8n.log()).toContain('A deAPI webhook was refused: its signature is forged');
	});

	it('does not start without a secret, and says so', async () => {
		const { n8n, emulator } = testBed;
		const webhookId = randomUUID();
		const credential = await testBed.addCredential({ webhookSecret: '' });
		const url = `${n8n.webhooksUrl}/webhook/${webhookId}/webhook`;
		// Older n8n says so at once; newer n8n publishes in the background.
		await Promise.allSettled([n8n.addWorkflow(rowOf(webhookId, eventTrigger(webhookId, {})), credential)]);
		await expect
			.poll(() => n8n.log(), { timeout: 20_000 })
			.toContain('The deAPI credential has no "Webhook Secret", which this trigger needs');
		await expect.poll(async () => await emulator.webhooks.deliver(url, 'job.completed', event()), { timeout: 20_000 }).toBe(404);
	});

	it('starts once for an event that is delivered twice at the same moment, and again later', async () => {
		const { id, url } = await listen({ downloadBinary: false });
		const [deliveryId, data] = [randomUUID(), event()];
		const deliver = async () => await testBed.emulator.webhooks.deliver(url, 'job.completed', data, 1, {}, deliveryId);
		expect(await Promise.all([deliver(), deliver(), deliver()])).toEqual([200, 200, 200]);
		expect(await deliver()).toBe(200);
		await settle();
		expect(await executions(id)).toBe(1);
	});

	it('starts once for each of 50 events at the same moment', async () => {
		const { id, url } = await listen({ downloadBinary: false });
		const events = Array.from({ length: 50 }, () => event());
		// What n8n is too busy to answer within ten seconds comes again, as from the API.
		for (const data of events) testBed.emulator.webhooks.send(url, 'job.completed', data);
		await testBed.n8n.untilExecution(id, ['success', 'error'], { index: 49 });
		await settle();
		const all = await testBed.n8n.executions(id);
		const ids = await Promise.all(all.map(async (execution) => outputOf(await testBed.n8n.execution(execution.id))[0].json.request_id));
		expect(ids.sort()).toEqual(events.map((data) => data.job_request_id).sort());
	});

	it('remembers an event through a restart of n8n', async () => {
		const { id, url } = await listen({ downloadBinary: false });
		const [deliveryId, data] = [randomUUID(), event()];
		const deliver = async () => await testBed.emulator.webhooks.deliver(url, 'job.completed', data, 1, {}, deliveryId);
		expect(await deliver()).toBe(200);
		await run(id);
		await testBed.n8n.kill();
		await testBed.n8n.launch();
		await untilReady(new URL(url).pathname.split('/')[2]);
		expect(await deliver()).toBe(200);
		await settle();
		expect(await executions(id)).toBe(1);
		expect(await testBed.emulator.webhooks.deliver(url, 'job.completed', event())).toBe(200);
		await testBed.n8n.untilExecution(id, ['success'], { index: 1 });
	});

	it('loses no event whose result cannot be had: it goes on with the reason', async () => {
		const { id } = await listen();
		testBed.emulator.faults.push({ on: 'GET storage', status: 500, times: 3 });
		const { requestId } = await client.finish('POST /images/generations', { fields: PICTURE });
		const { json, binary } = await run(id);
		expect(json).toMatchObject({ event: 'job.completed', request_id: requestId, download_error: expect.stringContaining('status 500') });
		expect(binary).toBeUndefined();
	});

	it('fetches nothing from inside the network, whoever has signed the event', async () => {
		const outside = await testBed.addCredential({ baseUrl: 'https://api.deapi.ai' });
		const { id, url } = await listen({}, outside);
		const before = testBed.emulator.storage.requests;
		for (const host of ['127.0.0.1', 'localhost', '[::1]', '2130706433', '169.254.169.254']) {
			await testBed.emulator.webhooks.deliver(
				url,
				'job.completed',
				event({ result_url: testBed.emulator.storageUrl.replace('localhost', host) }),
			);
		}
		for (let index = 0; index < 5; index++) expect((await run(id, index)).json.download_error).toBeTruthy();
		expect(testBed.emulator.storage.requests).toBe(before);
	});

	it('listens for a test event in the editor', async () => {
		const { n8n, emulator } = testBed;
		const { id } = await listen({ events: EVERY_EVENT });
		const workflow = await n8n.rest('GET', `/workflows/${id}`);
		const [{ webhookId, name }] = workflow.nodes;
		const started = await n8n.rest('POST', `/workflows/${id}/run`, {
			workflowData: workflow,
			triggerToStartFrom: { name },
			startNodes: [],
		});
		expect(started).toMatchObject({ waitingForWebhook: true });
		const url = `${n8n.url}/webhook-test/${webhookId}/webhook`;
		expect(await emulator.webhooks.deliver(url, 'job.processing', event({ status: 'processing' }))).toBe(200);
		expect((await run(id)).json).toMatchObject({ event: 'job.processing' });
	});
});

it('the example goes its three ways', async () => {
	const { n8n, emulator, credentialId } = testBed;
	const example = JSON.parse(readFileSync(join(ROOT, 'examples/archive-finished-jobs.json'), 'utf8'));
	const id = await n8n.addWorkflow(example, credentialId);
	await untilReady(example.nodes[0].webhookId);
	await client.finish('POST /images/generations', { fields: PICTURE });
	emulator.jobs.plans.push({ outcome: 'error', errorCode: 'PROCESSING_ERROR', errorMessage: 'No luck' });
	const failed = await client.finish('POST /images/generations', { fields: PICTURE });

	const ends: Array<readonly [string | undefined, Item]> = [];
	for (let index = 0; index < 4; index++) {
		const { data } = await n8n.untilExecution(id, ['success', 'error'], { index });
		expect(data.resultData.error).toBeUndefined();
		ends.push([data.resultData.lastNodeExecuted, data.resultData.runData[data.resultData.lastNodeExecuted!][0].data!.main[0]![0]] as const);
	}
	expect(ends.map(([node]) => node).sort()).toEqual(['Archive File', 'Note the Start', 'Note the Start', 'Report Failure']);
	const item = (node: string) => ends.find(([name]) => name === node)![1];
	expect(item('Archive File').binary?.data.mimeType).toBe('image/png');
	expect(item('Report Failure').json.message).toBe(`deAPI job ${failed.requestId} failed: No luck (PROCESSING_ERROR)`);
});
