import nock from 'nock';
import { promises as dns } from 'node:dns';
import type { IExecuteFunctions } from 'n8n-workflow';
import { afterEach, describe, expect, it, vi } from 'vitest';

import { fileAt } from '../../../../../nodes/Deapi/run/build/fileAt.ts';
import { DEFAULT_BASE_URL } from '../../../../../nodes/shared/api/baseUrl.ts';
import { Api } from '../../../../../nodes/shared/api/client.ts';
import { InputError } from '../../../../../nodes/shared/n8n/inputError.ts';
import { executeContext, simulatedTiming } from '../../../../support/harness/contexts.mts';
import { fileSaying } from '../../../../support/harness/files.mts';

const PATH = '/cat.png?signature=do-not-tell';
const PUBLIC = '93.184.215.14';

const node = () => executeContext();
const tool = () => executeContext({ node: { type: 'n8n-nodes-deapi.deapiTool' }, credentials: { baseUrl: DEFAULT_BASE_URL } });
const fetched = async (address: string, n8n: IExecuteFunctions) => await fileAt(new Api(n8n, simulatedTiming()), 'Image URL', address);

async function refusal(address: string, n8n: IExecuteFunctions): Promise<{ message: string; remedy?: string }> {
	const error: unknown = await fetched(address, n8n).catch((thrown: unknown) => thrown);
	expect(error).toBeInstanceOf(InputError);
	const { parameter, message, description } = error as InputError;
	expect(parameter).toBe('Image URL');
	expect(description).toBeTruthy();
	expect(message + description).not.toMatch(/do-not-tell|cat\.png/);
	return { message, remedy: description };
}

/** What the next names resolve to; each test has its own, since n8n remembers for a second. */
function resolveTo(...addresses: string[]) {
	const found = addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
	return vi.spyOn(dns, 'lookup').mockImplementation((async () => found) as never);
}

let names = 0;
const newOrigin = () => `https://pictures-${++names}.example.com`;
const serve = (origin: string) => {
	const content = fileSaying('a picture');
	nock(origin)
		.get(PATH)
		.reply(200, content, { 'content-type': 'image/png', 'content-length': String(content.length) });
};

afterEach(() => vi.restoreAllMocks());

const PRIVATE = [
	'http://pictures.example.com',
	'http://127.0.0.1:9',
	'https://127.0.0.1',
	'https://10.0.0.1',
	'https://192.168.1.20:8443',
	'https://169.254.169.254',
	'https://2130706433',
	'https://[::1]',
	'https://[::ffff:10.0.0.1]',
	'https://localhost',
	'https://nas.lan',
	'https://metadata.google.internal',
];

describe('as a node', () => {
	it.each([...PRIVATE, 'https://pictures.example.com', 'https://user:password@pictures.example.com'])(
		'a file is fetched from wherever n8n reaches it: %s',
		async (origin) => {
			const lookup = resolveTo('10.0.0.1');
			serve(origin.replace('user:password@', ''));
			expect(await fetched(origin + PATH, node())).toMatchObject({ fileName: 'cat.png', mimeType: 'image/png' });
			expect(lookup).not.toHaveBeenCalled();
		},
	);

	it('a redirect is followed into a private network as well', async () => {
		nock('https://pictures.example.com')
			.get(PATH)
			.reply(302, '', { location: `http://10.0.0.1${PATH}` });
		serve('http://10.0.0.1');
		expect((await fetched(`https://pictures.example.com${PATH}`, node())).fileName).toBe('cat.png');
	});

	it.each(['ftp://pictures.example.com/cat.png', 'file:///etc/passwd', 'pictures', '/files/cat.png', 'javascript:alert(1)'])(
		'an address of anything but the web is refused: %s',
		async (address) => {
			expect(await refusal(address, node())).toEqual({
				message: 'The file of "Image URL" was not downloaded: its address is none of the web',
				remedy: 'Use an address that starts with https://.',
			});
		},
	);

	it('no credentials go out', async () => {
		const content = fileSaying('a picture');
		nock('https://pictures.example.com', { badheaders: ['authorization', 'cookie'] })
			.get(PATH)
			.reply(200, content, { 'content-length': String(content.length) });
		await fetched(`https://pictures.example.com${PATH}`, node());
	});
});

describe('as a tool', () => {
	it('a file is fetched from a public https address', async () => {
		resolveTo(PUBLIC, '2606:4700::1111');
		const origin = newOrigin();
		serve(origin);
		expect((await fetched(origin + PATH, tool())).fileName).toBe('cat.png');
	});

	it.each([...PRIVATE, 'https://user:password@pictures.example.com', 'ftp://pictures.example.com', 'file://'])(
		'nothing is asked of %s',
		async (origin) => {
			const lookup = resolveTo(PUBLIC);
			const { message, remedy } = await refusal(origin + PATH, tool());
			expect(message).toMatch(/^The file of "Image URL" was not downloaded: /);
			expect(remedy).toContain('public https addresses only');
			expect(lookup).not.toHaveBeenCalled();
		},
	);

	it.each(['10.1.2.3', '::1', 'fd00::1', '169.254.169.254', '100.100.100.200', '64:ff9b::7f00:1'])(
		'a name that leads to %s is refused',
		async (address) => {
			resolveTo(PUBLIC, address);
			expect((await refusal(newOrigin() + PATH, tool())).message).toMatch(/leads into a private network$/);
		},
	);

	it.each(['https://10.0.0.1', 'http://pictures.example.com', 'https://localhost', 'https://nas.lan'])(
		'a redirect to %s is not followed',
		async (to) => {
			resolveTo(PUBLIC);
			const origin = newOrigin();
			nock(origin)
				.get(PATH)
				.reply(302, '', { location: to + PATH });
			const { message } = await refusal(origin + PATH, tool());
			expect(message).toMatch(/^The file of "Image URL" was not downloaded: (\S+ is not on the internet|it is not at an https address)$/);
		},
	);

	it('a redirect to a name that leads into a private network is not followed', async () => {
		const origin = newOrigin();
		const lookup = resolveTo(PUBLIC);
		nock(origin)
			.get(PATH)
			.reply(
				302,
				() => {
					lookup.mockImplementation((async () => [{ address: '10.0.0.1', family: 4 }]) as never);
					return '';
				},
				{ location: newOrigin() + PATH },
			);
		expect((await refusal(origin + PATH, tool())).message).toMatch(/leads into a private network$/);
	});

	it('what was looked at is judged again when it is sent', async () => {
		const origin = newOrigin();
		const lookup = resolveTo(PUBLIC);
		serve(origin);
		const part = await fetched(origin + PATH, tool());
		nock(origin)
			.get(PATH)
			.reply(302, '', { location: `https://10.0.0.1${PATH}` });
		await expect(part.open()).rejects.toThrow('10.0.0.1 is not on the internet');
		expect(lookup).toHaveBeenCalled();
	});
});

describe.each([
	['as a node', node],
	['as a tool', tool],
])('%s', (_how, context) => {
	it('a data: URI is read without asking anybody', async () => {
		const part = await fetched('data:image/png;base64,iVBORw0KGgo=', context());
		expect(part).toMatchObject({ fileName: 'file', mimeType: 'image/png', size: 8 });
	});

	it('a data: URI that is none is refused, and not repeated', async () => {
		const { message } = await refusal('data:image/png;base64,{{do-not-tell}}', context());
		expect(message).toBe('"Image URL" is a data: URI that cannot be read');
	});

	it('no address is refused', async () => {
		expect((await refusal('', context())).message).toBe('"Image URL" is empty');
	});

	it('what is too large is refused unread', async () => {
		resolveTo(PUBLIC);
		const origin = newOrigin();
		nock(origin)
			.get(PATH)
			.reply(200, 'x', { 'content-length': String(201 * 1024 * 1024) });
		const { message, remedy } = await refusal(origin + PATH, context());
		expect(message).toBe('The file of "Image URL" was not downloaded: it has 201 MB, and the limit is 200 MB');
		expect(remedy).toContain('Send a smaller one');
	});

	it.each([
		[401, 1],
		[404, 1],
		[503, 3],
	])('what cannot be had is refused, after %i asked for %i times', async (status, times) => {
		resolveTo(PUBLIC);
		const origin = newOrigin();
		nock(origin).get(PATH).times(times).reply(status);
		const { message, remedy } = await refusal(origin + PATH, context());
		expect(message).toBe(`The file of "Image URL" could not be downloaded: the server answered with status ${status}`);
		expect(remedy).toContain('Nothing was submitted');
	});
});

it('trouble of n8n’s own is not taken for trouble of the address', async () => {
	const n8n = node();
	const full = Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
	Object.assign(n8n.helpers, { prepareBinaryData: async () => await Promise.reject(full) });
	nock('https://pictures.example.com').get(PATH).reply(200, fileSaying('a picture'));
	await expect(fetched(`https://pictures.example.com${PATH}`, n8n)).rejects.toBe(full);
});
