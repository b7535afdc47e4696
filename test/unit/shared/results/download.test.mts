import nock from 'nock';
import { describe, expect, it } from 'vitest';

import { downloadResult } from '../../../../nodes/shared/results/download.ts';
import type { DownloadOptions } from '../../../../nodes/shared/results/download.ts';
import { Api } from '../../../../nodes/shared/api/client.ts';
import { ApiError } from '../../../../nodes/shared/api/errors.ts';
import { executeContext, simulatedTiming } from '../../../support/harness/contexts.mts';
import { fileSaying, saidBy } from '../../../support/harness/files.mts';

const STORAGE = 'https://storage.test';
const PATH = '/depin-result/1/file.png?signature=do-not-tell';
const PNG_HEADERS = { 'content-type': 'image/png' };

const download = (address = `${STORAGE}${PATH}`, timing = simulatedTiming(), more: Partial<DownloadOptions> = {}) =>
	downloadResult(new Api(executeContext(), timing), address, { result: 'image', fileName: 'deapi-1234', ...more });
const downloadAny = async (address: string) => await download(address, undefined, { result: 'any' });

async function failing(address?: string): Promise<ApiError> {
	const error = await download(address).catch((thrown: unknown) => thrown);
	expect(error).toBeInstanceOf(ApiError);
	expect(JSON.stringify(error) + (error as Error).message).not.toContain('do-not-tell');
	return error as ApiError;
}

describe('downloadResult', () => {
	it('puts the file into the binary store, with name, extension and type', async () => {
		nock(STORAGE).get(PATH).reply(200, fileSaying('picture'), PNG_HEADERS);
		const { binary, text } = await download();
		expect(text).toBeUndefined();
		expect(binary).toMatchObject({ fileName: 'deapi-1234.png', fileExtension: 'png', mimeType: 'image/png' });
		expect(saidBy(binary!)).toBe('picture');
	});

	it('sends no key to the storage', async () => {
		nock(STORAGE, { badheaders: ['authorization'] })
			.get(PATH)
			.reply(200, fileSaying('x'), PNG_HEADERS);
		await download();
	});

	it('takes the extension from the type where the URL has none', async () => {
		nock(STORAGE).get('/result').reply(200, fileSaying('x', 'image/webp'), { 'content-type': 'image/webp; charset=binary' });
		expect((await download(`${STORAGE}/result`)).binary).toMatchObject({ fileName: 'deapi-1234.webp', mimeType: 'image/webp' });
	});

	it('reads a text as well as keeping its file', async () => {
		nock(STORAGE).get('/result').reply(200, 'Où est-il ?', { 'content-type': 'text/plain; charset=utf-8' });
		const { binary, text } = await downloadAny(`${STORAGE}/result`);
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
		nock(origin).get('/file.png').reply(200, fileSaying('x'), PNG_HEADERS);
		expect((await download(`${origin}/file.png`)).binary!.mimeType).toBe('image/png');
	});

	it('repeats what broke off', async () => {
		nock(STORAGE)
			.get(PATH)
			.replyWithError(Object.assign(new Error('x'), { code: 'ECONNRESET' }));
		nock(STORAGE).get(PATH).reply(500);
		nock(STORAGE).get(PATH).reply(200, fileSaying('whole'), PNG_HEADERS);
		const timing = simulatedTiming();
		expect(saidBy((await download(undefined, timing)).binary!)).toBe('whole');
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

	it.each(['http://169.254.169.254/', 'ftp://storage.test/file.png', 'file:///etc/passwd'])(
		'follows no redirect to %s',
		async (location) => {
			nock(STORAGE).get(PATH).reply(302, '', { location });
			expect((await failing()).message).toContain('not at an https address');
		},
	);

	it.each([301, 302, 303, 307, 308])('follows a redirect of %i, and tells the next server no more than the first', async (status) => {
		nock(STORAGE).get(PATH).reply(status, '', { location: '/moved/file.png?signature=do-not-tell' });
		nock(STORAGE).get('/moved/file.png?signature=do-not-tell').reply(307, '', { location: 'https://cdn.test/file.png' });
		nock('https://cdn.test', { badheaders: ['authorization', 'cookie'] })
			.get('/file.png')
			.reply(200, fileSaying('there'), PNG_HEADERS);
		expect(saidBy((await download()).binary!)).toBe('there');
	});

	it('does not follow redirects for ever, nor one without an address', async () => {
		nock(STORAGE).get(PATH).times(6).reply(302, '', { location: PATH });
		expect((await failing()).message).toBe('The result could not be downloaded: the storage redirects again and again');
		nock(STORAGE).get(PATH).reply(302);
		expect((await failing()).details.status).toBe(302);
	});
});
