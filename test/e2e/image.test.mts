import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PNG } from 'pngjs';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';

import { generate, removeBackground, splitPrompts, workflowOf } from '../support/harness/workflows.mts';
import { openTestBed, ROOT } from '../support/harness/testBed.mts';
import type { TestBed } from '../support/harness/testBed.mts';

let testBed: TestBed;

beforeAll(async () => {
	testBed = await openTestBed({ n8n: inject('n8n'), tarball: inject('tarball') });
});

afterAll(async () => await testBed?.close());

afterEach(() => {
	testBed.emulator.jobs.duration = 1_000;
	testBed.emulator.faults.length = 0;
});

const sha256 = (content: Buffer) => createHash('sha256').update(content).digest('hex');
const lastJob = () => [...testBed.emulator.jobs.all.values()].at(-1)!;

describe('one image through a real n8n', () => {
	it('parks, ignores what is not a signed end of its job, wakes, and puts the very file out', async () => {
		const { emulator, n8n, credentialId } = testBed;
		emulator.jobs.duration = 4_000;
		const example = JSON.parse(readFileSync(join(ROOT, 'examples/generate-image.json'), 'utf8'));
		const workflow = await n8n.addWorkflow(example, credentialId);
		await n8n.trigger('generate-image', { prompt: 'a lighthouse', width: 640, height: 512 });
		const parked = await n8n.untilExecution(workflow, ['waiting']);

		const job = lastJob();
		const finished = { ...emulator.jobs.eventData(job), status: 'done', result_url: 'https://evil.test/virus.exe' };
		const forge = (headers: Record<string, string | undefined>, data: object = finished) =>
			emulator.webhooks.deliver(job.webhookUrl!, 'job.completed', { ...data }, 1, headers);
		expect(await forge({ 'x-deapi-signature': `sha256=${'0'.repeat(64)}` })).toBe(401);
		expect(await forge({ 'x-deapi-signature': undefined })).toBe(401);
		expect(await forge({}, { ...finished, job_request_id: 'another' })).toBe(200);
		expect((await n8n.execution(parked.id)).status).toBe('waiting');

		const done = await n8n.untilExecution(workflow, ['success', 'error']);
		expect(done.status).toBe('success');
		const [item] = done.data.resultData.runData['Generate Image'][0].data!.main[0]!;
		expect(item.json).toMatchObject({ request_id: job.requestId, status: 'done', model: 'Flux1schnell', seed: job.fields.seed });
		const file = await n8n.binary(item.binary!.data.id);
		expect(sha256(file)).toBe(sha256(job.result!.content));
		expect(PNG.sync.read(file)).toMatchObject({ width: 640, height: 512 });
		expect(emulator.webhooks.deliveries.filter(({ event, status }) => event === 'job.processing' && status === 200)).toHaveLength(1);
		expect(emulator.requestsTo('POST /images/generations')).toHaveLength(1);
	});

	it('uploads a file and gets another back, in one workflow that parks twice', async () => {
		const { emulator, n8n, credentialId } = testBed;
		const workflow = await n8n.addWorkflow(workflowOf('cut-out', generate(), removeBackground()), credentialId);
		await n8n.trigger('cut-out', { prompt: 'a vase' });
		const done = await n8n.untilExecution(workflow, ['success', 'error']);
		expect(done.data.resultData.error).toBeUndefined();

		const [{ binary: source }] = done.data.resultData.runData.Generate[0].data!.main[0]!;
		const [{ binary: result }] = done.data.resultData.runData['Remove Background'][0].data!.main[0]!;
		const [upload] = emulator.requestsTo('POST /images/background-removals');
		expect(upload.fields).toMatchObject({ model: 'Ben2', webhook_url: expect.stringMatching(/^https:/) });
		expect(upload.contentLength).toBeGreaterThan(upload.files[0].size);
		expect(upload.files).toEqual([
			expect.objectContaining({
				field: 'image',
				fileName: source!.data.fileName,
				mimeType: 'image/png',
				sha256: sha256(await n8n.binary(source!.data.id)),
			}),
		]);
		const { data, width, height } = PNG.sync.read(await n8n.binary(result!.data.id));
		const alpha = (x: number, y: number) => data[(y * width + x) * 4 + 3];
		expect([alpha(0, 0), alpha(width / 2, height / 2)]).toEqual([0, 255]);
	});

	it('processes every item, in order', async () => {
		const { emulator, n8n, credentialId } = testBed;
		const prompts = Array.from({ length: 12 }, (_, index) => `picture ${index}`);
		const before = emulator.jobs.all.size;
		const workflow = await n8n.addWorkflow(workflowOf('many', splitPrompts, generate()), credentialId);
		await n8n.trigger('many', { prompts });
		const done = await n8n.untilExecution(workflow, ['success', 'error']);
		const items = done.data.resultData.runData.Generate[0].data!.main[0]!;
		expect(items.map(({ json }) => emulator.jobs.all.get(json.request_id)?.fields.prompt)).toEqual(prompts);
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual(prompts.map((_, item) => ({ item })));
		expect(emulator.jobs.all.size - before).toBe(12);
		expect(emulator.webhooks.deliveries.filter(({ status }) => status === 409)).toEqual([]);
	});

	it('has an address of its own to be called back at, and still takes what comes to the one that version 0.5.0 gave', async () => {
		const { emulator, n8n, credentialId } = testBed;
		emulator.webhooks.isLost = () => true;
		const workflow = await n8n.addWorkflow(workflowOf('old-address', generate()), credentialId);
		await n8n.trigger('old-address', { prompt: 'a fox' });
		await n8n.untilExecution(workflow, ['waiting']);
		const job = lastJob();
		await expect.poll(() => job.status, { timeout: 10_000 }).toBe('done');
		emulator.webhooks.isLost = () => false;

		const { pathname, search, href } = new URL(job.webhookUrl!);
		expect(pathname).toMatch(/^\/webhook-waiting\/\d+\/deapi$/);
		const oldAddress = href.replace(`${pathname}${search}`, `${pathname.replace('/deapi', '')}${search}`);
		expect(await emulator.webhooks.deliver(oldAddress, 'job.completed', emulator.jobs.eventData(job))).toBe(200);
		expect((await n8n.untilExecution(workflow, ['success', 'error'])).status).toBe('success');
	});

	it('polls where it is told to', async () => {
		const { emulator, n8n, credentialId } = testBed;
		const workflow = await n8n.addWorkflow(workflowOf('poll', generate({ waitMode: 'polling' })), credentialId);
		await n8n.trigger('poll', { prompt: 'a fox' });
		const done = await n8n.untilExecution(workflow, ['success', 'error', 'waiting']);
		expect(done.status).toBe('success');
		expect(lastJob().webhookUrl).toBeUndefined();
		expect(emulator.requestsTo(`GET /jobs/${lastJob().requestId}`).length).toBeLessThanOrEqual(3);
	});

	it('fails with the words of the API when the job fails', async () => {
		const { emulator, n8n, credentialId } = testBed;
		emulator.jobs.plans.push({ outcome: 'error', errorCode: 'WORKER_TIMEOUT', errorMessage: 'The worker took too long' });
		const workflow = await n8n.addWorkflow(workflowOf('failing', generate()), credentialId);
		await n8n.trigger('failing', { prompt: 'a fox' });
		const { data, status } = await n8n.untilExecution(workflow, ['success', 'error']);
		expect(status).toBe('error');
		expect(data.resultData.error?.message).toBe('The deAPI job failed: The worker took too long (TIMEOUT)');
		expect(data.resultData.error?.description).toContain(lastJob().requestId);
	});
});

describe('bad input', () => {
	const noSecret = { waitMode: 'webhook' };
	it.each([
		['an empty prompt', generate({ prompt: '={{ "" }}' }), {}, '"Prompt" is empty'],
		['an unknown model', generate({ model: 'Nonsense' }), {}, '"Model" is "Nonsense", which deAPI does not have for "Generate"'],
		[
			'a width the model cannot do',
			generate({ ratio: 'custom', width: 100, height: 768 }),
			{},
			'"Width" is 100, which the model Flux1schnell cannot do',
		],
		['a missing input file', removeBackground(), {}, 'There is no file in the input field "data" that "Input Data Field Name" names'],
		[
			'no webhook secret',
			generate(noSecret),
			{ webhookSecret: '', apiVersion: 'v1' },
			'"Wait Mode" is Webhook, but the deAPI credential has no "Webhook Secret"',
		],
	])('%s stops before anything is submitted', async (what, node, credential, message) => {
		const error = await runToError(what, [node], credential);
		expect(error.message).toBe(message);
		expect(error.description).toBeTruthy();
	});

	it('a file that is no image stops before anything is submitted', async () => {
		const textFile = {
			name: 'Text File',
			type: 'n8n-nodes-base.convertToFile',
			typeVersion: 1.1,
			parameters: { operation: 'toText', sourceProperty: 'body.prompt', options: { fileName: 'notes.txt' } },
		};
		const error = await runToError('no image', [textFile, removeBackground()]);
		expect(error.message).toBe('The file "notes.txt" in "Input Data Field Name" is a text, not an image');
	});

	it('a wrong key is told as such, and never repeated in the error', async () => {
		const error = await runToError('wrong key', [generate()], { apiKey: 'a-wrong-key' });
		expect(error.message).toBe('deAPI did not accept the API key');
		expect(JSON.stringify(error)).not.toContain('a-wrong-key');
	});

	async function runToError(what: string, nodes: Parameters<typeof workflowOf>[1][], credential: Record<string, string> = {}) {
		const { emulator, n8n } = testBed;
		const before = emulator.jobs.all.size;
		const path = what.replaceAll(' ', '-');
		const workflow = await n8n.addWorkflow(workflowOf(path, ...nodes), await testBed.addCredential(credential));
		await n8n.trigger(path, { prompt: 'a fox' });
		const { status, data } = await n8n.untilExecution(workflow, ['success', 'error', 'waiting']);
		expect(status).toBe('error');
		expect(emulator.jobs.all.size).toBe(before);
		return data.resultData.error!;
	}
});
