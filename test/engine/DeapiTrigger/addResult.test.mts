import { ExecutionLifecycleHooks, WorkflowExecute } from 'n8n-core';
import { createRunExecutionData } from 'n8n-workflow';
import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import nock from 'nock';
import { beforeEach, describe, expect, it } from 'vitest';

import { api } from '../../support/harness/api.mts';
import { additionalData, triggerNode, workflowOf } from '../../support/harness/contexts.mts';
import type { ContextOptions } from '../../support/harness/contexts.mts';
import { skipSleep } from '../../support/harness/engine.mts';
import { fileSaying, saidBy } from '../../support/harness/files.mts';

beforeEach(skipSleep);

describe('the result of a completed job', () => {
	const completed = { event: 'job.completed', request_id: 'r1', result_url: 'https://storage.test/r1.png' };

	/** The execution that an event has started. */
	async function run(event: IDataObject, parameters: ContextOptions['parameters'] = {}): Promise<INodeExecutionData> {
		const node = triggerNode({ parameters });
		const additional = additionalData({});
		additional.hooks = new ExecutionLifecycleHooks('webhook', '1', { id: 'w1' } as never);
		const data = createRunExecutionData({
			executionData: { nodeExecutionStack: [{ node, data: { main: [[{ json: event }]] }, source: null }] },
		});
		const { data: ran } = await new WorkflowExecute(additional, 'webhook', data).processRunExecutionData(workflowOf([node]));
		expect(ran.resultData.error).toBeUndefined();
		return ran.resultData.runData['deAPI Trigger'][0].data!.main[0]![0];
	}

	it('comes with the event, without a call to the API', async () => {
		api.result('r1');
		const { json, binary } = await run(completed, { options: { outputField: 'picture' } });
		expect(json).toEqual(completed);
		expect(saidBy(binary!.picture)).toBe('picture of r1');
	});

	it('is in the json, where it is a text', async () => {
		api.stored({ name: 'r1.txt', type: 'text/plain', content: 'Hello.' });
		expect((await run({ ...completed, result_url: 'https://storage.test/r1.txt' })).json.text).toBe('Hello.');
	});

	it('comes from a fresh address where the one of the event has run out', async () => {
		api.expired('r1');
		api.done('r1');
		api.result('r1');
		expect((await run(completed)).binary?.data.fileName).toBe('deapi-r1.png');
	});

	it('is asked for where the event names none', async () => {
		api.text('r1', 'Hello.');
		expect((await run({ ...completed, result_url: null })).json.text).toBe('Hello.');
	});

	const stored = async (content: string, more: IDataObject) => {
		nock('https://storage.test').get('/r1.txt').reply(200, content, { 'content-type': 'text/plain' });
		return await run({ ...completed, result_url: 'https://storage.test/r1.txt', ...more });
	};

	it.each([
		'[09:00] Opening\n[09:30] Keynote\n[10:00] Coffee',
		'[3-5] Smith et al. disagree.',
		'[[10,20],[30,40]]',
		'1\n00:00:00,000 --> 00:00:02,500\nHello.',
	])('is left as it is where the job has read it off a picture: %j', async (text) => {
		const { json } = await stored(text, { job_type: 'img2txt' });
		expect(json.text).toBe(text);
		for (const name of ['segments', 'embeddings', 'dimensions']) expect(json).not.toHaveProperty(name);
	});

	it.each(['transcription', 'transcribe', 'vid2txt', 'audio-file2text'])('has segments where the job was a %s', async (job_type) => {
		const { json, binary } = await stored('[0:00 - 0:02]  Hello.', { job_type });
		expect(json).toMatchObject({ text: 'Hello.', segments: [{ start: 0, end: 2, text: 'Hello.' }] });
		expect(saidBy(binary!.data)).toBe('[0:00 - 0:02]  Hello.');
	});

	it('is looked for again where the job is done and does not say where it is', async () => {
		api.says('r1', { status: 'done', result_url: null });
		api.done('r1');
		api.result('r1');
		expect((await run({ ...completed, result_url: undefined })).binary?.data.fileName).toBe('deapi-r1.png');
	});

	it('has a name without a path, whatever the event calls the job', async () => {
		nock('https://storage.test').get('/r1.png').reply(200, fileSaying('a picture'), { 'content-type': 'image/png' });
		const { binary } = await run({ ...completed, request_id: '../../../etc/x\u202Egnp' });
		expect(binary!.data).toMatchObject({ fileName: 'deapi-_etc_x_gnp.png' });
		expect(binary!.data.directory ?? '').not.toContain('..');
	});

	it.each(['<html><body>Sign in</body></html>', '{"message":"gone"}', ''])('is missing where something else came: %j', async (content) => {
		nock('https://storage.test').get('/r1.png').times(3).reply(200, content, { 'content-type': 'image/png' });
		const { json, binary } = await run({ ...completed, job_type: 'txt2img' });
		expect(json.download_error).toMatch(/the storage sent (a web page|an error|an empty file) in its place/);
		expect(binary).toBeUndefined();
	});

	it('may be missing: the event goes on, with the reason', async () => {
		nock('https://storage.test').get('/r1.png').times(3).reply(500);
		const { json, binary } = await run(completed);
		expect(json).toMatchObject({ ...completed, download_error: expect.stringContaining('the storage answered with status 500') });
		expect(binary).toBeUndefined();
	});

	it.each(['https://127.0.0.1/r1.png', 'https://[::1]/r1.png', 'https://169.254.169.254/latest/meta-data', 'http://storage.test/r1.png'])(
		'is not fetched from %s',
		async (result_url) => {
			const { json } = await run({ ...completed, result_url });
			expect(json.download_error).toBeTruthy();
		},
	);

	it('is left alone where it is too large', async () => {
		nock('https://storage.test')
			.get('/r1.png')
			.reply(200, 'x', { 'content-type': 'image/png', 'content-length': String(3 * 1024 * 1024) });
		expect((await run(completed, { options: { maximumSize: 2 } })).json.download_error).toContain('Maximum File Size (MB)');
	});

	it.each([
		['is not wanted', { downloadBinary: false }, completed],
		['is not there', {}, { ...completed, event: 'job.failed' }],
	])('%s, so nothing is downloaded', async (_why, parameters, event) => {
		expect(await run(event, parameters)).toEqual({ json: event, pairedItem: { item: 0 } });
	});
});
