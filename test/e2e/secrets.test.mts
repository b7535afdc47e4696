import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';

import { generate, workflowOf } from '../support/harness/workflows.mts';
import { openTestBed } from '../support/harness/testBed.mts';
import type { TestBed } from '../support/harness/testBed.mts';

let testBed: TestBed;

beforeAll(async () => {
	testBed = await openTestBed({ n8n: inject('n8n'), tarball: inject('tarball') });
});
afterAll(async () => await testBed?.close());
afterEach(() => testBed.emulator.calm());

/** An image whose callback is lost, in an execution that waits for it; its job is done. */
async function parked(name: string, credential: Record<string, string>) {
	const { emulator, n8n } = testBed;
	emulator.webhooks.isLost = () => true;
	const workflow = await n8n.addWorkflow(workflowOf(name, generate()), await testBed.addCredential(credential));
	await n8n.trigger(name, { prompt: name });
	const execution = await n8n.untilExecution(workflow, ['waiting']);
	const job = [...emulator.jobs.all.values()].at(-1)!;
	await expect.poll(() => job.status, { timeout: 10_000 }).toBe('done');
	const callBack = async (headers: Record<string, string | undefined> = {}) =>
		await emulator.webhooks.deliver(job.webhookUrl!, 'job.completed', emulator.jobs.eventData(job), 1, headers);
	const isWaiting = async () => (await n8n.execution(execution.id)).status === 'waiting';
	const end = async () => await n8n.untilExecution(workflow, ['success', 'error']);
	return { job, callBack, isWaiting, end };
}

const KEY_ALONE = { webhookSecret: '' };

describe('an image by webhook', () => {
	it('needs nothing but an API key: the callback is signed with the secret of the run, and verified', async () => {
		const { emulator, n8n } = testBed;
		const workflow = await n8n.addWorkflow(workflowOf('key-alone', generate()), await testBed.addCredential(KEY_ALONE));
		await n8n.trigger('key-alone', { prompt: 'a fox' });
		const done = await n8n.untilExecution(workflow, ['success', 'error']);
		expect(done.status).toBe('success');
		const job = [...emulator.jobs.all.values()].at(-1)!;
		expect(job.webhookSecret).toMatch(/^[\da-f]{64}$/);
		const answered = emulator.webhooks.deliveries.filter(
			({ requestId, event }) => requestId === job.requestId && event === 'job.completed',
		);
		expect(answered.map(({ status }) => status)).toEqual([200]);
		expect(emulator.requestsTo(`GET /jobs/${job.requestId}`)).toHaveLength(1);
		expect(JSON.stringify(done.data.resultData.runData)).not.toContain(job.webhookSecret);
	});

	it('is not woken by what is forged with the secret of another job, or not signed at all', async () => {
		const another = await parked('another', KEY_ALONE);
		const { job, callBack, isWaiting, end } = await parked('forged', KEY_ALONE);
		const own = job.webhookSecret;
		expect(own).not.toBe(another.job.webhookSecret);
		job.webhookSecret = another.job.webhookSecret;
		expect(await callBack()).toBe(401);
		job.webhookSecret = own;
		expect(await callBack({ 'x-deapi-signature': '' })).toBe(401);
		expect(await callBack({ 'x-deapi-signature': undefined })).toBe(401);
		expect(await isWaiting()).toBe(true);
		expect(await callBack()).toBe(200);
		expect((await end()).status).toBe('success');
	});

	it('wakes by a callback whose time is off', async () => {
		const { callBack, end } = await parked('stale', KEY_ALONE);
		expect(await callBack({ 'x-deapi-timestamp': '1700000000' })).toBe(200);
		expect((await end()).status).toBe('success');
	});

	it('wakes by the secret of the account where the host knows no other, but not by an old callback', async () => {
		const { emulator } = testBed;
		emulator.webhooks.ignoresJobSecret = true;
		const { callBack, isWaiting, end } = await parked('account', {});
		expect(await callBack({ 'x-deapi-timestamp': '1700000000' })).toBe(401);
		expect(await isWaiting()).toBe(true);
		expect(await callBack()).toBe(200);
		expect((await end()).status).toBe('success');
	});

	it('wakes by the secret of the account on version 1', async () => {
		const { job, callBack, end } = await parked('version-1', { apiVersion: 'v1' });
		expect(job.webhookSecret).toBeUndefined();
		expect(await callBack()).toBe(200);
		expect((await end()).status).toBe('success');
	});
});
