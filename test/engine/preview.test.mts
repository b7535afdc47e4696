/** What Job > Get makes of the preview of a job, which deAPI's sources describe in three ways. */
import nock from 'nock';
import type { NodeParameterValueType } from 'n8n-workflow';
import { beforeEach, describe, expect, it } from 'vitest';

import { samplePicture } from '../support/emulator/samples.mts';
import { api } from '../support/harness/api.mts';
import { job, skipSleep } from '../support/harness/engine.mts';

beforeEach(skipSleep);

const PICTURE = samplePicture({ width: 64, height: 48 });
const BASE64 = PICTURE.toString('base64');
const ADDRESS = 'https://storage.test/preview.png?sig=secret';
const WANTED = { downloadPreview: true };

const running = (preview: unknown) => api.says('r1', { status: 'processing', progress: 40, preview });
const stored = (status: number, body: nock.Body, type = 'image/png') =>
	nock('https://storage.test').get('/preview.png?sig=secret').reply(status, body, { 'content-type': type });
const get = async (options: NodeParameterValueType & object = {}, node = {}) => {
	const { output, error } = await job('get', { parameters: { options }, node });
	expect(error).toBeUndefined();
	return output[0];
};
const contentOf = (file: { data: string }) => Buffer.from(file.data, 'base64');

describe('a preview that nobody has asked for', () => {
	it.each([
		['a data: URI', `data:image/png;base64,${BASE64}`],
		['base64 alone', BASE64],
		['null', null],
		['empty', ''],
	])('is not in the output where it is %s', async (_what, preview) => {
		running(preview);
		const { json, binary } = await get({ downloadPreview: false });
		expect([json, binary]).toEqual([{ request_id: 'r1', status: 'processing', progress: 40 }, undefined]);
	});

	it('is there as the address that it is', async () => {
		running(ADDRESS);
		const { json, binary } = await get();
		expect([json.preview, binary]).toEqual([ADDRESS, undefined]);
	});
});

describe('a preview that was asked for', () => {
	it.each([
		['a data: URI', `data:image/png;base64,${BASE64}`],
		['a data: URI that names another type', `data:image/jpeg;base64,${BASE64}`],
		['base64 alone', BASE64],
		['base64 in lines', BASE64.replace(/.{76}/g, '$&\n')],
	])('comes out as a file where it is %s, and not in the JSON', async (_what, preview) => {
		running(preview);
		const { json, binary } = await get(WANTED);
		expect(json).toEqual({ request_id: 'r1', status: 'processing', progress: 40 });
		expect(binary!.data).toMatchObject({ mimeType: 'image/png', fileName: 'deapi-r1-preview.png' });
		expect(contentOf(binary!.data)).toEqual(PICTURE);
	});

	it('comes out as a file where it is an address, which stays in the JSON', async () => {
		running(ADDRESS);
		stored(200, PICTURE);
		const { json, binary } = await get({ ...WANTED, outputField: 'sketch' });
		expect(json.preview).toBe(ADDRESS);
		expect(contentOf(binary!.sketch)).toEqual(PICTURE);
	});

	it('is no file, and no trouble, where there is none', async () => {
		running(null);
		const { json, binary } = await get(WANTED);
		expect([json, binary]).toEqual([{ request_id: 'r1', status: 'processing', progress: 40 }, undefined]);
	});

	it.each([
		['data:image/png;base64,####', 'The preview cannot be read'],
		['data:image/png', 'The preview cannot be read'],
		['data:text/html,<p>Sorry</p>', 'The preview is no image'],
		['aGVsbG8=', 'The preview is no image'],
		['not base64 at all!', 'The preview cannot be read'],
		['http://169.254.169.254/preview.png', 'The preview was not downloaded: it is not at an https address'],
	])('leaves the state of the job, and says what is wrong, where it is %s', async (preview, problem) => {
		running(preview);
		const { json, binary } = await get(WANTED);
		expect([json.status, json.progress, json.preview_error, binary]).toEqual(['processing', 40, problem, undefined]);
	});

	it.each([
		[403, 'Expired', 'text/plain', 'The preview could not be downloaded: the storage answered with status 403'],
		[500, 'Down', 'text/plain', 'The preview could not be downloaded: the storage answered with status 500'],
		[200, '<html></html>', 'text/html', 'The preview is no image'],
	])('is asked for once where the storage answers %d with %s', async (status, body, type, problem) => {
		running(ADDRESS);
		stored(status, body, type);
		const { json, binary } = await get(WANTED);
		expect([json.status, json.preview_error, binary]).toEqual(['processing', problem, undefined]);
	});

	it('is not fetched for an AI Agent, who gets no files', async () => {
		running(ADDRESS);
		const { json, binary } = await get(WANTED, { type: 'n8n-nodes-deapi.deapiTool' });
		expect([json, binary]).toEqual([{ request_id: 'r1', status: 'processing', progress: 40, preview: ADDRESS }, undefined]);
	});
});
