import { afterAll, beforeAll, expect, inject, it } from 'vitest';

import { generate, workflowOf } from '../support/harness/workflows.mts';
import { openTestBed } from '../support/harness/testBed.mts';
import type { TestBed } from '../support/harness/testBed.mts';

let testBed: TestBed;

beforeAll(async () => {
	testBed = await openTestBed({ n8n: inject('n8n'), tarball: inject('tarball') });
});

afterAll(async () => await testBed?.close());

it('sleeps and wakes where n8n keeps no successful executions', async () => {
	const { n8n, emulator, credentialId } = testBed;
	emulator.jobs.duration = 3_000;
	const after = { name: 'After', parameters: { resource: 'account', operation: 'getBalance' } };
	const workflow = workflowOf('unsaved', generate(), after);
	const settings = { ...workflow.settings, saveDataSuccessExecution: 'none', saveDataErrorExecution: 'none', saveExecutionProgress: false };
	const id = await n8n.addWorkflow({ ...workflow, settings }, credentialId);
	await n8n.trigger('unsaved', { prompt: 'a hut' });
	await n8n.untilExecution(id, ['waiting']);

	const isOver = async () => (await n8n.executions(id)).every(({ status }) => status !== 'waiting' && status !== 'running');
	await expect.poll(isOver, { timeout: 30_000 }).toBe(true);
	expect(await n8n.executions(id)).toEqual([]);
	const [job] = emulator.jobs.all.values();
	const end = emulator.webhooks.deliveries.find(({ event }) => event === 'job.completed');
	expect(end).toMatchObject({ requestId: job.requestId, status: 200 });
	expect(emulator.requestsTo('GET /account/balance'), 'the next node has run').toHaveLength(1);
});
