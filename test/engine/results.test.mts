/** What comes of results, on n8n-core's own engine. */
import { BinaryDataService } from 'n8n-core';
import nock from 'nock';
import type { INodeParameters } from 'n8n-workflow';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { api } from '../support/harness/api.mts';
import type { ContextOptions } from '../support/harness/contexts.mts';
import { ids, job, prepareModels, prompts, skipSleep } from '../support/harness/engine.mts';
import { fileSaying, saidBy } from '../support/harness/files.mts';
import { WorkflowRun } from '../support/harness/workflow.mts';

const STORAGE = 'https://storage.test';
const TOOL = { node: { type: 'n8n-nodes-deapi.deapiTool' } };
const TIMED = '[00:00:00.000 --> 00:00:02.500] Hello.\n[00:00:02.500 --> 00:00:04.000] Good-bye.';

const draw = async (options: object = {}, more: ContextOptions = {}) => {
	prepareModels();
	const parameters = { prompt: '={{ $json.text }}', waitMode: 'polling', options: { concurrency: 1, ...options } } as INodeParameters;
	return await new WorkflowRun({ items: prompts('a'), ...more, parameters }).start();
};
/** Image > Generate, whose job is done. */
const drawn = async (...how: Parameters<typeof draw>) => {
	api.submit('/images/generations', 'r1');
	api.done('r1');
	return await draw(...how);
};

beforeEach(skipSleep);
afterEach(() => vi.restoreAllMocks());

describe('Download Result', () => {
	it('is off: its address comes out, and nothing is fetched', async () => {
		const { output, error } = await drawn({ downloadResult: false });
		expect(error).toBeUndefined();
		expect(output[0].json).toMatchObject({ request_id: 'r1', status: 'done', result_url: `${STORAGE}/r1.png` });
		expect(output[0].binary).toBeUndefined();
	});

	it('is off for Job > Get Result, whatever the job was', async () => {
		api.says('r1', { status: 'done', job_type: 'transcribe', result_url: `${STORAGE}/r1.txt` });
		const { output } = await job('getResult', { parameters: { options: { downloadResult: false } } });
		expect(output[0].json).toMatchObject({ result_url: `${STORAGE}/r1.txt` });
		expect(output[0].json).not.toHaveProperty('text');
		expect(output[0].binary).toBeUndefined();
	});
});

describe('File Name', () => {
	it('is an expression that each item has for itself', async () => {
		for (const id of ['r1', 'r2']) {
			api.submit('/images/generations', id);
			api.done(id);
			api.result(id);
		}
		const { output } = await draw({ fileName: '=cover of {{ $json.text }}' }, { items: prompts('a', 'b') });
		expect(output.map(({ binary }) => binary?.data.fileName)).toEqual(['cover of a.png', 'cover of b.png']);
	});

	it('is told apart by the request ID where there is none', async () => {
		for (const id of ['r1', 'r2']) {
			api.done(id);
			api.result(id);
		}
		const { output } = await job('getResult', { items: ids('r1', 'r2'), parameters: { options: { fileName: '' } } });
		expect(output.map(({ binary }) => binary?.data.fileName)).toEqual(['deapi-r1.png', 'deapi-r2.png']);
	});

	it('is refused before anything is submitted where it is no text', async () => {
		const { error } = await draw({ fileName: '={{ ({ a: 1 }) }}' });
		expect(error?.message).toBe('"File Name" is {"a":1}, not a text');
	});
});

describe('as a tool', () => {
	it('a file is not fetched, of which n8n would hand on nothing', async () => {
		const { output } = await drawn({}, TOOL);
		expect(output[0].json).toMatchObject({ request_id: 'r1', result_url: `${STORAGE}/r1.png` });
		expect(output[0].binary).toBeUndefined();
	});

	it('a text is, without its file', async () => {
		api.says('r1', { status: 'done', job_type: 'transcribe', result_url: `${STORAGE}/r1.txt` });
		nock(STORAGE).get('/r1.txt').reply(200, TIMED, { 'content-type': 'text/plain' });
		const { output } = await job('getResult', { ...TOOL, parameters: { options: { subtitles: ['srt'] } } });
		expect(output[0].json).toMatchObject({ text: 'Hello. Good-bye.', segments: [{ start: 0 }, { start: 2.5 }] });
		expect(output[0].binary).toBeUndefined();
	});
});

describe('a result that is none', () => {
	it.each<[string, nock.Body, string, string]>([
		['a page', '<html><body>Sign in</body></html>', 'image/png', 'a web page'],
		['an error in JSON', '{"message":"gone"}', 'application/json', 'an error'],
		['an error in XML', '<?xml version="1.0"?><Error/>', 'application/xml', 'a web page'],
		['nothing', '', 'image/png', 'an empty file'],
		['another kind of file', fileSaying('a song', 'audio/mpeg'), 'image/png', 'a file of the format MP3'],
	])('is fetched again, and then an error that names the job: %s', async (_what, content, type, called) => {
		nock(STORAGE).get('/r1.png').times(3).reply(200, content, { 'content-type': type });
		const { error } = await drawn();
		expect(error?.message).toBe(`The result could not be downloaded: the storage sent ${called} in its place`);
		expect(error?.description).toContain('Request ID: r1');
		expect(error?.context).toMatchObject({ requestId: 'r1' });
	});

	it('may be one the next time', async () => {
		nock(STORAGE).get('/r1.png').reply(200, '<html></html>', { 'content-type': 'text/html' });
		api.result('r1');
		const { output } = await drawn();
		expect(saidBy(output[0].binary!.data)).toBe('picture of r1');
	});

	it('is looked for again where a job that is done says nothing of it', async () => {
		api.submit('/images/generations', 'r1');
		api.says('r1', { status: 'done', result_url: null });
		api.done('r1');
		api.result('r1');
		expect((await draw()).output[0].binary?.data.fileName).toBe('deapi-r1.png');
	});
});

it('calls trouble of n8n’s own store by its name, and fetches the result once', async () => {
	const full = Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
	vi.spyOn(BinaryDataService.prototype, 'store').mockRejectedValue(full);
	api.result('r1');
	const { error } = await drawn();
	expect(error?.message).toContain('n8n could not store the result (ENOSPC)');
	expect(error?.description).toMatch(/binary data storage of this n8n instance.*Request ID: r1/s);
});
