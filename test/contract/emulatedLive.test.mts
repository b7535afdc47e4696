import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import Pusher from 'pusher-js';
import type { Channel, Options } from 'pusher-js';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

import { makeCertificate } from '../support/emulator/certificate.mts';
import { Client } from '../support/emulator/client.mts';
import { Emulator } from '../support/emulator/emulator.mts';
import { makeExamples } from '../support/emulator/examples.mts';
import type { Example } from '../support/emulator/examples.mts';
import type { Plan } from '../support/emulator/jobs.mts';
import type { Update } from '../support/emulator/live/updates.mts';
import { probe } from '../support/emulator/probe.mts';

/** The emulator's live updates, held against docs/api.md#live-updates by the client that the vendor recommends. */
const KEY = 'depin-api-prod-key';
let emulator: Emulator;
let client: Client;
let examples: Record<string, Example>;
let folder: string;
const pushers: Pusher[] = [];
const sockets: WebSocket[] = [];

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'deapi-live-'));
	const certificate = await makeCertificate(folder, ['localhost']);
	setDefaultCACertificates([...getCACertificates('default'), certificate.cert]);
	emulator = await new Emulator({ certificate, apiKey: 'key', webhookSecret: 'secret' }).start();
	client = new Client(emulator, { authorization: 'Bearer key' });
	examples = await makeExamples();
});

afterEach(async () => {
	emulator.calm();
	for (const pusher of pushers.splice(0)) pusher.disconnect();
	for (const socket of sockets.splice(0)) socket.close();
	await expect.poll(() => emulator.live.open).toBe(0);
});

afterAll(async () => {
	await emulator.stop();
	await rm(folder, { recursive: true });
});

const channelOf = (clientId: string) => `private-client.${clientId}`;

function connect(options: Partial<Options> = {}, apiKey = 'key', key = KEY): Pusher {
	const { hostname, port } = new URL(emulator.url);
	const pusher = new Pusher(key, {
		cluster: 'mt1',
		wsHost: hostname,
		wssPort: Number(port),
		forceTLS: true,
		enabledTransports: ['ws', 'wss'],
		channelAuthorization: {
			transport: 'ajax',
			endpoint: `${emulator.url}/broadcasting/auth`,
			headers: { authorization: `Bearer ${apiKey}` },
		},
		...options,
	});
	pushers.push(pusher);
	return pusher;
}

/** What is heard on the account's channel, once it is joined. */
async function listen(pusher = connect()): Promise<Update[]> {
	const heard: Update[] = [];
	const channel = pusher.subscribe(channelOf(emulator.clientId));
	channel.bind('request.status.updated', (update: Update) => void heard.push(update));
	await said(channel, 'pusher:subscription_succeeded');
	return heard;
}

async function said(channel: Channel | Pusher['connection'], event: string): Promise<any> {
	return await new Promise((resolve) => channel.bind(event, resolve));
}

async function finish(name: string, plan: Plan = {}): Promise<string> {
	emulator.jobs.plans.push({ duration: 400, ...plan });
	return (await client.finish(name, examples[name])).requestId;
}

/** A socket of our own, and the events that came through it. */
function open(query = '?protocol=7', key = KEY) {
	const socket = new WebSocket(`${emulator.url.replace('http', 'ws')}/app/${key}${query}`);
	sockets.push(socket);
	const events: Array<{ event: string; data: any }> = [];
	socket.addEventListener('message', ({ data }) => void events.push(JSON.parse(data as string)));
	const closed = new Promise<number>((resolve) => socket.addEventListener('close', ({ code }) => resolve(code)));
	return { socket, events, closed, send: (event: string, data: object) => socket.send(JSON.stringify({ event, data })) };
}

async function authorize(fields: object, authorization = 'Bearer key') {
	const headers = { authorization, 'content-type': 'application/json' };
	const response = await fetch(`${emulator.url}/broadcasting/auth`, { method: 'POST', headers, body: JSON.stringify(fields) });
	return { status: response.status, body: (await response.json()) as any };
}

describe('a socket', () => {
	it('is greeted, and told when to ping', async () => {
		const { socket, events } = open();
		await once(socket, 'message');
		expect(events).toEqual([{ event: 'pusher:connection_established', data: expect.any(String) }]);
		expect(JSON.parse(events[0].data)).toEqual({ socket_id: expect.stringMatching(/^\d+\.\d+$/), activity_timeout: 30 });
		expect(emulator.live.open).toBe(1);
	});

	it('is not greeted for another app, or in another protocol', async () => {
		const other = open('?protocol=7', 'another');
		expect(await other.closed).toBe(4001);
		expect(other.events).toEqual([{ event: 'pusher:error', data: { code: 4001, message: 'App key another does not exist.' } }]);
		expect(await open('').closed).toBe(4007);
		expect(await said(connect({}, 'key', 'another').connection, 'error')).toMatchObject({ error: { data: { code: 4001 } } });
	});

	it('stays open while it is used or pinged, and is closed where nothing is heard of it', async () => {
		Object.assign(emulator.live.habits, { activityTimeout: 0.5, patience: 2_000 });
		const [pusher, silent] = [connect(), open()];
		await said(pusher.connection, 'connected');
		const states: string[] = [];
		pusher.connection.bind('state_change', ({ current }: { current: string }) => void states.push(current));
		expect(await silent.closed).toBe(4201);
		await delay(1_000);
		expect([states, emulator.live.open]).toEqual([[], 1]);
	});

	it('answers a ping', async () => {
		const pusher = connect();
		await said(pusher.connection, 'connected');
		const { socket, events, send } = open();
		await once(socket, 'message');
		send('pusher:ping', {});
		emulator.live.ping();
		await expect.poll(() => events.length).toBe(3);
		expect(
			events
				.slice(1)
				.map(({ event }) => event)
				.toSorted(),
		).toEqual(['pusher:ping', 'pusher:pong']);
	});

	it.each([404, 503, 'break'] as const)('is not opened where it is refused: %s', async (refuse) => {
		emulator.live.refuse = refuse;
		const { socket, closed } = open();
		await once(socket, 'error');
		expect([await closed, emulator.live.open]).toEqual([1006, 0]);
	});

	it('is left alone where nobody answers', async () => {
		emulator.live.refuse = 'silence';
		const { socket } = open();
		await delay(300);
		expect([socket.readyState, emulator.live.open]).toEqual([WebSocket.CONNECTING, 1]);
	});
});

describe('the channel', () => {
	it('is joined with the key of the account, in JSON as well', async () => {
		await listen();
		const customHandler = async ({ socketId, channelName }: { socketId: string; channelName: string }, callback: any) =>
			callback(null, (await authorize({ socket_id: socketId, channel_name: channelName })).body);
		await listen(connect({ channelAuthorization: { customHandler } as unknown as Options['channelAuthorization'] }));
		expect(emulator.live.listening).toBe(2);
	});

	it('of another client is refused, and any with a wrong key', async () => {
		const refused = connect().subscribe(channelOf('1'));
		expect(await said(refused, 'pusher:subscription_error')).toMatchObject({ type: 'AuthError', status: 403 });
		const stranger = connect({}, 'wrong').subscribe(channelOf(emulator.clientId));
		expect(await said(stranger, 'pusher:subscription_error')).toMatchObject({ type: 'AuthError', status: 401 });
		expect(emulator.live.listening).toBe(0);
	});

	it('is not joined with what was said to another socket, or of another channel', async () => {
		const { socket, events, send } = open();
		await once(socket, 'message');
		const { socket_id } = JSON.parse(events[0].data);
		const channel = channelOf(emulator.clientId);
		const { body } = await authorize({ socket_id: '1.2', channel_name: channel });
		expect(body).toEqual({ auth: expect.stringMatching(/^depin-api-prod-key:[0-9a-f]{64}$/) });
		send('pusher:subscribe', { channel, ...body });
		send('pusher:subscribe', { channel });
		send('pusher:subscribe', { channel: channelOf('1'), ...(await authorize({ socket_id, channel_name: channel })).body });
		await expect.poll(() => events.length).toBe(4);
		const data = { type: 'AuthError', error: 'The connection is unauthorized.', status: 401 };
		expect(events[1]).toEqual({ event: 'pusher:subscription_error', channel, data });
		expect(emulator.live.listening).toBe(0);
		expect((await authorize({ socket_id: 'x', channel_name: channel })).status).toBe(500);
		expect((await authorize({ socket_id, channel_name: 'private-client.1' })).status).toBe(403);
	});
});

describe('an update', () => {
	it('comes at every step of a job, with a picture where one is drawn', async () => {
		const heard = await listen();
		const requestId = await finish('POST /images/generations');
		await expect.poll(() => heard.at(-1)?.status).toBe('done');
		const common = { request_id: requestId, result_url: null };
		const drawing = { ...common, status: 'in_progress', preview: expect.stringMatching(/^data:image\/png;base64,/) };
		expect(heard).toEqual([
			{ ...common, status: 'processing', preview: null, progress: '10.00' },
			{ ...drawing, progress: '24.50' },
			{ ...drawing, progress: '45.50' },
			{ ...drawing, progress: '78.25' },
			{ ...common, status: 'done', preview: null, progress: '100.00', result_url: expect.stringContaining(requestId) },
		]);
		const [, base64] = heard[2].preview!.split(',');
		expect(await probe(Buffer.from(base64, 'base64'))).toMatchObject({ width: 32, height: 32 });
		expect((await fetch(heard[4].result_url!)).status).toBe(200);
	});

	it('has no picture where none is drawn', async () => {
		const heard = await listen();
		await finish('POST /embeddings');
		await expect.poll(() => heard.at(-1)?.status).toBe('done');
		expect(heard.map(({ preview }) => preview)).toEqual([null, null, null, null, null]);
	});

	it('of a failure never comes', async () => {
		const heard = await listen();
		await finish('POST /images/generations', { outcome: 'error' });
		await expect.poll(() => heard.length).toBe(4);
		await delay(200);
		expect(heard.map(({ progress }) => progress)).toEqual(['10.00', '24.50', '45.50', '78.25']);
	});

	it('comes again after a socket was cut', async () => {
		const pusher = connect();
		const heard = await listen(pusher);
		const again = said(pusher.connection, 'connected');
		emulator.live.cut('one');
		await again;
		await expect.poll(() => emulator.live.listening).toBe(1);
		await finish('POST /embeddings');
		await expect.poll(() => heard.length).toBe(5);
	});

	it('may get lost, come several times, be of other jobs, be no update at all, or come to nobody', async () => {
		const heard = await listen();
		emulator.live.mute = true;
		await finish('POST /embeddings');
		Object.assign(emulator.live, { mute: false, copies: 2 });
		const update: Update = { request_id: 'another', status: 'done', preview: null, result_url: null, progress: '100.00' };
		emulator.live.announce(update);
		emulator.live.send('{ not JSON');
		await expect.poll(() => heard.length).toBe(2);
		emulator.live.habits.stall = true;
		emulator.live.announce(update);
		await delay(200);
		expect(heard).toEqual([update, update]);
	});

	it('may come before the API says that the job is done', async () => {
		emulator.live.early = 2_000;
		const heard = await listen();
		const finished = finish('POST /embeddings');
		await expect.poll(() => heard.at(-1)?.status).toBe('done');
		const job = [...emulator.jobs.all.values()].at(-1)!;
		expect([job.status, job.endedAt]).toEqual(['processing', undefined]);
		await finished;
		expect(heard).toHaveLength(5);
	});
});
