import { afterAll, beforeAll, expect, inject, it } from 'vitest';

import { generate, workflowOf } from '../support/harness/workflows.mts';
import { openTestBed } from '../support/harness/testBed.mts';
import type { TestBed } from '../support/harness/testBed.mts';

let testBed: TestBed;

beforeAll(async () => {
	const n8nEnv = { WEBHOOK_URL: 'http://localhost:5678/' };
	testBed = await openTestBed({ n8n: inject('n8n'), tarball: inject('tarball'), n8nEnv });
});

afterAll(async () => await testBed?.close());

it('works on an n8n that deAPI cannot reach: it polls, and says why', async () => {
	const { n8n, emulator, credentialId } = testBed;
	const workflow = await n8n.addWorkflow(workflowOf('laptop', generate()), credentialId);
	await n8n.trigger('laptop', { prompt: 'a hut' });
	const { status, data } = await n8n.untilExecution(workflow, ['success', 'error', 'waiting']);
	expect(status).toBe('success');
	const [{ hints, data: output }] = data.resultData.runData.Generate;
	expect(output?.main[0]?.[0].binary?.data.mimeType).toBe('image/png');
	expect(hints?.map(({ message }) => message)).toEqual([
		'Polled for the result, because deAPI calls back over public https only, and this n8n instance calls itself http://localhost:5678. Set WEBHOOK_URL to the public https address of this n8n instance to wait without polling.',
	]);
	expect(emulator.webhooks.deliveries).toEqual([]);
});
