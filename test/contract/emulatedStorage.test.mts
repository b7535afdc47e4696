import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { makeCertificate } from '../support/emulator/certificate.mts';
import { Client } from '../support/emulator/client.mts';
import { Emulator } from '../support/emulator/emulator.mts';
import { formatOf } from '../support/emulator/formats.mts';
import { anotherKind, BROKEN, LIES, ODD_NAMES, ODD_TYPES, OTHER_WAYS } from '../support/emulator/lies.mts';
import { PRIVATE_ADDRESS } from '../support/emulator/manners.mts';
import type { Manner } from '../support/emulator/manners.mts';

/** What the storage can be told to do, held to what its words say. */
let emulator: Emulator;
let folder: string;
/** Of a picture. */
let url: string;
let picture: Buffer;
/** For how long silence is listened to, in milliseconds. */
const SILENCE = 1_500;

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'deapi-storage-'));
	const certificate = await makeCertificate(folder, ['localhost']);
	setDefaultCACertificates([...getCACertificates('default'), certificate.cert]);
	emulator = await new Emulator({ certificate, apiKey: 'key', webhookSecret: '' }).start();
	emulator.jobs.duration = 0;
	({ url, picture } = await generate());
});
afterAll(async () => {
	await emulator.stop();
	await rm(folder, { recursive: true });
});
beforeEach(() => void (emulator.faults.length = 0));

const FIELDS = { prompt: 'a cat', model: 'Flux1schnell', width: 256, height: 256, seed: 1, steps: 4 };

async function generate() {
	const client = new Client(emulator, { authorization: 'Bearer key' });
	const { data, content } = await client.result('POST /images/generations', { fields: FIELDS });
	return { url: data.result_url as string, picture: content };
}

/** The next answer, as it is sent. */
async function get(manner: Manner): Promise<Response> {
	emulator.faults.push({ on: 'GET storage', manner });
	return await fetch(url, { redirect: 'manual', signal: manner.stalls && AbortSignal.timeout(SILENCE) });
}

describe('the storage', () => {
	it.each(Object.entries(LIES))('lies with %s', async (_name, manner) => {
		const response = await get(manner);
		const body = Buffer.from(await response.arrayBuffer());
		expect(response.status).toBe(200);
		expect(response.headers.get('content-type')).toBe(manner.headers?.['content-type'] ?? 'image/png');
		expect(body).toEqual(Buffer.from(manner.body!));
		expect(['png', 'jpg', 'mp4', 'wav']).not.toContain(formatOf(body));
	});

	it.each([
		['png', 'wav'],
		['mp4', 'png'],
		['wav', 'png'],
	])('gives in place of a %s file a %s one', async (extension, other) => {
		const body = Buffer.from(await (await get(anotherKind(extension))).arrayBuffer());
		expect(formatOf(body)).toBe(other);
	});

	it.each(Object.entries({ ...ODD_TYPES, ...ODD_NAMES }))('gives the true file, with %s', async (_name, manner) => {
		const response = await get(manner);
		const [[header, value]] = Object.entries(manner.headers!);
		expect(response.headers.get(header)).toBe(value ?? null);
		expect(Buffer.from(await response.arrayBuffer()).equals(picture)).toBe(true);
	});

	it.each(Object.entries(OTHER_WAYS))('gives the true file %s', async (_name, manner) => {
		const response = await get(manner);
		expect(response.headers.has('content-length')).toBe(manner.trickles !== undefined);
		expect(response.headers.get('content-encoding')).toBe(manner.packed ? 'gzip' : null);
		expect(Buffer.from(await response.arrayBuffer()).equals(picture)).toBe(true);
	});

	it.each(Object.entries(BROKEN))('can come to %s, once', async (name, manner) => {
		const startedAt = Date.now();
		const failure = await get(manner).then(
			async (response) => await response.arrayBuffer().then(() => undefined, String),
			(error: unknown) => `No headers: ${String(error)}`,
		);
		expect(failure?.startsWith('No headers')).toBe(name.includes('before'));
		expect(failure?.includes('timeout')).toBe(manner.stalls !== undefined);
		if (manner.stalls) expect(Date.now() - startedAt).toBeGreaterThanOrEqual(SILENCE - 10);
		expect((await fetch(url)).status).toBe(200);
	});

	it('has sent half of what it breaks off', async () => {
		const response = await get({ breaksOff: true });
		const received: Uint8Array[] = [];
		await expect(
			(async () => {
				for await (const chunk of response.body!) received.push(chunk);
			})(),
		).rejects.toThrow();
		expect(response.headers.get('content-length')).toBe(String(picture.length));
		expect(Buffer.concat(received).equals(picture.subarray(0, Math.ceil(picture.length / 2)))).toBe(true);
	});

	it.each([301, 302, 303, 307, 308])('moves files elsewhere by status %d', async (status) => {
		const response = await get({ redirect: { status, to: 'path' } });
		expect([response.status, response.headers.get('location')]).toEqual([status, expect.stringMatching(/^\/moved\/depin-result\//)]);
		const moved = await fetch(new URL(response.headers.get('location')!, url));
		expect(Buffer.from(await moved.arrayBuffer()).equals(picture)).toBe(true);
	});

	it.each(['mirror', 'plain'] as const)('moves files to its host %s', async (host) => {
		const before = emulator.storage.asked[host];
		const { headers } = await get({ redirect: { to: host } });
		const to = new URL(headers.get('location')!);
		expect([to.protocol, to.host !== new URL(url).host]).toEqual([host === 'plain' ? 'http:' : 'https:', true]);
		expect(Buffer.from(await (await fetch(to)).arrayBuffer()).equals(picture)).toBe(true);
		expect((await fetch(to, { headers: { authorization: 'Bearer key' } })).status).toBe(400);
		expect(emulator.storage.asked[host]).toBe(before + 2);
	});

	it('leads in circles, to a private address, to any other, and nowhere', async () => {
		const location = async (redirect: Manner['redirect']) => (await get({ redirect })).headers.get('location');
		const loop = new URL((await location({ to: 'loop' }))!, url);
		const again = await fetch(loop, { redirect: 'manual' });
		expect(new URL(again.headers.get('location')!, url).href).toBe(loop.href);
		expect(await location({ to: 'private' })).toBe(PRIVATE_ADDRESS);
		expect(await location({ to: 'https://example.com/' })).toBe('https://example.com/');
		expect(await location({})).toBeNull();
	});

	it('still answers with a status alone', async () => {
		emulator.faults.push({ on: 'GET storage', status: 503 });
		const response = await fetch(url);
		expect([response.status, await response.text()]).toEqual([503, '']);
	});
});

describe('a job', () => {
	it('may be done some looks before it says where its result is', async () => {
		emulator.jobs.plans.push({ looksBeforeUrl: 2 });
		const client = new Client(emulator, { authorization: 'Bearer key' });
		const first = await client.finish('POST /images/generations', { fields: FIELDS });
		const look = async () => (await client.send(`GET /jobs/${first.requestId}`)).body.data;
		const looks = [first, await look(), await look()];
		expect(
			looks.map(({ status, result_url, results_alt_formats: others }) => [status, result_url !== null, others?.jpg !== undefined]),
		).toEqual([
			['done', false, false],
			['done', false, false],
			['done', true, true],
		]);
	});
});
