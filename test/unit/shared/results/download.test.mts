import nock from 'nock';
import { describe, expect, it } from 'vitest';

import { downloadResult } from '../../../../nodes/shared/results/download.ts';
import { Api } from '../../../../nodes/shared/api/client.ts';
import { ApiError } from '../../../../nodes/shared/api/errors.ts';
import { executeContext, simulatedTiming } from '../../../support/harness/contexts.mts';

const STORAGE = 'https://storage.test';
const PATH = '/depin-result/1/file.png?signature=do-not-tell';
const PNG_HEADERS = { 'content-type': 'image/png' };

const download = (address = `${STORAGE}${PATH}`, timing = simulatedTiming()) =>
	downloadResult(new Api(executeContext(), timing), address, 'deapi-1234');

async function failing(address?: string): Promise<ApiError> {
	const error = await download(address).catch((thrown: unknown) => thrown);
	expect(error).toBeInstanceOf(ApiError);
	expect(JSON.stringify(error) + (error as Error).message).not.toContain('do-not-tell');
	return error as ApiError;
}

describe('downloadResult', () => {
	it('puts the file into the binary store, with name, extension and type', async () => {
		nock(STORAGE).get(PATH).reply(200, Buffer.from('picture'), PNG_HEADERS);
		const { binary, text } = await download();
		expect(text).toBeUndefined();
		expect(binary).toMatchObject({ fileName: 'deapi-1234.png', fileExtension: 'png', mimeType: 'image/png' });
		expect(Buffer.from(binary!.data, 'base64').toString()).toBe('picture');
	});

	it('sends no key to the storage', async () => {
		nock(STORAGE, { badheaders: ['authorization'] })
			.get(PATH)
			.reply(200, 'x', PNG_HEADERS);
		await download();
	});

	it('takes the extension from the type where the URL has none', async () => {
		nock(STORAGE).get('/result').reply(200, 'x', { 'content-type': 'image/webp; charset=binary' });
		expect((await download(`${STORAGE}/result`)).binary).toMatchObject({ fileName: 'deapi-1234.webp', mimeType: 'image/webp' });
	});

	it('reads a text as well as keeping its file', async () => {
		nock(STORAGE).get('/result').reply(200, 'Où est-il ?', { 'content-type': 'text/plain; charset=utf-8' });
		const { binary, text } = await download(`${STORAGE}/result`);
		expect(text).toBe('Où est-il ?');
		expect(binary).toMatchObject({ fileName: 'deapi-1234.txt', mimeType: 'text/plain' });
	});

	it.each(['http://storage.test/file.png', 'ftp://storage.test/file.png', 'file:///etc/passwd', 'nonsense'])(
		'does not touch %s',
		async (address) => {
			expect((await failing(address)).message).toContain('not at an https address');
		},
	);

	it.each(['http://localhost:9', 'http://127.0.0.1:9', 'http://[::1]:9'])('allows %s, which is this machine', async (origin) => {
		nock(origin).get('/file.png').reply(200, 'x', PNG_HEADERS);
		expect((await download(`${origin}/file.png`)).binary!.mimeType).toBe('image/png');
	});

	it('repeats what broke off', async () => {
		nock(STORAGE)
			.get(PATH)
			.replyWithError(Object.assign(new Error('x'), { code: 'ECONNRESET' }));
		nock(STORAGE).get(PATH).reply(500);
		nock(STORAGE).get(PATH).reply(200, 'whole', PNG_HEADERS);
		const timing = simulatedTiming();
		expect(Buffer.from((await download(undefined, timing)).binary!.data, 'base64').toString()).toBe('whole');
		expect(timing.slept).toEqual([1_000, 2_000]);
	});

	it('does not take half a file for a whole one', async () => {
		nock(STORAGE)
			.get(PATH)
			.times(3)
			.reply(200, 'half', { ...PNG_HEADERS, 'content-length': '8' });
		expect((await failing()).message).toBe('The result could not be downloaded: the connection broke off');
	});

	it('says at once that a URL has expired', async () => {
		nock(STORAGE).get(PATH).reply(403, 'Request has expired');
		expect((await failing()).details.status).toBe(403);
	});

	it('does not follow a redirect', async () => {
		nock(STORAGE).get(PATH).reply(302, '', { location: 'http://169.254.169.254/' });
		expect((await failing()).details.status).toBe(302);
	});
});
