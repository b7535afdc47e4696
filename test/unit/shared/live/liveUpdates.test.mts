import { afterEach, describe, expect, it, vi } from 'vitest';

import { AUTHORIZED, liveRun, pass, ScriptedSocket, subscribe } from '../../../support/harness/scriptedSocket.mts';

const REFUSED = { statusCode: 403, body: { message: 'Forbidden' } };

afterEach(() => {
	vi.useRealTimers();
	vi.unstubAllGlobals();
});

async function opened(credentials?: Record<string, unknown>, answer = AUTHORIZED) {
	const run = liveRun(() => answer, credentials);
	await run.live.open();
	await pass(0);
	return run;
}

describe('live updates', () => {
	it.each([undefined, '', '  ', null])('are off where the Client ID is %j', async (clientId) => {
		const { live } = await opened({ clientId });
		expect(ScriptedSocket.all).toEqual([]);
		await live.ready();
		expect(live.close()).toBeUndefined();
	});

	it('are off on a Node.js that has no WebSocket', async () => {
		const { live } = liveRun(() => AUTHORIZED);
		vi.stubGlobal('WebSocket', undefined);
		await live.open();
		await live.ready();
		expect(live.of('a', Date.now())).toEqual({ isCovered: false });
		expect(live.close()).toBeUndefined();
	});

	it.each([
		['https://api.deapi.ai', 'wss://soketi.deapi.ai/app/depin-api-prod-key'],
		['https://proxy.example.com/deapi/', 'wss://proxy.example.com/deapi/app/depin-api-prod-key'],
		['http://localhost:8080', 'ws://localhost:8080/app/depin-api-prod-key'],
	])('of %s come from its own server', async (baseUrl, address) => {
		await opened({ clientId: '42', baseUrl });
		expect(ScriptedSocket.last.url.split('?')[0]).toBe(address);
		expect(new URL(ScriptedSocket.last.url).searchParams.get('protocol')).toBe('7');
	});

	it.each(['42', 42, ' 42 ', 'private-client.42'])('open the channel of the account (%j) with the API key', async (clientId) => {
		const { calls } = await opened({ clientId });
		const socket = await subscribe();
		expect(calls).toMatchObject([
			{ url: 'https://api.deapi.test/broadcasting/auth', body: { socket_id: '12.34', channel_name: 'private-client.42' } },
		]);
		expect(socket.sent.at(-1)).toEqual({
			event: 'pusher:subscribe',
			data: { channel: 'private-client.42', auth: 'depin-api-prod-key:abc' },
		});
	});

	it('cover what runs since the channel is open, and what is heard of later', async () => {
		const { live } = await opened();
		const before = Date.now();
		await pass(500);
		const socket = await subscribe();
		expect([live.of('old', before), live.of('new', Date.now())]).toEqual([{ isCovered: false }, { isCovered: true }]);
		socket.update('old', 'processing');
		expect(live.of('old', before)).toEqual({ isCovered: true });
		await pass(500);
		socket.cut();
		await pass(0);
		expect(live.of('new', Date.now())).toEqual({ isCovered: false });
	});

	it.each([
		['done', true],
		['error', true],
		['failed', true],
		['pending', false],
		['processing', false],
		['in_progress', false],
		['something new', false],
	])('that say %j wake the run: %s', async (status, wakes) => {
		const { live } = await opened();
		const socket = await subscribe();
		const slept = live.sleep(10_000);
		await pass(1_000);
		socket.update('a', status);
		await pass(9_000);
		expect(await slept).toBe(wakes);
		expect(live.of('a', 0).endedAt !== undefined).toBe(wakes);
	});

	it('keep when a job has ended, whatever is told later', async () => {
		const { live } = await opened();
		const socket = await subscribe();
		const endedAt = Date.now();
		socket.update('a', 'done');
		await pass(1_000);
		for (const status of ['done', 'processing']) socket.update('a', status);
		expect(live.of('a', 0).endedAt).toBe(endedAt);
	});

	it.each([
		'{',
		'null',
		'[]',
		'{"event":7}',
		'{"event":"request.status.updated"}',
		'{"event":"request.status.updated","data":"{\\"request_id\\":7}"}',
		new ArrayBuffer(2),
	])('take no harm from %s', async (frame) => {
		const { live } = await opened();
		const socket = await subscribe();
		socket.raw(frame);
		await pass(0);
		socket.update('a', 'done');
		expect(live.of('a', 0).endedAt).toBeDefined();
	});

	it('answer a ping', async () => {
		await opened();
		const socket = await subscribe();
		socket.frame('pusher:ping');
		expect(socket.sent.at(-1)?.event).toBe('pusher:pong');
	});

	it('ask a silent connection whether it stands, and open another where no answer comes', async () => {
		await opened();
		const socket = await subscribe();
		await pass(60_000);
		expect(socket.sent.filter(({ event }) => event === 'pusher:ping').length).toBeGreaterThan(2);
		socket.isStalled = true;
		await pass(14_000);
		expect([socket.readyState, ScriptedSocket.all.length]).toEqual([1, 1]);
		await pass(17_000);
		expect([socket.readyState, ScriptedSocket.all.length]).toEqual([3, 2]);
	});

	it('are opened again at growing intervals, of half a minute at most', async () => {
		vi.spyOn(Math, 'random').mockReturnValue(1);
		await opened();
		const pauses: number[] = [];
		for (let attempt = 0; attempt < 8; attempt++) {
			const cutAt = Date.now();
			const { length } = ScriptedSocket.all;
			ScriptedSocket.last.cut();
			while (ScriptedSocket.all.length === length && Date.now() < cutAt + 60_000) await pass(500);
			pauses.push((Date.now() - cutAt) / 1000);
		}
		expect(pauses).toEqual([1, 2, 4, 8, 16, 30, 30, 30]);
		await subscribe();
		ScriptedSocket.last.cut();
		await pass(1_000);
		expect(ScriptedSocket.all.length).toBe(10);
	});

	it.each([
		[4001, 1, 'refuses'],
		[4009, 1, 'refuses'],
		[4100, 2, undefined],
		[4200, 2, undefined],
	])('where the server says %i are %i connections', async (code, connections, words) => {
		const { live } = await opened();
		await subscribe();
		ScriptedSocket.last.frame('pusher:error', { code, message: 'No' });
		await pass(1_000);
		expect(ScriptedSocket.all.length).toBe(connections);
		if (words) expect(live.close()).toContain(words);
	});

	it('say what to do where the Client ID is another one’s', async () => {
		const { live } = await opened({ clientId: '43' }, REFUSED);
		ScriptedSocket.last.establish();
		await pass(60_000);
		expect(ScriptedSocket.all.length).toBe(1);
		expect(live.close()).toBe(
			'Polled without the live updates of deAPI, because deAPI does not open the channel of Client ID 43 to this API key. Copy "Client ID" from the deAPI dashboard into the credential, or empty it there.',
		);
	});

	it('are tried again where the channel cannot be opened now', async () => {
		await opened(undefined, { statusCode: 503, body: '<html>' });
		ScriptedSocket.last.establish();
		await pass(60_000);
		expect(ScriptedSocket.all.length).toBeGreaterThan(1);
	});

	it('tell that their server cannot be reached, but not that a connection was lost', async () => {
		const never = await opened();
		ScriptedSocket.last.cut();
		await pass(0);
		expect(never.live.close()).toMatch(/^Polled without .*cannot be reached\. .*"Client ID"/);

		const lost = await opened();
		(await subscribe()).cut();
		await pass(0);
		expect(lost.live.close()).toBeUndefined();
	});

	it('leave nothing open when the run is over, whatever they are at', async () => {
		for (const moment of [
			async () => undefined,
			async () => ScriptedSocket.last.establish(),
			async () => void (await subscribe()),
			async () => {
				ScriptedSocket.last.cut();
				await pass(0);
			},
		]) {
			const { live } = await opened();
			await moment();
			live.close();
			await pass(0);
			expect([ScriptedSocket.open, vi.getTimerCount()]).toEqual([0, 0]);
			await live.open();
			await pass(60_000);
			expect(ScriptedSocket.all.length).toBe(1);
		}
	});

	it.each([
		['its server does not answer', () => undefined],
		['the channel did not open', () => ScriptedSocket.last.establish()],
	])('are tried again where %s', async (because, begin) => {
		const { live } = await opened();
		begin();
		await pass(15_000);
		expect(ScriptedSocket.open).toBe(0);
		await pass(1_000);
		expect(ScriptedSocket.all.length).toBe(2);
		expect(live.close()).toContain(because);
	});

	it('keep nobody waiting whose execution is cancelled', async () => {
		const { live, stop } = await opened();
		const ready = live.ready();
		stop.abort();
		await pass(0);
		await ready;
		await live.ready();
		expect(vi.getTimerCount()).toBe(1);
	});

	it('let a submission wait for them, but not for long', async () => {
		const { live } = await opened();
		const ready = vi.fn();
		void live.ready().then(ready);
		await pass(999);
		expect(ready).not.toHaveBeenCalled();
		await pass(1);
		expect(ready).toHaveBeenCalled();

		const other = await opened();
		const otherReady = vi.fn();
		void other.live.ready().then(otherReady);
		await subscribe();
		expect(otherReady).toHaveBeenCalled();
	});
});
