import nock from 'nock';
import { promises as dns } from 'node:dns';
import { setTimeout } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';

import { downloadResult } from '../../../../nodes/shared/results/download.ts';
import type { DownloadContext, DownloadPolicy } from '../../../../nodes/shared/results/download.ts';
import { Api } from '../../../../nodes/shared/api/client.ts';
import { ApiError } from '../../../../nodes/shared/api/errors.ts';
import { executeContext, simulatedTiming } from '../../../support/harness/contexts.mts';
import { fileSaying, saidBy } from '../../../support/harness/files.mts';
import { olderContext, startStorage } from '../../../support/harness/storage.mts';
import type { Storage } from '../../../support/harness/storage.mts';

const PUBLIC: DownloadPolicy = { baseUrl: 'https://api.deapi.ai' };
const PRIVATE: DownloadPolicy = { baseUrl: 'http://127.0.0.1:8080' };
const PATH = '/file.png?signature=do-not-tell';
const PNG = { 'content-type': 'image/png' };
const MEGABYTE = 1024 * 1024;

const download = async (address: string, policy = PUBLIC, context: DownloadContext = executeContext()) =>
	await downloadResult(new Api(context, simulatedTiming()), address, { result: 'image', fileName: 'deapi-1234', policy });

async function refusal(...how: Parameters<typeof download>): Promise<string> {
	const error = await download(...how).catch((thrown: unknown) => thrown);
	expect(error).toBeInstanceOf(ApiError);
	const { message, details } = error as ApiError;
	expect(details.description).toBeTruthy();
	expect(message + JSON.stringify(details)).not.toMatch(/do-not-tell|file\.png/);
	return message;
}

/** What the next names resolve to; each test has its own, since n8n remembers for a second. */
function resolveTo(...addresses: string[]) {
	const found = addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
	return vi.spyOn(dns, 'lookup').mockImplementation((async () => found) as never);
}

let names = 0;
const newName = () => `https://storage-${++names}.example.com`;

afterEach(() => vi.restoreAllMocks());

describe('an address that is refused as it is written', () => {
	it.each([
		['http', 'http://storage.example.com'],
		['http on this machine', 'http://127.0.0.1'],
		['ftp', 'ftp://storage.example.com'],
		['loopback', 'https://127.0.0.1'],
		['a private network', 'https://10.0.0.1'],
		['the metadata of a cloud', 'https://169.254.169.254'],
		['a decimal host', 'https://2130706433'],
		['an octal host', 'https://0177.0.0.1'],
		['a hexadecimal host', 'https://0x7f.1'],
		['IPv6 loopback', 'https://[::1]'],
		['mapped IPv4', 'https://[::ffff:10.0.0.1]'],
		['IPv6 link-local', 'https://[fe80::1]'],
		['localhost', 'https://localhost'],
		['localhost with a dot', 'https://localhost.'],
		['an internal name', 'https://metadata.google.internal'],
		['a user and password', 'https://user:password@storage.example.com'],
		['a user only', 'https://user@storage.example.com'],
	])('%s', async (_, origin) => {
		const lookup = resolveTo('93.184.215.14');
		expect(await refusal(origin + PATH)).toMatch(/not downloaded: |so it was not downloaded/);
		expect(lookup).not.toHaveBeenCalled();
	});
});

describe('a name', () => {
	it.each([
		['loopback', '127.0.0.1'],
		['IPv6 loopback', '::1'],
		['mapped loopback', '::ffff:127.0.0.1'],
		['a private network', '10.1.2.3'],
		['another private network', '192.168.1.1'],
		['a unique local address', 'fd00::1'],
		['link-local', '169.254.169.254'],
		['IPv6 link-local', 'fe80::1'],
		['what n8n has no range for', '100.100.100.200'],
		['what hides IPv4 from n8n', '64:ff9b::7f00:1'],
		['multicast', '224.0.0.1'],
	])('that resolves to %s is refused', async (_, address) => {
		resolveTo(address);
		expect(await refusal(newName() + PATH)).toMatch(/storage-\d+\.example\.com leads into a private network$/);
	});

	it('that resolves to a public and a private address is refused', async () => {
		resolveTo('93.184.215.14', '10.1.2.3');
		expect(await refusal(newName() + PATH)).toContain('private network');
	});

	it('that resolves to public addresses is downloaded', async () => {
		resolveTo('93.184.215.14', '2606:4700::1111');
		const origin = newName();
		nock(origin).get(PATH).reply(200, fileSaying('x'), PNG);
		expect((await download(origin + PATH)).binary!.fileName).toBe('deapi-1234.png');
	});

	it('that only a proxy can resolve is left to the proxy', async () => {
		vi.spyOn(dns, 'lookup').mockRejectedValue(Object.assign(new Error('x'), { code: 'ENOTFOUND', syscall: 'getaddrinfo' }));
		const origin = newName();
		nock(origin).get(PATH).reply(200, fileSaying('x'), PNG);
		expect((await download(origin + PATH)).binary!.mimeType).toBe('image/png');
	});

	it('that the filter of n8n fails on is refused', async () => {
		vi.spyOn(dns, 'lookup').mockRejectedValue(new Error('x'));
		expect(await refusal(newName() + PATH)).toContain('private network');
	});
});

describe('a public storage', () => {
	it.each([301, 302, 303, 307, 308])('that redirects with %i into a private network is not followed', async (status) => {
		resolveTo('93.184.215.14');
		const origin = newName();
		let isAsked = false;
		nock('https://10.0.0.1')
			.get('/')
			.optionally()
			.reply(200, () => (isAsked = true));
		nock(origin).get(PATH).reply(status, '', { location: 'https://10.0.0.1/' });
		expect(await refusal(origin + PATH)).toBe('The result was not downloaded: 10.0.0.1 is not on the internet');
		expect(isAsked).toBe(false);
		nock.cleanAll();
	});

	it('gets no credentials, and no reason to pack', async () => {
		resolveTo('93.184.215.14');
		const origin = newName();
		const options = { badheaders: ['authorization', 'cookie', 'x-api-key'], reqheaders: { 'accept-encoding': 'identity' } };
		nock(origin, options).get(PATH).reply(200, fileSaying('x'), PNG);
		await download(origin + PATH);
	});
});

describe('a private Base URL', () => {
	it.each(['https://10.0.0.1', 'https://deapi.lan', 'http://127.0.0.1:9', 'http://localhost:9'])('allows %s', async (origin) => {
		const lookup = resolveTo('10.0.0.1');
		nock(origin).get(PATH).reply(200, fileSaying('x'), PNG);
		expect((await download(origin + PATH, PRIVATE)).binary!.mimeType).toBe('image/png');
		expect(lookup).not.toHaveBeenCalled();
	});

	it('allows neither http elsewhere nor credentials', async () => {
		expect(await refusal(`http://storage.example.com${PATH}`, PRIVATE)).toContain('not at an https address');
		expect(await refusal(`https://user:password@10.0.0.1${PATH}`, PRIVATE)).toContain('holds credentials');
	});
});

it('refuses all where n8n has no filter to ask and no connection to show', async () => {
	const context = executeContext();
	const helpers = { ...context.helpers, getSecureEgressFilter: () => undefined };
	nock('https://storage.example.com').get(PATH).reply(200, fileSaying('x'), PNG);
	const without = Object.create(context, { helpers: { value: helpers } }) as DownloadContext;
	expect(await refusal(`https://storage.example.com${PATH}`, PUBLIC, without)).toContain('does not tell where a connection leads');
});

describe('on real connections', () => {
	let storage: Storage;

	beforeAll(async () => {
		nock.restore();
		storage = await startStorage();
	});

	afterAll(async () => {
		await storage.close();
		nock.activate();
	});

	describe('the size limit', () => {
		const limited = (path: string, largest = MEGABYTE) => [`${storage.http}${path}`, { ...PRIVATE, largest }] as const;

		it('takes what is as large as it may be', async () => {
			const { binary } = await download(...limited('/sized', storage.size));
			expect(Buffer.from(binary!.data, 'base64')).toHaveLength(storage.size);
		});

		it('loses nothing where n8n takes its time to read', async () => {
			const context = executeContext();
			const prepareBinaryData: typeof context.helpers.prepareBinaryData = async (...file) => {
				await setTimeout(50);
				return await context.helpers.prepareBinaryData(...file);
			};
			const slow = Object.create(context, { helpers: { value: { ...context.helpers, prepareBinaryData } } }) as DownloadContext;
			const { binary } = await download(...limited('/sized'), slow);
			expect(Buffer.from(binary!.data, 'base64')).toHaveLength(storage.size);
		});

		it('refuses what says that it is larger, unread', async () => {
			expect(await refusal(...limited('/huge'))).toBe('The result was not downloaded: it has 1.1 MB, and the limit is 1 MB');
			expect(await storage.brokenOff('/huge')).toBe(true);
		});

		it('refuses what does not say its size', async () => {
			expect(await refusal(...limited('/chunked'))).toBe('The result was not downloaded: it does not say its size, and the limit is 1 MB');
		});

		it.each(['/packed', '/packedText'])('breaks off %s, which grows beyond what it says', async (path) => {
			expect(await refusal(...limited(path))).toBe('The result was not downloaded: it has more than 1 MB, and the limit is 1 MB');
			expect(storage.requests(path)).toBe(1);
		});

		it('does not take what is shorter than it says', async () => {
			expect(await refusal(...limited('/short'))).toContain('the connection broke off');
		});

		it('takes the rest for another answer where the body is longer than it says', async () => {
			const { binary } = await download(...limited('/long'));
			expect(saidBy(binary!)).toBe('four');
		});

		it('says that a URL has expired rather than that the answer has no size', async () => {
			expect(await refusal(...limited('/expired'))).toContain('status 403');
		});

		it('is none without the option', async () => {
			expect((await download(`${storage.http}/chunked`, PRIVATE)).binary!.mimeType).toBe('image/png');
		});
	});

	describe('n8n without a filter', () => {
		it.each(['/sized', '/chunked', '/expired'])('shows that %s comes from a private network, and reads nothing', async (path) => {
			const { context, bodies } = olderContext(storage);
			expect(await refusal(storage.https + path, PUBLIC, context)).toBe(
				'The result was not downloaded: storage.example.com leads into a private network',
			);
			expect(bodies).toHaveLength(1);
			expect(bodies[0]).toMatchObject({ destroyed: true, readableDidRead: false });
		});

		it('is not alone in looking: so does n8n with one, where the name has changed its address since', async () => {
			resolveTo('93.184.215.14');
			const { context } = olderContext(storage, { withFilter: true });
			expect(await refusal(`${storage.https}/sized`, PUBLIC, context)).toContain('leads into a private network');
		});

		it('takes the same from there for a private Base URL', async () => {
			const { context } = olderContext(storage);
			expect((await download(`${storage.https}/sized`, PRIVATE, context)).binary!.mimeType).toBe('image/png');
		});

		it('leaves another port than the one asked for to the proxy that has it', async () => {
			const { context } = olderContext(storage, { viaProxy: true });
			expect((await download(`${storage.https}/sized`, PUBLIC, context)).binary!.mimeType).toBe('image/png');
		});

		it.each(['8.8.8.8', '::ffff:8.8.8.8', '2606:4700::1111'])('takes what comes from %s', async (peer) => {
			const { context } = olderContext(storage, { peer });
			expect((await download(`${storage.https}/sized`, PUBLIC, context)).binary!.mimeType).toBe('image/png');
		});
	});
});
