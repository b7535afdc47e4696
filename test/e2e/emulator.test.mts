import { createHmac } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { makeCertificate } from '../emulator/certificate.mts';
import { Emulator } from '../emulator/emulator.mts';

/** The emulator is what the other tests believe in; here it is held against the facts file. */
let emulator: Emulator;
let receiver: Server;
let folder: string;
const received: Array<{ headers: Record<string, unknown>; body: string }> = [];
let answerWith = 200;

const REQUEST = { prompt: 'a cat', model: 'Flux1schnell', width: 256, height: 256, seed: 1, steps: 1 };

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'deapi-emulator-'));
	const certificate = await makeCertificate(folder, ['localhost']);
	setDefaultCACertificates([...getCACertificates('default'), certificate.cert]);
	emulator = await new Emulator({ certificate, apiKey: 'key', webhookSecret: 'secret', retrySecond: 1 }).start();
	receiver = createServer({ key: certificate.key, cert: certificate.cert }, (request, response) => {
		let body = '';
		request.on('data', (chunk) => (body += chunk));
		request.on('end', () => {
			received.push({ headers: request.headers, body });
			response.writeHead(answerWith).end();
		});
	}).listen(0, '127.0.0.1');
	emulator.jobs.duration = 100;
});

afterAll(async () => {
	receiver.close();
	await emulator.stop();
	await rm(folder, { recursive: true });
});

async function call(path: string, body?: object, headers: Record<string, string> = { authorization: 'Bearer key' }) {
	const response = await fetch(`${emulator.url}/api/v1/client${path}`, {
		method: body ? 'POST' : 'GET',
		headers: { ...headers, ...(body && { 'content-type': 'application/json' }) },
		body: body && JSON.stringify(body),
	});
	return { status: response.status, body: (await response.json()) as any };
}

async function finished(extra: object = {}): Promise<any> {
	const { body } = await call('/txt2img', { ...REQUEST, ...extra });
	for (;;) {
		const status = await call(`/request-status/${body.data.request_id}`);
		if (status.body.data.status === 'done') return { requestId: body.data.request_id, ...status.body.data };
		await delay(20);
	}
}

describe('the emulator', () => {
	it('lets nobody in without the key', async () => {
		expect(await call('/balance', undefined, {})).toEqual({ status: 401, body: { message: 'Unauthorized user.' } });
	});

	it('refuses what the API refuses, in both shapes', async () => {
		const wrong = { ...REQUEST, width: 100, prompt: '', webhook_url: 'http://n8n.test/' };
		const list = await call('/txt2img', wrong);
		expect(list.status).toBe(422);
		expect(list.body.errors.map(({ field }: { field: string }) => field)).toEqual(['prompt', 'width', 'webhook_url']);
		emulator.errorShape = 'object';
		expect(Object.keys((await call('/txt2img', wrong)).body.errors)).toEqual(['prompt', 'width', 'webhook_url']);
		emulator.errorShape = 'list';
		expect(emulator.jobs.all.size).toBe(0);
	});

	it('takes money for a job, and none for a refusal', async () => {
		const before = emulator.balance;
		await finished();
		expect(emulator.balance).toBeLessThan(before);
		emulator.balance = 0;
		expect((await call('/txt2img', REQUEST)).body.errors).toEqual([{ field: 'balance', messages: ['Not enough balance.'] }]);
		emulator.balance = before;
	});

	it('gives results away by signed URL only, while it lasts', async () => {
		const { result_url: url, requestId } = await finished();
		expect((await fetch(url)).status).toBe(200);
		expect((await fetch(url, { headers: { authorization: 'Bearer key' } })).status).toBe(400);
		emulator.urlLifetime = -1;
		const { body } = await call(`/request-status/${requestId}`);
		expect((await fetch(body.data.result_url)).status).toBe(403);
		emulator.urlLifetime = 60_000;
	});

	it('signs its events, and repeats one until it is accepted', async () => {
		answerWith = 500;
		const url = `https://localhost:${(receiver.address() as AddressInfo).port}/`;
		const { requestId } = await finished({ webhook_url: url });
		await delay(50);
		answerWith = 200;
		await delay(300);
		const attempts = emulator.webhooks.deliveries.filter((delivery) => delivery.requestId === requestId && delivery.event === 'job.completed');
		expect(attempts.map(({ status }) => status)).toEqual([500, 200]);
		for (const { headers, body } of received) {
			const expected = createHmac('sha256', 'secret').update(`${headers['x-deapi-timestamp']}.${body}`).digest('hex');
			expect(headers['x-deapi-signature']).toBe(`sha256=${expected}`);
		}
	});

	it('loses the answer of a submission that it takes, when it is told to', async () => {
		const before = emulator.jobs.all.size;
		emulator.faults.push({ on: 'POST /txt2img', drop: 'after' });
		await expect(call('/txt2img', REQUEST)).rejects.toThrow();
		emulator.faults.push({ on: 'POST /txt2img', drop: 'before' });
		await expect(call('/txt2img', REQUEST)).rejects.toThrow();
		expect(emulator.jobs.all.size).toBe(before + 1);
	});
});
