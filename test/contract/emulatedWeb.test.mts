import { request } from 'node:http';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { makeCertificate } from '../support/emulator/certificate.mts';
import { download } from '../support/emulator/client.mts';
import { BROKEN, LIES } from '../support/emulator/lies.mts';
import { probe } from '../support/emulator/media.mts';
import { samplePicture } from '../support/emulator/samples.mts';
import { silent, Web } from '../support/emulator/web.mts';

/** Files by URL, as the web has them. */
let web: Web;
let folder: string;
const picture = samplePicture({ width: 256, height: 192 });

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'deapi-web-'));
	const certificate = await makeCertificate(folder, ['localhost']);
	setDefaultCACertificates([...getCACertificates('default'), certificate.cert]);
	web = new Web(certificate);
	await web.start();
});
afterAll(async () => {
	await web.stop();
	await rm(folder, { recursive: true });
});

it('serves a picture with its type and length, and counts who came for it', async () => {
	const url = web.serve('cat.png');
	const response = await fetch(url, { headers: { 'x-test': 'yes' } });
	expect(url).toMatch(/^https:\/\/localhost:\d+\/files\/\d+\/cat\.png$/);
	expect([response.headers.get('content-type'), response.headers.get('content-length')]).toEqual(['image/png', String(picture.length)]);
	expect(Buffer.from(await response.arrayBuffer()).equals(picture)).toBe(true);
	const visit = { method: 'GET', bytes: picture.length, isWhole: true, headers: expect.objectContaining({ 'x-test': 'yes' }) };
	expect(web.visits(url)).toEqual([expect.objectContaining(visit)]);
	expect(web.visits(web.serve('cat.png'))).toEqual([]);
});

it('serves without encryption, and nothing that it was not given', async () => {
	const url = web.serve('cat.png', { plain: true });
	expect(url).toMatch(/^http:/);
	expect((await download(url)).equals(picture)).toBe(true);
	expect((await fetch(`${url}x`)).status).toBe(404);
});

it('answers HEAD without a body, or refuses it', async () => {
	const [plain, refusing] = [web.serve('cat.png'), web.serve('cat.png', { refusesHead: true })];
	const [head, refused] = await Promise.all([plain, refusing].map(async (url) => await fetch(url, { method: 'HEAD' })));
	expect([head.status, head.headers.get('content-length'), refused.status]).toEqual([200, String(picture.length), 405]);
	expect(web.visits(plain)).toEqual([expect.objectContaining({ method: 'HEAD', bytes: 0 })]);
	expect((await fetch(refusing)).status).toBe(200);
});

it.each([
	['bytes=10-19', 10, 20, false],
	['bytes=10-', 10, picture.length, false],
	['bytes=10-19', 0, picture.length, true],
	['bytes=9999999-', 0, picture.length, false],
	['lines=1-2', 0, picture.length, false],
] as const)('gives for %s the bytes from %d to %d', async (range, from, to, ignores) => {
	const response = await fetch(web.serve('cat.png', ignores ? { ignoresRange: true } : {}), { headers: { range } });
	expect(response.status).toBe(to - from === picture.length ? 200 : 206);
	expect(Buffer.from(await response.arrayBuffer()).equals(picture.subarray(from, to))).toBe(true);
});

it('answers the first requests otherwise', async () => {
	const url = web.serve('cat.png', {
		first: [
			{ status: 404, body: '' },
			{ status: 403, body: '' },
			{ status: 500, body: '' },
		],
	});
	const statuses = [];
	for (let time = 0; time < 5; time++) statuses.push((await fetch(url)).status);
	expect(statuses).toEqual([404, 403, 500, 200, 200]);
	expect(web.visits(url)).toHaveLength(5);
});

it('wants the very query that signs an address', async () => {
	const url = web.serve('cat.png', { signed: true });
	expect((await download(url)).equals(picture)).toBe(true);
	for (const wrong of [url.split('?')[0], decodeURIComponent(url), `${url}&more=1`]) expect((await fetch(wrong)).status).toBe(403);
});

it.each(['my "cat".png', 'Grüße an Lübeck, 100 %.png', 'a/b\\c.png', 'line\nbreak.png', '\u202Eexe.png', '.png', '?#&.png'])(
	'serves under the name %j',
	async (name) => {
		const url = web.serve(name);
		expect(decodeURIComponent(new URL(url).pathname.split('/').at(-1)!)).toBe(name);
		const response = await fetch(url);
		expect([response.status, response.headers.get('content-type')]).toEqual([200, 'image/png']);
	},
);

it('sends clients elsewhere, or in circles', async () => {
	const to = web.serve('cat.png');
	expect((await download(web.serve('moved.png', { redirect: { status: 301, to } }))).equals(picture)).toBe(true);
	const loop = web.serve('loop.png', { redirect: { to: 'loop.png' } });
	await expect(fetch(loop)).rejects.toThrow();
	expect(web.visits(loop).length).toBeGreaterThan(5);
});

it.each(Object.entries({ ...LIES }))('may serve %s', async (_name, manner) => {
	expect(await download(web.serve('cat.png', manner))).toEqual(Buffer.from(manner.body!));
});

it.each(Object.entries(BROKEN))('can come to %s', async (_name, manner) => {
	const url = web.serve('cat.png', manner);
	const whole = fetch(url, { signal: AbortSignal.timeout(2_000) }).then(async (response) => await response.arrayBuffer());
	await expect(whole).rejects.toThrow();
	expect(web.visits(url)[0].isWhole).toBe(false);
	expect(web.visits(url)[0].bytes).toBe(manner.stalls === 'before headers' ? 0 : Math.ceil(picture.length / 2));
});

it('makes 80 MB as they are read', async () => {
	const url = web.serve('silence.wav', { content: silent(80_000_000) });
	const response = await fetch(url);
	expect([response.headers.get('content-length'), response.headers.get('content-type')]).toEqual(['80000000', 'audio/wav']);
	let size = 0;
	for await (const chunk of response.body!) size += chunk.length;
	expect(size).toBe(80_000_000);
	await expect.poll(() => web.visits(url)[0]).toMatchObject({ bytes: size, isWhole: true });
});

it('stops where the client goes away', async () => {
	const url = web.serve('silence.wav', { content: silent(4_000_000_000), plain: true });
	request(url, (response) => response.once('data', () => response.destroy())).end();
	await expect.poll(() => web.visits(url)[0]?.bytes).toBeGreaterThan(0);
	await delay(200);
	const [{ bytes, isWhole }] = web.visits(url);
	expect([isWhole, bytes < 40_000_000]).toEqual([false, true]);
});

it('is silent for as many seconds as its bytes last', async () => {
	const file = await download(web.serve('silence.wav', { content: silent(44 + 96_000) }));
	expect(await probe(file)).toMatchObject({ audioCodec: 'pcm_s16le', sampleRate: 24_000, seconds: 2 });
});
