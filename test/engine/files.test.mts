/** Files by URL, on n8n-core's own engine. */
import nock from 'nock';
import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';
import { beforeEach, describe, expect, it } from 'vitest';

import { api } from '../support/harness/api.mts';
import { API, BASE_URL } from '../support/harness/contexts.mts';
import type { ContextOptions } from '../support/harness/contexts.mts';
import { prepareModels } from '../support/harness/engine.mts';
import { fileSaying } from '../support/harness/files.mts';
import { WorkflowRun } from '../support/harness/workflow.mts';

const WEB = 'https://files.test';

beforeEach(prepareModels);

/** A file that is looked at, and fetched again where it is sent. */
function serve(path: string, type: string, { sendings = 1, content = fileSaying(`file of ${path}`, type) } = {}) {
	nock(WEB)
		.get(path)
		.times(1 + sendings)
		.reply(200, content, { 'content-type': type, 'content-length': String(content.length) });
}

const run = async (parameters: INodeParameters, items?: INodeExecutionData[], more: ContextOptions = {}) =>
	await new WorkflowRun({ items, ...more, parameters: { waitMode: 'dontWait', ...parameters } }).start();

/** The files of a form, as they were sent: name, file name, type and what the file says. */
function recordForm(path: string) {
	let body = '';
	nock(BASE_URL)
		.post(`${API}${path}`, (sent: string) => {
			// What is no text, nock shows in hexadecimal digits.
			body = /^[\da-f]+$/.test(sent) ? Buffer.from(sent, 'hex').toString('latin1') : sent;
			return true;
		})
		.reply(200, { data: { request_id: 'r1' } });
	return () =>
		body
			.split('\r\n--')
			.map((part) => /name="([\w[\]]+)"; filename="([^"]*)"\r\nContent-Type: (.*)\r\n\r\n[^]*?file of (.*)$/.exec(part)?.slice(1))
			.filter((part) => part !== undefined);
}

describe('a file by URL is looked at, fetched again, and sent', () => {
	it('to Image > Upscale', async () => {
		serve('/cat.png', 'image/png');
		const form = recordForm('/images/upscales');
		const { output, error } = await run({ resource: 'image', operation: 'upscale', inputType: 'url', imageUrl: `${WEB}/cat.png` });
		expect(error).toBeUndefined();
		expect(output[0].json.request_id).toBe('r1');
		expect(form()).toEqual([['image', 'cat.png', 'image/png', '/cat.png']]);
	});

	it('to Image > Edit, of which there may be several', async () => {
		serve('/cat.png', 'image/png');
		serve('/dog,1.jpg', 'image/jpeg');
		const form = recordForm('/images/edits');
		const { error } = await run({
			resource: 'image',
			operation: 'edit',
			prompt: 'both',
			ratio: 'custom',
			width: 512,
			height: 512,
			model: { __rl: true, mode: 'id', value: 'Flux_2_Klein_4B_BF16' },
			inputType: 'url',
			imageUrls: `${WEB}/cat.png, ${WEB}/dog,1.jpg`,
		});
		expect(error).toBeUndefined();
		expect(form()).toEqual([
			['images[]', 'cat.png', 'image/png', '/cat.png'],
			['images[]', 'dog,1.jpg', 'image/jpeg', '/dog,1.jpg'],
		]);
	});

	it('to Video > Generate, first frame and last', async () => {
		serve('/first.png', 'image/png');
		serve('/last.png', 'image/png');
		const form = recordForm('/videos/animations');
		const { error } = await run({
			resource: 'video',
			operation: 'generate',
			source: 'image',
			prompt: 'it moves',
			ratio: 'custom',
			width: 512,
			height: 512,
			firstFrameInputType: 'url',
			firstFrameUrl: `${WEB}/first.png`,
			options: { lastFrameUrl: `${WEB}/last.png` },
		});
		expect(error).toBeUndefined();
		expect(form()).toEqual([
			['first_frame_image', 'first.png', 'image/png', '/first.png'],
			['last_frame_image', 'last.png', 'image/png', '/last.png'],
		]);
	});

	it('to Video > Replace Character, beside one of the item', async () => {
		serve('/knight.png', 'image/png');
		const form = recordForm('/videos/replacements');
		const video = { data: fileSaying('file of the item', 'video/mp4').toString('base64'), mimeType: 'video/mp4', fileName: 'walk.mp4' };
		const parameters: INodeParameters = {
			resource: 'video',
			operation: 'replace',
			ratio: 'custom',
			width: 512,
			height: 512,
			inputType: 'binary',
			videoBinaryProperty: 'film',
			refImageInputType: 'url',
			refImageUrl: `${WEB}/knight.png`,
		};
		const { error } = await run(parameters, [{ json: {}, binary: { film: video } }]);
		expect(error).toBeUndefined();
		expect(form()).toEqual([
			['video', 'walk.mp4', 'video/mp4', 'the item'],
			['ref_image', 'knight.png', 'image/png', '/knight.png'],
		]);
	});

	it('to Audio > Clone a Voice, for each item its own', async () => {
		serve('/a.mp3', 'audio/mpeg');
		serve('/b.mp3', 'audio/mpeg');
		api.submit('/audio/speech', 'r1');
		api.submit('/audio/speech', 'r2');
		const items = [{ json: { voice: 'a' } }, { json: { voice: 'b' } }];
		const { output, error } = await run(
			{ resource: 'audio', operation: 'cloneVoice', text: 'Hello there.', inputType: 'url', refAudioUrl: `=${WEB}/{{ $json.voice }}.mp3` },
			items,
		);
		expect(error).toBeUndefined();
		expect(output).toHaveLength(2);
	});
});

describe('a file by URL that cannot be sent', () => {
	const upscale = { resource: 'image', operation: 'upscale', inputType: 'url', imageUrl: `${WEB}/cat.png` };
	const PAGE = '<!doctype html><html><body>Sign in</body></html>';
	const answer = (status: number, content: nock.Body = '', headers = {}) => nock(WEB).get('/cat.png').reply(status, content, headers);

	it.each<[string, () => unknown, string]>([
		['it is not there', () => answer(404), 'The file of "Image URL" could not be downloaded: the server answered with status 404'],
		[
			'it is too large',
			() => answer(200, 'x', { 'content-length': '300000000' }),
			'The file of "Image URL" was not downloaded: it has 286.2 MB, and the limit is 200 MB',
		],
		['it is empty', () => answer(200, '', { 'content-length': '0' }), 'The file "cat.png" in "Image URL" is empty'],
		[
			'it is a page',
			() => answer(200, PAGE, { 'content-type': 'text/html', 'content-length': String(PAGE.length) }),
			'The file "cat.png" in "Image URL" is a web page, not an image',
		],
		['it redirects to nowhere', () => answer(302), 'The file of "Image URL" could not be downloaded: the server answered with status 302'],
	])('is refused before anything is submitted: %s', async (_why, arrange, message) => {
		arrange();
		const { error } = await run(upscale);
		expect(error?.message).toBe(message);
		expect(error?.description).toBeTruthy();
	});

	it('fails its item alone, under Continue On Fail', async () => {
		serve('/cat.png', 'image/png');
		nock(WEB).get('/none.png').reply(404);
		api.submit('/images/upscales', 'r1');
		const items = [{ json: { name: 'none' } }, { json: { name: 'cat' } }];
		const { output } = await run({ ...upscale, imageUrl: `=${WEB}/{{ $json.name }}.png` }, items, {
			node: { onError: 'continueRegularOutput' },
		});
		expect(output.map(({ json }) => json.request_id ?? (json.error as { message: string }).message)).toEqual([
			expect.stringContaining('status 404'),
			'r1',
		]);
	});

	it('is refused where it has changed since it was looked at: nothing was submitted', async () => {
		serve('/cat.png', 'image/png', { sendings: 0 });
		serve('/cat.png', 'image/png', { sendings: 0, content: fileSaying('another one') });
		const { error } = await run(upscale);
		expect(error?.message).toBe('The file of "Image URL" could not be downloaded: it has changed since it was looked at');
		expect(error?.description).toContain('Nothing was submitted');
	});

	it('is refused as a tool where it is not on the internet, and nothing is asked', async () => {
		const { error } = await run({ ...upscale, imageUrl: 'http://10.0.0.1/cat.png' }, undefined, {
			node: { type: 'n8n-nodes-deapi.deapiTool' },
		});
		expect(error?.message).toMatch(/^The file of "Image URL" was not downloaded: it is not at an https address\. .+https.+\.$/);
	});
});

describe('n8n’s binary mode "Combined", which keeps files in the json', () => {
	const file = { data: fileSaying('file of the json').toString('base64'), mimeType: 'image/png', fileName: 'cat.png' };
	const upscale = { resource: 'image', operation: 'upscale' };

	it.each(['data', '_files.data'])('finds a file by its name: %s', async (binaryPropertyName) => {
		const form = recordForm('/images/upscales');
		const items = [{ json: { _files: { data: file } } }] as unknown as INodeExecutionData[];
		const { error } = await run({ ...upscale, binaryPropertyName }, items, { settings: { binaryMode: 'combined' } });
		expect(error).toBeUndefined();
		expect(form()).toEqual([['image', 'cat.png', 'image/png', 'the json']]);
	});

	it('says which files there are where there is none by that name', async () => {
		const items = [{ json: { _files: { photo: file } } }] as unknown as INodeExecutionData[];
		const { error } = await run({ ...upscale, binaryPropertyName: 'data' }, items, { settings: { binaryMode: 'combined' } });
		expect(error?.description).toBe('This item has files in: photo.');
	});
});
