import nock from 'nock';
import { describe, expect, it, vi } from 'vitest';

import { endpoints } from '../../../../nodes/shared/api/endpoints.ts';
import { Api } from '../../../../nodes/shared/api/client.ts';
import type { ApiContext } from '../../../../nodes/shared/api/client.ts';
import type { ApiRequest } from '../../../../nodes/shared/api/requestOptions.ts';
import { ApiError } from '../../../../nodes/shared/api/errors.ts';
import { getJobStatus } from '../../../../nodes/shared/api/jobs.ts';
import type { Timing } from '../../../../nodes/shared/util/timing.ts';
import { API, API_KEY, BASE_URL, executeContext, simulatedTiming, WEBHOOK_SECRET } from '../../../support/harness/contexts.mts';

const request = async (context: ApiContext, what: ApiRequest, timing?: Timing) => await new Api(context, timing).request(what);
const api = () => nock(BASE_URL);
const READ = { endpoint: endpoints.balance };
const SUBMISSION = { endpoint: endpoints.generateImage, body: { prompt: 'a cat' } };

async function failing(what: ApiRequest, timing = simulatedTiming()): Promise<ApiError> {
	const error = await request(executeContext(), what, timing).catch((thrown: unknown) => thrown);
	expect(error).toBeInstanceOf(ApiError);
	return error as ApiError;
}

describe('Api.request', () => {
	it('remembers what answers say of the limits: of submissions, and of status calls', async () => {
		const headers = (limit: number) => ({ 'X-RateLimit-Limit': String(limit), 'X-RateLimit-Remaining': '1' });
		api()
			.post(`${API}/images/generations`)
			.reply(200, { data: { request_id: 'a' } }, headers(3));
		api()
			.get(`${API}/jobs/a`)
			.reply(200, { data: { status: 'done' } }, headers(50));
		api().get(`${API}/jobs/a`).reply(404, { message: 'Not found.' });
		api().get(`${API}/account/balance`).reply(200, {}, headers(7));
		api().post(`${API}/images/generations/price`).reply(200, {}, headers(8));
		const timing = simulatedTiming();
		const client = new Api(executeContext(), timing);
		expect(client.rateLimits).toEqual({});
		await client.request(SUBMISSION);
		await getJobStatus(client, 'a');
		const limits = {
			submission: { at: timing.now(), limit: 3, remaining: 1 },
			status: { at: timing.now(), limit: 50, remaining: 1 },
		};
		expect(client.rateLimits).toEqual(limits);
		timing.advance(1_000);
		await expect(getJobStatus(client, 'a')).rejects.toThrow('Not found.');
		await client.request(READ);
		await client.request({ endpoint: endpoints.generateImage.price, body: {}, isRead: true });
		expect(client.rateLimits).toEqual(limits);
	});

	it('learns from a refusal, too', async () => {
		api().get(`${API}/jobs/a`).reply(404, {}, { 'x-ratelimit-limit': '300', 'x-ratelimit-remaining': '20' });
		const client = new Api(executeContext(), simulatedTiming());
		await expect(getJobStatus(client, 'a')).rejects.toThrow();
		expect(client.rateLimits.status).toMatchObject({ limit: 300, remaining: 20 });
	});

	it('sends the key and asks for JSON', async () => {
		api()
			.get(`${API}/account/balance`)
			.matchHeader('authorization', `Bearer ${API_KEY}`)
			.matchHeader('accept', 'application/json')
			.reply(200, { data: { balance: 4.52 } });
		expect(await request(executeContext(), READ)).toEqual({ data: { balance: 4.52 } });
	});

	it('sends a body as JSON', async () => {
		api()
			.post(`${API}/images/generations`, { prompt: 'a cat' })
			.matchHeader('content-type', /application\/json/)
			.reply(200, { data: { request_id: 'r1' } });
		expect(await request(executeContext(), SUBMISSION)).toEqual({ data: { request_id: 'r1' } });
	});

	it('reads its own part of the credential once for each run of a node', async () => {
		api().get(`${API}/account/balance`).times(3).reply(200, {});
		const [context, other] = [executeContext(), executeContext()];
		const readings = vi.spyOn(context, 'getCredentials');
		const ofOther = vi.spyOn(other, 'getCredentials');
		await request(context, READ);
		// n8n reads it on its own account, to sign each request.
		const first = readings.mock.calls.length;
		await request(context, READ);
		await request(other, READ);
		expect(readings.mock.calls.length - first).toBe(first - 1);
		expect(ofOther.mock.calls.length).toBe(first);
	});

	it('works below a base URL with a slash at its end', async () => {
		api().get(`${API}/account/balance`).reply(200, {});
		expect(await request(executeContext({ credentials: { baseUrl: `${BASE_URL}/` } }), READ)).toEqual({});
	});

	it('says what a wrong key means, once', async () => {
		api().get(`${API}/account/balance`).reply(401, { message: 'Unauthorized user.' });
		const error = await failing(READ);
		expect(error.message).toBe('deAPI did not accept the API key');
		expect(error.details).toMatchObject({ status: 401, accepted: 'no' });
	});

	it.each([
		['a list', { data: null, message: 'Invalid.', errors: [{ field: 'width', messages: ['Too wide.'] }], statusCode: 422 }],
		['an object', { message: 'Invalid.', errors: { width: ['Too wide.'] } }],
	])('reads validation messages that come as %s', async (_shape, body) => {
		api().post(`${API}/images/generations`).reply(422, body);
		const error = await failing(SUBMISSION);
		expect(error.message).toBe('deAPI refused the request: Invalid.');
		expect(error.details.fields).toEqual([{ field: 'width', messages: ['Too wide.'] }]);
	});

	it.each([
		[402, { message: 'Payment required.' }],
		[422, { message: 'Invalid.', errors: { balance: ['Not enough balance.'] } }],
		[422, { message: 'Insufficient GHX balance.' }],
	])('knows an empty wallet by status %i and %j', async (status, body) => {
		api().post(`${API}/images/generations`).reply(status, body);
		expect((await failing(SUBMISSION)).message).toMatch(/^The balance of the deAPI account is too low: /);
	});

	it.each(['text/html', 'application/json', 'text/plain'])('knows the page of a firewall from a refusal by the API: %s', async (type) => {
		api().get(`${API}/account/balance`).reply(403, '<html>Sorry, you have been blocked</html>', { 'content-type': type });
		const error = await failing(READ);
		expect(error.message).toBe('Something in front of deAPI refused this n8n');
		expect(error.details).toMatchObject({ status: 403, accepted: 'no', description: expect.stringContaining('firewall') });
		for (const body of ['{"message":"Suspended."}', '']) {
			api().get(`${API}/account/balance`).reply(403, body, { 'content-type': type });
			expect((await failing(READ)).message).toMatch(/^deAPI refused this account: /);
		}
	});

	it.each([
		['{"error":"Out of order."}', ': Out of order.'],
		['{"error":{"message":"Out of order."},"data":null}', ': Out of order.'],
		['{"message":"Out of order."}', ': Out of order.'],
		['{"message":"Out of order.","code":"E7","data":[]}', ': Out of order.'],
		['{"success":false}', ''],
	])('tells what is an error in spite of its status 200: %s', async (body, said) => {
		api().post(`${API}/images/generations`).reply(200, body);
		const error = await failing(SUBMISSION);
		expect(error.message).toBe(`deAPI answered with an error${said}`);
		expect(error.details.accepted).toBe('unknown');
	});

	it.each([
		'{"data":{"a":1},"error":null}',
		'{"prompt":"a","message":"ok"}',
		'{"success":true,"message":"ok"}',
		'{"data":[],"meta":{},"message":""}',
		'{}',
	])('takes %s for an answer', async (body) => {
		api().get(`${API}/account/balance`).reply(200, body);
		expect(await request(executeContext(), READ)).toEqual(JSON.parse(body));
	});

	it('takes a bare list for one that is wrapped', async () => {
		api()
			.get(`${API}/models`)
			.reply(200, [{ slug: 'a' }]);
		expect(await request(executeContext(), { endpoint: endpoints.models })).toEqual({ data: [{ slug: 'a' }] });
		api()
			.post(`${API}/images/generations`)
			.reply(422, [{ message: 'Odd.' }]);
		expect((await failing(SUBMISSION)).message).toBe('deAPI refused the request: validation failed');
	});

	it.each([
		{ message: { toString: 1 }, errors: { width: [{ toString: 1 }], height: { rule: 'max' } } },
		{ message: 'Odd.', errors: [{ field: { toString: 1 }, messages: [{ valueOf: null }] }] },
		{ message: ['Odd.'], errors: 'Odd.' },
	])('reads a refusal whose parts are no texts: %j', async (body) => {
		api().post(`${API}/images/generations`).reply(422, body);
		expect((await failing(SUBMISSION)).details).toMatchObject({ status: 422, accepted: 'no' });
	});

	it('copes with an answer in HTML', async () => {
		api().get(`${API}/account/balance`).times(4).reply(502, '<html>Bad gateway</html>', { 'content-type': 'text/html' });
		expect((await failing(READ)).message).toBe('deAPI answered with status 502');
		api().get(`${API}/account/balance`).reply(200, '<html>Sign in</html>', { 'content-type': 'application/json' });
		expect((await failing(READ)).message).toBe('deAPI answered with something that is not JSON');
	});

	it('does not follow a redirect with the key', async () => {
		api().get(`${API}/account/balance`).reply(302, '', { location: 'https://elsewhere.test/' });
		expect((await failing(READ)).message).toContain('not JSON');
	});
});

describe('retries', () => {
	it('repeats a read on 5xx, ever more slowly', async () => {
		const timing = simulatedTiming();
		api().get(`${API}/account/balance`).times(3).reply(500, {});
		api().get(`${API}/account/balance`).reply(200, { ok: true });
		expect(await request(executeContext(), READ, timing)).toEqual({ ok: true });
		expect(timing.slept).toEqual([1_000, 2_000, 4_000]);
	});

	it('repeats a read when the connection breaks', async () => {
		api()
			.get(`${API}/account/balance`)
			.replyWithError(Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' }));
		api().get(`${API}/account/balance`).reply(200, { ok: true });
		expect(await request(executeContext(), READ, simulatedTiming())).toEqual({ ok: true });
	});

	it('gives up after four attempts', async () => {
		api().get(`${API}/account/balance`).times(4).reply(503, {});
		expect((await failing(READ)).details.status).toBe(503);
	});

	it.each([
		['seconds', '7', 7_000],
		['a date', 'Sun, 27 Sep 2026 12:00:09 GMT', 9_000],
		['nothing', undefined, 1_000],
	])('waits as long as a 429 asks for in %s', async (_form, retryAfter, expected) => {
		const timing = simulatedTiming();
		const headers: Record<string, string> = retryAfter === undefined ? {} : { 'retry-after': retryAfter };
		api()
			.post(`${API}/images/generations`)
			.reply(429, { message: 'Too Many Attempts.' }, { 'x-ratelimit-type': 'minute', ...headers });
		api().post(`${API}/images/generations`).reply(200, { ok: true });
		expect(await request(executeContext(), SUBMISSION, timing)).toEqual({ ok: true });
		expect(timing.slept).toEqual([expected]);
	});

	it('waits out the limit of the minute as often as it is met, as long as it has patience', async () => {
		const timing = simulatedTiming();
		const limited = (times: number) =>
			api().post(`${API}/images/generations`).times(times).reply(429, {}, { 'x-ratelimit-type': 'minute', 'retry-after': '60' });
		limited(7);
		api().post(`${API}/images/generations`).reply(200, { ok: true });
		expect(await request(executeContext(), { ...SUBMISSION, patience: 600_000 }, timing)).toEqual({ ok: true });
		expect(timing.slept).toEqual(Array(7).fill(60_000));

		limited(4);
		const error = await failing({ ...SUBMISSION, patience: 200_000 });
		expect(error.details).toMatchObject({ limit: 'minute', accepted: 'no' });
	});

	it('does not wait for longer than it may', async () => {
		api().get(`${API}/account/balance`).reply(429, {}, { 'retry-after': '600' });
		const timing = simulatedTiming();
		expect((await failing(READ, timing)).details).toMatchObject({ limit: 'minute', retryAfter: 600 });
		expect(timing.slept).toEqual([]);
	});

	it('never waits for the next day', async () => {
		api().post(`${API}/images/generations`).reply(429, {}, { 'x-ratelimit-type': 'daily', 'retry-after': '30' });
		const error = await failing(SUBMISSION);
		expect(error.message).toBe('The daily limit of the deAPI plan is used up');
		expect(error.details.description).toContain('in 30 seconds');
	});

	it.each([
		['500', (path: nock.Interceptor) => path.reply(500, {})],
		['503 without Retry-After', (path: nock.Interceptor) => path.reply(503, {})],
		['a broken connection', (path: nock.Interceptor) => path.replyWithError(Object.assign(new Error('x'), { code: 'ECONNRESET' }))],
		['a timeout', (path: nock.Interceptor) => path.replyWithError(Object.assign(new Error('x'), { code: 'ETIMEDOUT' }))],
	])('sends a submission once after %s, since it may have been taken', async (_what, respond) => {
		respond(api().post(`${API}/images/generations`));
		expect((await failing(SUBMISSION)).details.accepted).not.toBe('no');
	});

	it.each([
		['503 with Retry-After', (path: nock.Interceptor) => path.reply(503, {}, { 'retry-after': '2' })],
		['a refused connection', (path: nock.Interceptor) => path.replyWithError(Object.assign(new Error('x'), { code: 'ECONNREFUSED' }))],
		['a name that does not resolve', (path: nock.Interceptor) => path.replyWithError(Object.assign(new Error('x'), { code: 'ENOTFOUND' }))],
	])('repeats a submission after %s, since it was not taken', async (_what, respond) => {
		respond(api().post(`${API}/images/generations`));
		api().post(`${API}/images/generations`).reply(200, { ok: true });
		expect(await request(executeContext(), SUBMISSION, simulatedTiming())).toEqual({ ok: true });
	});

	/** As Node.js throws it, within what axios makes of it. */
	const thrown = (code: string, syscall?: string) =>
		Object.assign(new Error('x'), { code, cause: Object.assign(new Error('x'), { code, syscall }) });

	it.each([
		['EHOSTUNREACH', 'connect'],
		['ENETUNREACH', 'connect'],
		['ETIMEDOUT', 'connect'],
		['ECONNREFUSED', undefined],
		['EAI_AGAIN', 'getaddrinfo'],
		['ENETUNREACH', 'getaddrinfo'],
	])('repeats a submission after %s of %s: there was no connection', async (code, syscall) => {
		api().post(`${API}/images/generations`).replyWithError(thrown(code, syscall));
		api().post(`${API}/images/generations`).reply(200, { ok: true });
		expect(await request(executeContext(), SUBMISSION, simulatedTiming())).toEqual({ ok: true });
	});

	it.each([
		['EHOSTUNREACH', 'read'],
		['ENETUNREACH', 'write'],
		['EHOSTUNREACH', undefined],
		['ENETUNREACH', undefined],
		['ECONNRESET', 'read'],
		['EPIPE', 'write'],
	])('sends a submission once after %s of %s, which may end a connection that was made', async (code, syscall) => {
		api().post(`${API}/images/generations`).replyWithError(thrown(code, syscall));
		expect((await failing(SUBMISSION)).details).toMatchObject({ code, accepted: 'unknown' });
	});

	it.each([
		'ERR_INVALID_URL',
		'ERR_BAD_REQUEST',
		'ERR_TLS_CERT_ALTNAME_INVALID',
		'CERT_HAS_EXPIRED',
		'CERT_NOT_YET_VALID',
		'DEPTH_ZERO_SELF_SIGNED_CERT',
		'SELF_SIGNED_CERT_IN_CHAIN',
		'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
		'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
	])('tries nothing again after %s, which lasts, and nothing was submitted', async (code) => {
		const timing = simulatedTiming();
		api().post(`${API}/images/generations`).replyWithError(thrown(code));
		api().get(`${API}/account/balance`).replyWithError(thrown(code));
		expect((await failing(SUBMISSION, timing)).details).toMatchObject({ code, accepted: 'no', isDown: true });
		expect((await failing(READ, timing)).details).toMatchObject({ code, isDown: true });
		expect(timing.slept).toEqual([]);
	});

	it('stops when the execution is cancelled', async () => {
		const controller = new AbortController();
		const timing = simulatedTiming();
		api().get(`${API}/account/balance`).reply(500, {});
		const stopping = { ...timing, sleep: async () => controller.abort() };
		await expect(request(executeContext({ signal: controller.signal }), READ, stopping)).rejects.toThrow('status 500');
	});

	it('learns of a job that is accepted while the execution is cancelled', async () => {
		const stop = new AbortController();
		const answer = { data: { request_id: 'a' } };
		api()
			.post(`${API}/images/generations`, () => {
				stop.abort();
				return true;
			})
			.delay(50)
			.reply(200, answer);
		expect(await request(executeContext({ signal: stop.signal }), SUBMISSION, simulatedTiming())).toEqual(answer);
	});

	it('submits nothing for an execution that is cancelled while n8n reads the credential', async () => {
		const stop = new AbortController();
		const cancelling = executeContext({ signal: stop.signal });
		const { getCredentials } = cancelling;
		let times = 0;
		cancelling.getCredentials = async <T extends object>(type: string) => {
			if (++times === 2) stop.abort();
			return (await getCredentials.call(cancelling, type)) as T;
		};
		const refusal = { message: 'The execution was cancelled, and nothing was submitted', details: { accepted: 'no' } };
		await expect(request(cancelling, SUBMISSION, simulatedTiming())).rejects.toMatchObject(refusal);
		expect(times).toBe(2);
	});

	it('submits nothing for an execution that is cancelled', async () => {
		const cancelled = executeContext({ signal: AbortSignal.abort() });
		const refusal = { message: 'The execution was cancelled, and nothing was submitted', details: { accepted: 'no' } };
		await expect(request(cancelled, SUBMISSION, simulatedTiming())).rejects.toMatchObject(refusal);
	});

	it.each([
		[401, {}],
		[403, {}],
		[422, { accept: 'application/json' }],
		[500, {}],
	])('tells neither key nor secret where an answer of %i repeats them, in whatever form', async (status, headers) => {
		const [apiKey, webhookSecret] = ['12|a/key"that-is-told', 'a/secret\\that-is-told'];
		const echoed = `authorization: Bearer ${apiKey}, secret ${webhookSecret}`;
		const texts = [
			JSON.stringify({ message: echoed, errors: { [apiKey]: [echoed], b: { [webhookSecret]: 1 } } }).replaceAll('/', '\\/'),
			JSON.stringify({ message: echoed, error_reason: webhookSecret, errors: [{ field: webhookSecret, messages: [echoed] }] }),
			`<html>${encodeURIComponent(apiKey)} ${echoed}</html>`,
		];
		for (const body of texts) {
			api()
				.get(`${API}/account/balance`)
				.times(status === 500 ? 4 : 1)
				.reply(status, body, headers);
			const context = executeContext({ credentials: { apiKey, webhookSecret } });
			const error = (await request(context, READ, simulatedTiming()).catch((reason: unknown) => reason)) as ApiError;
			expect(error).toBeInstanceOf(ApiError);
			expect(error.message + JSON.stringify(error.details)).not.toContain('is-told');
		}
	});

	it('does not tell the key even where the API repeats it', async () => {
		const body = { message: `The key ${API_KEY} is not known.`, errors: { key: [`${API_KEY} is wrong`] } };
		api().get(`${API}/account/balance`).reply(422, body);
		const { message, details } = await failing(READ);
		expect(message).toBe('deAPI refused the request: The key [hidden] is not known.');
		expect(JSON.stringify(details)).not.toContain(API_KEY);
	});

	it('never tells the key or the secret', async () => {
		api()
			.get(`${API}/account/balance`)
			.times(4)
			.replyWithError(Object.assign(new Error('x'), { code: 'ECONNRESET' }));
		const { message, details, stack } = await failing(READ);
		const all = JSON.stringify({ message, details, stack });
		expect(all).toContain('ECONNRESET');
		expect(all).not.toContain(API_KEY);
		expect(all).not.toContain(WEBHOOK_SECRET);
	});
});
