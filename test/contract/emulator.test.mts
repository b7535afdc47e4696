import { createHmac } from 'node:crypto';
import { once } from 'node:events';
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
import type { Version } from '../support/emulator/api.mts';
import { makeCertificate } from '../support/emulator/certificate.mts';
import { Client, download } from '../support/emulator/client.mts';
import { Emulator } from '../support/emulator/emulator.mts';
import { makeExamples } from '../support/emulator/examples.mts';
import type { Example } from '../support/emulator/examples.mts';
import { CONTENTS, REQUIRED, SAMPLES, V1 } from '../support/emulator/facts.mts';
import { JOB_TYPES, LARGEST_FILES, PRICES, RULES } from '../support/emulator/factsOfRules.mts';
import { probe } from '../support/emulator/media.mts';
import { sampleBytes } from '../support/emulator/samples.mts';

/** The emulator is what the other tests believe in; here it is held against docs/api.md. */
let emulator: Emulator;
let client: Client;
let oldClient: Client;
let examples: Record<string, Example>;
let receiver: Server;
let folder: string;
const received: Array<{ headers: Record<string, unknown>; body: string }> = [];
let refusesFirstAttempts = false;

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'deapi-emulator-'));
	const certificate = await makeCertificate(folder, ['localhost']);
	setDefaultCACertificates([...getCACertificates('default'), certificate.cert]);
	emulator = await new Emulator({ certificate, apiKey: 'key', webhookSecret: 'secret', retrySecond: 1 }).start();
	client = new Client(emulator, { authorization: 'Bearer key' });
	oldClient = new Client(emulator, { authorization: 'Bearer key' }, 'v1');
	examples = await makeExamples();
	receiver = createServer({ key: certificate.key, cert: certificate.cert }, (request, response) => {
		let body = '';
		request.on('data', (chunk) => (body += chunk));
		request.on('end', () => {
			const isRepeated = received.some(({ headers }) => headers['x-deapi-delivery-id'] === request.headers['x-deapi-delivery-id']);
			received.push({ headers: request.headers, body });
			response.writeHead(refusesFirstAttempts && !isRepeated ? 500 : 200).end();
		});
	}).listen(0, '127.0.0.1');
	await once(receiver, 'listening');
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
async function refusal(name: string, example: Example, by = client): Promise<Record<string, string[]>> {
	const { status, body } = await by.send(name, example);
	expect([200, 422]).toContain(status);
	return body.errors ?? {};
}

/** Those of each version that cost money, as the emulator's table has them. */
const paid = (version: Version) => Object.keys(api[version]).filter((name) => api[version][name].price);

describe('the emulator', () => {
	it.each([{}, { authorization: 'Bearer other' }, { authorization: 'Bearer dpn-sk-key' }] as Array<Record<string, string>>)(
		'lets nobody in with %j',
		async (headers) => {
			const { status, body } = await new Client(emulator, headers).send('GET /account/balance');
			expect([status, body]).toEqual([401, { message: 'Unauthenticated.' }]);
		},
	);

	it('refuses what the API refuses, in both shapes', async () => {
		const wrong = changed('POST /images/generations', { width: 100, prompt: '', webhook_url: 'http://n8n.test/' });
		const { body } = await client.send('POST /images/generations', wrong);
		expect(Object.keys(body.errors)).toEqual(['prompt', 'width', 'webhook_url']);
		expect(body.message).toBe('The prompt field is required. (and 3 more errors)');
		emulator.errorShape = 'list';
		const { errors } = (await client.send('POST /images/generations', wrong)).body;
		expect(errors.map(({ field }: { field: string }) => field)).toEqual(['prompt', 'width', 'webhook_url']);
		emulator.errorShape = 'object';
		expect(emulator.jobs.all.size).toBe(0);
	});

	it.each([
		['GET /utilities/balance', 'v2', 'The route api/v2/utilities/balance could not be found.'],
		['GET /request-status/1', 'v2', 'The route api/v2/request-status/1 could not be found.'],
		['GET /prompts/samples', 'v2', 'The route api/v2/prompts/samples could not be found.'],
		['GET /prompts/samples', 'v1', 'The route api/v1/client/prompts/samples could not be found.'],
		['GET /jobs/1', 'v2', 'No query results for the requested resource.'],
		['GET /request-status/1', 'v1', 'No query results for the requested resource.'],
	] as const)('does not know %s of %s', async (name, version, message) => {
		const { status, body } = await (version === 'v1' ? oldClient : client).send(name);
		expect([status, body]).toEqual([404, { message }]);
		expect(emulator.requests.at(-1)).toMatchObject({ version, path: name.split(' ')[1] });
	});

	it.each(['image', 'image2image', 'video', 'speech', 'image/price-calculation'])('says that /prompt/%s is gone', async (name) => {
		const { status, headers } = await oldClient.send(`POST /prompt/${name}`);
		expect([status, headers.get('deprecation'), headers.get('link')]).toEqual([
			410,
			'true',
			expect.stringContaining('/api/v2/prompts/enhancements>'),
		]);
	});

	it('does not look at what is above 75 MB', async () => {
		const response = await fetch(`${emulator.url}/api/v2/images/ocr`, { method: 'POST', body: Buffer.alloc(75 * 1024 * 1024 + 1) });
		expect([response.status, response.headers.get('content-type')]).toEqual([413, 'text/html']);
		expect(emulator.requestsTo('POST /images/ocr')).toHaveLength(1);
	});

	it('gives results away by signed URL only, while it lasts', async () => {
		const { result_url: url, requestId } = await client.finish('POST /images/generations', examples['POST /images/generations']);
		expect((await fetch(url)).status).toBe(200);
		expect((await fetch(url, { headers: { authorization: 'Bearer key' } })).status).toBe(400);
		emulator.urlLifetime = -1;
		const { body } = await client.send(`GET /jobs/${requestId}`);
		expect((await fetch(body.data.result_url)).status).toBe(403);
		emulator.urlLifetime = 60_000;
	});

	const address = () => `https://localhost:${(receiver.address() as AddressInfo).port}/`;
	const signedBy = (secret: string) =>
		received.every(({ headers, body }) => {
			const expected = createHmac('sha256', secret).update(`${headers['x-deapi-timestamp']}.${body}`).digest('hex');
			return headers['x-deapi-signature'] === `sha256=${expected}`;
		});
	const OWN = 'x'.repeat(32);

	it('repeats an event until it is accepted', async () => {
		refusesFirstAttempts = true;
		const { requestId } = await client.finish(
			'POST /images/background-removals',
			changed('POST /images/background-removals', { webhook_url: address() }),
		);
		const deliveries = () => emulator.webhooks.deliveries.filter((delivery) => delivery.requestId === requestId);
		// That it is processed is an event, too.
		await expect.poll(() => deliveries().filter(({ status }) => status === 200).length).toBe(2);
		refusesFirstAttempts = false;
		const attempts = deliveries().filter(({ event }) => event === 'job.completed');
		expect(attempts.map(({ status }) => status)).toEqual([500, 200]);
		expect(new Set(attempts.map(({ deliveryId }) => deliveryId)).size).toBe(1);
		expect(signedBy('secret')).toBe(true);
	});

	it.each([
		['the secret of the job', { webhook_secret: OWN }, {}, OWN],
		['the secret of the account', {}, {}, 'secret'],
		['the secret of the account, on a host that knows no other', { webhook_secret: OWN }, { ignoresJobSecret: true }, 'secret'],
		['the secret of the job, where the account has none', { webhook_secret: OWN }, { secret: '' }, OWN],
		['nothing, where there is no secret', {}, { secret: '' }, undefined],
	])('signs its events by %s', async (_name, fields, webhooks, secret) => {
		Object.assign(emulator.webhooks, webhooks);
		received.length = 0;
		await client.finish('POST /images/ocr', changed('POST /images/ocr', { webhook_url: address(), ...fields }));
		await expect.poll(() => received).toHaveLength(2);
		if (secret) expect(signedBy(secret)).toBe(true);
		else expect(received.map(({ headers }) => headers['x-deapi-signature'])).toEqual(['', '']);
		Object.assign(emulator.webhooks, { ignoresJobSecret: false, secret: 'secret' });
	});

	it('does not know the secret of a job of version 1', async () => {
		received.length = 0;
		await oldClient.finish('POST /img2txt', changed('POST /images/ocr', { webhook_url: address(), webhook_secret: OWN }));
		await expect.poll(() => received).toHaveLength(2);
		expect(signedBy('secret')).toBe(true);
	});

	it('writes its events as PHP does', async () => {
		received.length = 0;
		emulator.jobs.plans.push({ outcome: 'error', errorCode: 'WORKER_TIMEOUT', errorReason: 'TIMEOUT', retryable: true });
		for (const name of ['POST /images/ocr', 'POST /images/ocr']) await client.finish(name, changed(name, { webhook_url: address() }));
		await expect.poll(() => received).toHaveLength(4);
		const events = received.map(({ body }) => JSON.parse(body)).filter(({ event }) => event !== 'job.processing');
		const ISO = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$/);
		const common = { job_request_id: expect.any(String), previous_status: 'processing', job_type: 'img2txt' };
		const failure = { error_code: 'WORKER_TIMEOUT', error_reason: 'TIMEOUT', retryable: true, refunded: true };
		expect(events.map(({ timestamp, data }) => [timestamp, data])).toEqual([
			[ISO, { ...common, status: 'error', failed_at: ISO, ...failure }],
			[ISO, { ...common, status: 'done', completed_at: ISO, processing_time_ms: expect.any(Number), result_url: expect.any(String) }],
		]);
		expect(received.at(-1)!.body).toContain(String.raw`"result_url":"https:\/\/localhost`);
	});

	it.each(JOB_TYPES)('calls the job of %s %j %s', async (name, fields, type, files) => {
		const { requestId } = await client.finish(name, changed(name, fields, files));
		expect(emulator.jobs.eventData(emulator.jobs.all.get(requestId)!).job_type).toBe(type);
	});

	it.each(['POST /images/generations', 'POST /images/generations/price', 'POST /prompts/enhancements'])(
		'makes trouble for %s',
		async (name) => {
			const example = examples[name.replace('/price', '')];
			const before = emulator.jobs.all.size;
			emulator.faults.push({ on: name, drop: 'after' }, { on: name, drop: 'before' }, { on: name, status: 503 });
			await expect(client.send(name, example)).rejects.toThrow();
			await expect(client.send(name, example)).rejects.toThrow();
			expect((await client.send(name, example)).status).toBe(503);
			expect(emulator.jobs.all.size).toBe(before + (name === 'POST /images/generations' ? 1 : 0));
			expect(emulator.requestsTo(name).length).toBeGreaterThanOrEqual(3);
		},
	);
});

describe('an endpoint', () => {
	it.each(paid('v2'))('%s takes what is right for its price, and says what is missing', async (name) => {
		expect(api.v2[name].price!.path).toBe(`${name.split(' ')[1]}/price`);
		await tryOut(client, name, examples[name], api.v2[name].price!.path, REQUIRED[name]);
	});

	it.each(paid('v1'))('%s of version 1 takes what is right for its price, and says what is missing', async (name) => {
		const { does = name, price, required = REQUIRED[does] } = V1[name];
		emulator.hasSamples = true;
		await tryOut(oldClient, name, examples[does], price, required);
		emulator.hasSamples = false;
	});

	it('of version 1 does not know what version 2 alone has', async () => {
		const newer = { ts_level: 'word', diarize: true, lang: 'x'.repeat(17), include_metadata: 'no' };
		expect(await refusal('POST /transcribe', changed('POST /audio/transcriptions', newer), oldClient)).toEqual({});
		const partner = { model: 'gpt-image-2', width: 1024, height: 1024, steps: undefined, quality: 'best', enhance_prompt: 'no' };
		expect(await refusal('POST /txt2img', changed('POST /images/generations', partner), oldClient)).toEqual({});
	});

	it('is known under every name', () => {
		expect([paid('v2').toSorted(), paid('v1').toSorted()]).toEqual([Object.keys(REQUIRED).toSorted(), Object.keys(V1).toSorted()]);
	});

	const spoiled = ({ fields, files }: Example, field: string): Example => ({
		fields: without(fields, field),
		files: files && without(files, field),
	});
	const without = <T,>(record: Record<string, T>, field: string) =>
		Object.fromEntries(Object.entries(record).filter(([name]) => name !== field));

	async function tryOut(by: Client, name: string, example: Example, pricePath: string, required: string) {
		const method = name.split(' ')[0];
		const { status, body } = await by.send(`${method} ${pricePath}`, example);
		const price: number = body.price ?? body.data.price;
		expect(price).toEqual(expect.any(Number));
		const before = emulator.balance;
		expect([status, (await by.send(name, example)).status]).toEqual([200, 200]);
		expect(before - emulator.balance).toBeCloseTo(price, 9);
		for (const field of required.split(' ')) {
			expect(Object.keys(await refusal(name, spoiled(example, field), by))).toContain(field);
		}
		expect(emulator.balance).toBeCloseTo(before - price, 9);
		emulator.balance = 0.48;
		expect(await refusal(name, example, by)).toEqual({ balance: ['Not enough balance.'] });
		emulator.balance = 20;
	}
});

describe('a result', () => {
	it.each(CONTENTS)('of %s %j is a real file', async (name, fields, content) => {
		const result = await client.result(name, changed(name, fields));
		expect(await probe(result.content)).toMatchObject(content);
		const { results_alt_formats: others } = result.data;
		expect(Object.keys(others ?? {})).toEqual(name.startsWith('POST /images') ? ['jpg', 'webp'] : []);
		if (!others) return;
		expect(await probe(await download(others.jpg))).toMatchObject({ videoCodec: 'mjpeg' });
		expect(await probe(await download(others.webp))).toMatchObject({ videoCodec: 'webp' });
	});

	it('is text where something was heard or read', async () => {
		const transcript = async (name: string, fields: object = {}) => String((await client.result(name, changed(name, fields))).content);
		expect(await transcript('POST /audio/transcriptions')).toContain('source_file.bin, 6.0 seconds long');
		expect(await transcript('POST /audio/transcriptions', { include_ts: true })).toMatch(/^\[0:00 - 0:02\]  This is .*\n\[0:02 - 0:05\]  /);
		const json = async (fields: object) =>
			JSON.parse(await transcript('POST /audio/transcriptions', { model: 'WhisperLargeV3Ct2', ...fields }));
		expect(await json({})).toEqual({ text: expect.stringContaining('6.0 seconds long'), language: 'en', segments: [] });
		const [timed] = (await json({ include_ts: true, lang: 'pl' })).segments;
		expect(timed).toEqual({ start: 0, end: 2.5, text: expect.any(String), avg_logprob: expect.any(Number) });
		const [first, second] = (await json({ diarize: true, ts_level: 'word' })).segments;
		expect([first.speaker, second.speaker]).toEqual(['SPEAKER_00', 'SPEAKER_01']);
		expect(first.words[0]).toMatchObject({ word: 'This', start: 0, speaker: 'SPEAKER_00' });
		expect(await transcript('POST /images/ocr')).toContain('256 x 256');
		expect(JSON.parse(await transcript('POST /images/ocr', { format: 'json' }))).toMatchObject({ text: expect.any(String), width: 256 });
		const inResponse = await client.finish('POST /images/ocr', changed('POST /images/ocr', { return_result_in_response: true }));
		expect(inResponse).toMatchObject({ result: expect.stringContaining('256 x 256'), result_url: expect.any(String) });
		const old = (await oldClient.send(`GET /request-status/${inResponse.requestId}`)).body.data;
		expect(old).toMatchObject({ progress: '100.00', result: inResponse.result, result_url: null });
	});

	it('does not come of a file that cannot be read', async () => {
		const broken = changed(
			'POST /audio/transcriptions',
			{},
			{ source_file: Buffer.from('ID3 is how an MP3 begins, but not how it goes on') },
		);
		expect(await client.finish('POST /audio/transcriptions', broken)).toMatchObject({
			status: 'error',
			error_code: 'PROCESSING_ERROR',
			result_url: null,
		});
	});

	it('is a list of vectors where texts were embedded', async () => {
		const [one, two, again] = JSON.parse(String((await client.result('POST /embeddings', examples['POST /embeddings'])).content));
		expect([one.length, Math.hypot(...one), Math.hypot(...two)]).toEqual([1024, expect.closeTo(1, 6), expect.closeTo(1, 6)]);
		expect(again).toEqual(one);
		expect(two).not.toEqual(one);
		const single = changed('POST /embeddings', { input: 'one', return_result_in_response: true });
		expect(await client.finish('POST /embeddings', single)).toMatchObject({ result: JSON.stringify([one]) });
	});

	it('of an enhancement comes at once, with the prompt in it', async () => {
		const enhance = async (fields: object) =>
			(await client.send('POST /prompts/enhancements', changed('POST /prompts/enhancements', fields))).body;
		expect(await enhance({})).toEqual({
			prompt: expect.stringMatching(/^a cat in the garden, /),
			negative_prompt: expect.stringMatching(/^blurry, /),
		});
		expect(await enhance({ type: 'audio.music' })).toEqual({ prompt: expect.any(String), negative_prompt: null });
		emulator.hasSamples = true;
		const sample = await oldClient.send('GET /prompts/samples', { fields: { type: 'text2speech', topic: 'rain' } });
		expect(sample.body).toEqual({ success: true, data: { type: 'text2speech', prompt: expect.stringContaining('rain') } });
		emulator.hasSamples = false;
	});
});

describe('a job', () => {
	const KEYS =
		'status preview result_url results_alt_formats result metadata progress error_code error_reason retryable refunded failed_at price prompt_boosted prompt_boost';
	const finish = async (name: string, fields: object = {}, files?: object) => await client.finish(name, changed(name, fields, files));

	it('tells all that the API tells, in its order', async () => {
		const { requestId, ...data } = await finish('POST /embeddings');
		expect(Object.keys(data).join(' ')).toBe(KEYS);
		expect(data).toMatchObject({ status: 'done', progress: 100, price: { amount: expect.any(Number), is_estimated: false } });
		expect(Object.keys((await oldClient.send(`GET /request-status/${requestId}`)).body.data).join(' ')).toBe(
			'status progress preview result_url results_alt_formats result',
		);
	});

	it('has no price before it has ended', async () => {
		emulator.jobs.plans.push({ outcome: 'never' });
		const { body } = await client.send('POST /embeddings', examples['POST /embeddings']);
		expect((await client.send(`GET /jobs/${body.data.request_id}`)).body.data).toMatchObject({ price: null, result_url: null });
	});

	it('gives the money back where it fails, but for what was planned otherwise', async () => {
		const before = emulator.balance;
		emulator.jobs.plans.push(
			{ outcome: 'error', errorMessage: 'age-restricted', errorReason: 'SOURCE_RESTRICTED', retryable: false },
			{ outcome: 'error', refunded: false },
		);
		const { requestId: _one, ...data } = await finish('POST /images/generations');
		expect(Object.keys(data).toSorted()).toEqual([...KEYS.split(' '), 'error_message'].toSorted());
		const failure = { error_code: 'WORKER_ERROR', error_message: 'age-restricted', error_reason: 'SOURCE_RESTRICTED' };
		expect(data).toMatchObject({ ...failure, retryable: false, refunded: true, price: { amount: 0, is_estimated: false } });
		expect(emulator.balance).toBeCloseTo(before, 9);
		expect(await finish('POST /images/generations')).toMatchObject({ error_reason: 'PROCESSING_FAILED', retryable: null, refunded: false });
		expect(emulator.balance).toBeLessThan(before);
	});

	it.each(['done', 'error'] as const)('that is %s stays so, however late it began', async (outcome) => {
		const takesAWhile = { outcome, duration: 400 };
		emulator.jobs.plans.push(takesAWhile, takesAWhile);
		const begin = async (): Promise<string> => (await client.send('POST /embeddings', examples['POST /embeddings'])).body.data.request_id;
		const first = await begin();
		await delay(340);
		const ids = [first, await begin()];
		// Node.js comes to the end of the second with that of the first, and before its beginning.
		for (const until = Date.now() + 500; Date.now() < until; );
		const jobs = ids.map((id) => emulator.jobs.all.get(id)!);
		await expect.poll(() => jobs.every(({ endedAt }) => endedAt !== undefined)).toBe(true);
		expect(jobs.map(({ status }) => status)).toEqual([outcome, outcome]);
	});

	it.each(['done', 'error'] as const)('that is ended by hand stays so, were it to be %s later', async (outcome) => {
		emulator.jobs.plans.push({ outcome, duration: 2_000 });
		const { body } = await client.send('POST /embeddings', examples['POST /embeddings']);
		const job = emulator.jobs.all.get(body.data.request_id)!;
		await emulator.jobs.finish(job);
		const { balance } = emulator;
		await delay(2_200);
		expect([job.status, emulator.balance]).toEqual(['done', balance]);
	});

	it('of a partner has a price that is an estimate', async () => {
		const fields = { model: 'gpt-image-2', width: 1024, height: 1024, steps: undefined, quality: 'low' };
		expect((await client.send('POST /images/generations/price', changed('POST /images/generations', fields))).body.data).toEqual({
			price: 0.011,
			is_estimated: true,
		});
		expect((await finish('POST /images/generations', fields)).price).toEqual({ amount: 0.011, is_estimated: true });
	});

	it('says what became of its prompt, and costs more for it', async () => {
		const before = emulator.balance;
		const { price, ...data } = await finish('POST /images/generations', { enhance_prompt: true, negative_prompt: 'fog' });
		expect(data).toMatchObject({
			prompt_boosted: true,
			prompt_boost: {
				prompt: expect.stringMatching(/^a cat in the garden, /),
				prompt_original: 'a cat in the garden',
				negative_prompt: expect.stringMatching(/^fog, /),
				negative_prompt_original: 'fog',
			},
		});
		expect(before - emulator.balance).toBeCloseTo(price.amount + 0.0008728, 9);
	});

	it('of a transcription says what was heard, and of which source', async () => {
		const source = { source_url: 'https://youtu.be/1', include_metadata: true };
		const heard = await finish('POST /audio/transcriptions', source, { source_file: undefined });
		const transcription = { language: 'en', ts_level: null, diarization_available: false, structured: false };
		expect(heard).toMatchObject({ metadata: { extractor: 'youtube', save_count: null }, transcription });
		const uploaded = await finish('POST /audio/transcriptions', { model: 'WhisperLargeV3Ct2', include_metadata: true, diarize: true });
		expect(uploaded).toMatchObject({
			metadata: null,
			transcription: { ts_level: 'segment', diarization_available: true, structured: true },
		});
	});
});

describe('the catalog', () => {
	const list = async (fields: object = {}, by = client) => (await by.send('GET /models', { fields: { ...fields } })).body;

	it('is told in pages of 50 at most, by limit alone', async () => {
		const { data, meta, links } = await list({ limit: 100 });
		expect([data.length, meta.per_page, meta.total]).toEqual([data.length, 50, data.length]);
		expect(links).toEqual({ first: expect.any(String), last: expect.any(String), prev: null, next: null });
		expect((await list({ per_page: 50 })).data).toHaveLength(25);
		const second = await list({ limit: 20, page: 2 });
		expect(second.data[0]).toEqual(data[20]);
	});

	it('has tags and the newest models in version 2 alone', async () => {
		const [entry] = (await list({ limit: 50 })).data.slice(-1);
		expect(entry).toMatchObject({ slug: 'gpt-image-2', tags: ['experimental'], status: 'test_model' });
		const old = (await list({ limit: 50 }, oldClient)).data;
		const slugs = old.map(({ slug }: { slug: string }) => slug);
		expect(Object.keys(old[0])).toEqual(['name', 'slug', 'inference_types', 'info', 'loras', 'languages']);
		expect([slugs.includes('WhisperLargeV3'), slugs.includes('WhisperLargeV3Ct2')]).toEqual([true, false]);
		const unlisted = { ...examples['POST /audio/transcriptions'].fields, model: 'WhisperLargeV3Ct2' };
		expect(await refusal('POST /transcribe', { ...examples['POST /audio/transcriptions'], fields: unlisted }, oldClient)).toEqual({});
	});
});

describe('the limits of requests', () => {
	const headersOf = async (name: string) => {
		const { status, headers } = await client.send(name, examples[name]);
		const found = [...headers].filter(([key]) => /^(x-ratelimit|retry)/.test(key));
		return { status, ...Object.fromEntries(found.map(([key, value]) => [key.replace('x-ratelimit-', ''), Number(value)])) };
	};

	it('are told at every request, and not enforced', async () => {
		emulator.calm();
		emulator.jobs.duration = 0;
		const fresh = { status: 200, limit: 300, remaining: 299, reset: expect.any(Number) };
		expect([await headersOf('POST /embeddings'), await headersOf('POST /embeddings')]).toEqual([fresh, fresh]);
	});

	it('hold where they are to, by plan and endpoint', async () => {
		emulator.plan = 'basic';
		emulator.enforcesLimits = true;
		const daily = { 'daily-limit': 100, reset: expect.any(Number) };
		const answers = [];
		for (let time = 0; time < 4; time++) answers.push(await headersOf('POST /images/generations'));
		expect(answers).toEqual([
			{ status: 200, limit: 3, remaining: 2, 'daily-remaining': 99, ...daily },
			{ status: 200, limit: 3, remaining: 1, 'daily-remaining': 98, ...daily },
			{ status: 200, limit: 3, remaining: 0, 'daily-remaining': 97, ...daily },
			{ status: 429, limit: 3, remaining: 0, 'daily-remaining': 97, ...daily, 'retry-after': expect.any(Number) },
		]);
		expect((await client.send('POST /images/generations', examples['POST /images/generations'])).body).toEqual({
			message: 'Too Many Attempts.',
		});
		expect(Object.keys(await headersOf('GET /jobs/1'))).toEqual(['status', 'limit', 'remaining', 'reset']);
		expect(await headersOf('GET /account/balance')).toEqual({ status: 200 });
		emulator.calm();
		emulator.jobs.duration = 0;
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
			expect((await refusal(name, tooLarge))[field]).toEqual([
				`The ${field.replace('_', ' ')} field must not be greater than ${kilobytes} kilobytes.`,
			]);
			const largest = changed(name, fields, { [field]: content.subarray(0, -1) });
			expect(String((await refusal(name, largest))[field])).not.toContain('kilobytes');
		},
	);

	it.each(PRICES)('of the price of %s takes %j for a file or a text', async (name, fields, price) => {
		const example = { fields: changed(name, fields).fields };
		const { body } = await client.send(`POST ${api.v2[name].price!.path}`, example);
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
