import { createHmac } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { api } from '../support/emulator/api.mts';
import { makeCertificate } from '../support/emulator/certificate.mts';
import { Client, download } from '../support/emulator/client.mts';
import { Emulator } from '../support/emulator/emulator.mts';
import { makeExamples } from '../support/emulator/examples.mts';
import type { Example } from '../support/emulator/examples.mts';
import { CONTENTS, LARGEST_FILES, PRICES, REQUIRED, RULES, SAMPLES } from '../support/emulator/facts.mts';
import { probe } from '../support/emulator/media.mts';
import { sampleBytes } from '../support/emulator/samples.mts';

/** The emulator is what the other tests believe in; here it is held against docs/api.md. */
let emulator: Emulator;
let client: Client;
let examples: Record<string, Example>;
let receiver: Server;
let folder: string;
const received: Array<{ headers: Record<string, unknown>; body: string }> = [];
let answerWith = 200;

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'deapi-emulator-'));
	const certificate = await makeCertificate(folder, ['localhost']);
	setDefaultCACertificates([...getCACertificates('default'), certificate.cert]);
	emulator = await new Emulator({ certificate, apiKey: 'key', webhookSecret: 'secret', retrySecond: 1 }).start();
	client = new Client(emulator, { authorization: 'Bearer key' });
	examples = await makeExamples();
	receiver = createServer({ key: certificate.key, cert: certificate.cert }, (request, response) => {
		let body = '';
		request.on('data', (chunk) => (body += chunk));
		request.on('end', () => {
			received.push({ headers: request.headers, body });
			response.writeHead(answerWith).end();
		});
	}).listen(0, '127.0.0.1');
	emulator.jobs.duration = 0;
});

afterAll(async () => {
	receiver.close();
	await emulator.stop();
	await rm(folder, { recursive: true });
});

/** The example of an endpoint, with some fields and files changed. */
const changed = (name: string, fields: object = {}, files?: object): Example => ({
	fields: withoutUndefined({ ...examples[name].fields, ...fields }),
	files: files || examples[name].files ? withoutUndefined({ ...examples[name].files, ...files }) : undefined,
});

const withoutUndefined = <T,>(record: Record<string, T>) =>
	Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));

/** What is wrong, by field; nothing where the request is taken. */
async function refusal(name: string, example: Example): Promise<Record<string, string[]>> {
	const { status, body } = await client.send(name, example);
	expect([200, 422]).toContain(status);
	return Object.fromEntries((body.errors ?? []).map(({ field, messages }: { field: string; messages: string[] }) => [field, messages]));
}

describe('the emulator', () => {
	it('lets nobody in without the key', async () => {
		expect(await new Client(emulator, {}).send('GET /balance')).toEqual({ status: 401, body: { message: 'Unauthorized user.' } });
	});

	it('refuses what the API refuses, in both shapes', async () => {
		const wrong = changed('POST /txt2img', { width: 100, prompt: '', webhook_url: 'http://n8n.test/' });
		expect(Object.keys(await refusal('POST /txt2img', wrong))).toEqual(['prompt', 'width', 'webhook_url']);
		emulator.errorShape = 'object';
		expect(Object.keys((await client.send('POST /txt2img', wrong)).body.errors)).toEqual(['prompt', 'width', 'webhook_url']);
		emulator.errorShape = 'list';
		expect(emulator.jobs.all.size).toBe(0);
	});

	it('gives results away by signed URL only, while it lasts', async () => {
		const { result_url: url, requestId } = await client.finish('POST /txt2img', examples['POST /txt2img']);
		expect((await fetch(url)).status).toBe(200);
		expect((await fetch(url, { headers: { authorization: 'Bearer key' } })).status).toBe(400);
		emulator.urlLifetime = -1;
		const { body } = await client.send(`GET /request-status/${requestId}`);
		expect((await fetch(body.data.result_url)).status).toBe(403);
		emulator.urlLifetime = 60_000;
	});

	it('signs its events, and repeats one until it is accepted', async () => {
		answerWith = 500;
		const webhook_url = `https://localhost:${(receiver.address() as AddressInfo).port}/`;
		const { requestId } = await client.finish('POST /img-rmbg', changed('POST /img-rmbg', { webhook_url }));
		await delay(50);
		answerWith = 200;
		await delay(300);
		const attempts = emulator.webhooks.deliveries.filter(
			(delivery) => delivery.requestId === requestId && delivery.event === 'job.completed',
		);
		expect(attempts.map(({ status }) => status)).toEqual([500, 200]);
		expect(new Set(attempts.map(({ deliveryId }) => deliveryId)).size).toBe(1);
		for (const { headers, body } of received) {
			const expected = createHmac('sha256', 'secret').update(`${headers['x-deapi-timestamp']}.${body}`).digest('hex');
			expect(headers['x-deapi-signature']).toBe(`sha256=${expected}`);
			expect(JSON.parse(body).data.job_type).toBe('img_rmbg');
		}
	});

	it.each(['POST /txt2img', 'POST /txt2img/price-calculation', 'POST /prompt/image'])('makes trouble for %s', async (name) => {
		const example = examples[name.replace('/price-calculation', '')];
		const before = emulator.jobs.all.size;
		emulator.faults.push({ on: name, drop: 'after' }, { on: name, drop: 'before' }, { on: name, status: 503 });
		await expect(client.send(name, example)).rejects.toThrow();
		await expect(client.send(name, example)).rejects.toThrow();
		expect((await client.send(name, example)).status).toBe(503);
		expect(emulator.jobs.all.size).toBe(before + (name === 'POST /txt2img' ? 1 : 0));
		expect(emulator.requestsTo(name).length).toBeGreaterThanOrEqual(3);
	});
});

describe('an endpoint', () => {
	it.each(Object.keys(api).filter((name) => api[name].price))(
		'%s takes what is right for its price, and says what is missing',
		async (name) => {
			const { method, path } = api[name].price!;
			const { status, body } = await client.send(`${method} ${path}`, examples[name]);
			expect(body).toMatchObject(api[name].answer === 'job' ? { data: { price: expect.any(Number) } } : { price: expect.any(Number) });
			const before = emulator.balance;
			expect([status, (await client.send(name, examples[name])).status]).toEqual([200, 200]);
			expect(before - emulator.balance).toBeCloseTo(body.price ?? body.data.price, 9);
			for (const field of REQUIRED[name].split(' ')) {
				const without = { [field]: undefined };
				expect(Object.keys(await refusal(name, changed(name, without, examples[name].files && without)))).toContain(field);
			}
			expect(emulator.balance).toBeCloseTo(before - (body.price ?? body.data.price), 9);
			emulator.balance = 0;
			expect(await refusal(name, examples[name])).toEqual({ balance: ['Not enough balance.'] });
			emulator.balance = 5;
		},
	);
});

describe('a result', () => {
	it.each(CONTENTS)('of %s %j is a real file', async (name, fields, content) => {
		const result = await client.result(name, changed(name, fields));
		expect(await probe(result.content)).toMatchObject(content);
		const { results_alt_formats: others } = result.data;
		expect(Object.keys(others ?? {})).toEqual(name.includes('img') && !name.includes('video') ? ['jpg', 'webp'] : []);
		if (!others) return;
		expect(await probe(await download(others.jpg))).toMatchObject({ videoCodec: 'mjpeg' });
		expect(await probe(await download(others.webp))).toMatchObject({ videoCodec: 'webp' });
	});

	it('is text where something was heard or read', async () => {
		const transcript = async (name: string, fields: object = {}) => String((await client.result(name, changed(name, fields))).content);
		expect(await transcript('POST /transcribe')).toContain('source_file.bin, 6.0 seconds long');
		expect(await transcript('POST /vid2txt')).toContain('https://www.youtube.com/watch?v=7qaiNfoMRts');
		expect(await transcript('POST /transcribe', { include_ts: true })).toMatch(
			/^\[00:00:00.000 --> 00:00:02.500\] This is .*\n\[00:00:02.500 --> /,
		);
		emulator.transcripts = 'json';
		const segments = [{ start: 0, end: 2.5, speaker: 'SPEAKER_00' }, {}, {}];
		expect(JSON.parse(await transcript('POST /transcribe', { include_ts: true }))).toMatchObject({ language: 'en', segments });
		emulator.calm();
		emulator.jobs.duration = 0;
		expect(await transcript('POST /img2txt')).toContain('256 x 256');
		expect(JSON.parse(await transcript('POST /img2txt', { format: 'json' }))).toMatchObject({ text: expect.any(String), width: 256 });
		const inResponse = await client.finish('POST /img2txt', changed('POST /img2txt', { return_result_in_response: true }));
		expect(inResponse).toMatchObject({ result: expect.stringContaining('256 x 256'), result_url: null });
	});

	it('does not come of a file that cannot be read', async () => {
		const broken = changed('POST /transcribe', {}, { source_file: Buffer.from('ID3 is how an MP3 begins, but not how it goes on') });
		expect(await client.finish('POST /transcribe', broken)).toMatchObject({
			status: 'error',
			error_code: 'PROCESSING_ERROR',
			result_url: null,
		});
	});

	it('is a list of vectors where texts were embedded', async () => {
		const [one, two, again] = JSON.parse(String((await client.result('POST /txt2embedding', examples['POST /txt2embedding'])).content));
		expect([one.length, Math.hypot(...one), Math.hypot(...two)]).toEqual([1024, expect.closeTo(1, 6), expect.closeTo(1, 6)]);
		expect(again).toEqual(one);
		expect(two).not.toEqual(one);
		const single = changed('POST /txt2embedding', { input: 'one', return_result_in_response: true });
		expect(await client.finish('POST /txt2embedding', single)).toMatchObject({ result: [one], result_url: null });
	});

	it('of a booster comes at once, with the prompt in it', async () => {
		expect((await client.send('POST /prompt/image', changed('POST /prompt/image', { negative_prompt: null }))).body).toEqual({
			prompt: expect.stringMatching(/^a cat in the garden, /),
			negative_prompt: expect.any(String),
		});
		expect(Object.keys((await client.send('POST /prompt/speech', examples['POST /prompt/speech'])).body)).toEqual(['prompt']);
		const sample = await client.send('GET /prompts/samples', { fields: { type: 'text2speech', topic: 'rain' } });
		expect(sample.body).toEqual({ success: true, data: { type: 'text2speech', prompt: expect.stringContaining('rain') } });
	});
});

describe('a rule', () => {
	it.each(RULES)('of %s %j: %s', async (name, fields, message, files) => {
		const found = Object.values(await refusal(name, changed(name, fields, files))).flat();
		expect(found).toEqual(message ? expect.arrayContaining([message]) : []);
	});

	it.each(LARGEST_FILES)(
		'of %s says that %s (%s) may have %d kilobytes, and not a byte more',
		async (name, field, format, kilobytes, fields) => {
			const content = await buffer(sampleBytes(format, kilobytes * 1024 + 1));
			const tooLarge = changed(name, fields, { [field]: content });
			expect((await refusal(name, tooLarge))[field]).toEqual([`The ${field} field must not be greater than ${kilobytes} kilobytes.`]);
			const largest = changed(name, fields, { [field]: content.subarray(0, -1) });
			expect(String((await refusal(name, largest))[field])).not.toContain('kilobytes');
		},
	);

	it.each(PRICES)('of the price of %s takes %j for a file or a text', async (name, fields, price) => {
		const example = { fields: changed(name, fields).fields };
		const { body } = await client.send(`POST ${api[name].price!.path}`, example);
		expect(body.data?.price ?? body).toBeCloseTo(price, 6);
	});
});

describe('a sample', () => {
	it.each(SAMPLES)('%s is served', async (name, content) => {
		const file = await download(`${emulator.storageUrl}/samples/${name}`);
		expect(await probe(file)).toMatchObject(content);
		if (name.startsWith('bytes')) expect(file.length).toBe(100_000);
	});
});
