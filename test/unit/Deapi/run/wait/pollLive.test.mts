import { afterEach, describe, expect, it, vi } from 'vitest';

import { checkThenPoll, pollUntilDone } from '../../../../../nodes/Deapi/run/wait/poll.ts';
import type { JobOutcomes } from '../../../../../nodes/Deapi/run/wait/poll.ts';
import type { Job } from '../../../../../nodes/Deapi/run/state/run.ts';
import { AUTHORIZED, liveRun, pass, ScriptedSocket, subscribe } from '../../../../support/harness/scriptedSocket.mts';

afterEach(() => {
	vi.useRealTimers();
	vi.unstubAllGlobals();
});

/** Seconds, to the hundredth. */
const round = (ms: number) => Math.round(ms / 10) / 100;

interface Play {
	/** How long each job takes, in seconds. */
	lengths: number[];
	ends?: 'done' | 'error';
	wait?: number;
	/** How long the API says that a job runs after deAPI has told that it is done, in milliseconds. */
	lag?: number;
	isUntold?: boolean;
	/** Of what the API allows. */
	limit?: number;
}

/** Jobs that are submitted when the channel is open, and polled for. */
async function play({ lengths, ends = 'done', lag = 0, isUntold = ends === 'error', wait = 600, limit = 50 }: Play) {
	let startedAt = 0;
	const run = liveRun((url) => {
		if (url.endsWith('/auth')) return AUTHORIZED;
		const seconds = lengths[Number(url.split('/').at(-1))];
		const isOver = Date.now() >= startedAt + seconds * 1000 + lag;
		const data = isOver ? { status: ends, ...(ends === 'done' && { result_url: 'https://x.test/1' }) } : { status: 'processing' };
		return { statusCode: 200, headers: { 'x-ratelimit-limit': String(limit) }, body: { data } };
	});
	const { api, live, calls } = run;
	await live.open();
	await pass(0);
	const socket = await subscribe();
	startedAt = Date.now();
	const jobs = lengths.map(
		(_, index): Job => ({ requestId: String(index), parts: [{ itemIndex: 0 }], model: 'm', submittedAt: startedAt }),
	);
	if (!isUntold) {
		for (const [index, seconds] of lengths.entries()) setTimeout(() => socket.update(String(index), 'done'), seconds * 1000);
	}
	let outcomes: JobOutcomes | undefined;
	let ended = 0;
	const polled = pollUntilDone({ api, live }, jobs, startedAt + wait * 1000).then((result) => {
		outcomes = result;
		ended = round(Date.now() - startedAt);
	});
	return {
		...run,
		startedAt,
		socket,
		jobs,
		polled,
		ended: () => ended,
		kinds: () => [...(outcomes?.values() ?? [])].map(({ kind }) => kind),
		looks: () => calls.filter(({ url }) => url.includes('/jobs/')).map(({ at }) => round(at - startedAt)),
	};
}

describe('polling with live updates', () => {
	it.each([
		[0.2, [0.2]],
		[2, [2]],
		[10, [10]],
		[60, [20, 60]],
		[200, [20, 65, 110, 155, 200]],
	])('notices a job of %f s at its end, with looks at %j', async (length, looks) => {
		const run = await play({ lengths: [length] });
		await pass(length * 1000 + 5);
		expect(run.looks()).toEqual(looks);
		expect(run.kinds()).toEqual(['done']);
	});

	it('asks again soon where the API does not say yet that the job is done', async () => {
		const run = await play({ lengths: [2], lag: 400 });
		await pass(4_000);
		expect(run.looks()).toEqual([2, 2.25, 3.25]);
		expect(run.kinds()).toEqual(['done']);
	});

	it.each([5, 30])('finds a job that has failed after %i s, which is never told, by its slow looks', async (length) => {
		const run = await play({ lengths: [length], ends: 'error' });
		await pass(65_000);
		expect(run.ended()).toBe(length < 20 ? 20 : 65);
		expect(run.kinds()).toEqual(['failed']);
	});

	it('finds what was told to nobody', async () => {
		const run = await play({ lengths: [5], isUntold: true });
		await pass(20_000);
		expect(run.kinds()).toEqual(['done']);
	});

	it('polls as without them while the connection is lost', async () => {
		const run = await play({ lengths: [12], isUntold: true });
		await pass(3_000);
		run.socket.cut();
		vi.stubGlobal('WebSocket', class extends ScriptedSocket {});
		await pass(12_000);
		expect(run.looks()).toEqual([4, 7, 10, 13]);
		expect(run.kinds()).toEqual(['done']);
	});

	it('looks slowly again once a new connection covers the job', async () => {
		const run = await play({ lengths: [60] });
		await pass(3_000);
		run.socket.cut();
		await pass(2_000);
		const socket = await subscribe();
		setTimeout(() => socket.update('0', 'done'), 55_000);
		await pass(55_100);
		expect(run.looks()).toEqual([4, 7, 20, 60]);
	});

	it('hears of the end while it waits for the last look', async () => {
		const run = await play({ lengths: [15], wait: 18 });
		await pass(15_005);
		expect([run.looks(), run.kinds()]).toEqual([[15], ['done']]);
	});

	it('still looks a last time when waiting ends', async () => {
		const run = await play({ lengths: [15], wait: 18, isUntold: true });
		await pass(18_005);
		expect([run.looks(), run.kinds()]).toEqual([[18], ['done']]);
	});

	it('looks at each of many jobs when it has ended, within the plan’s limit', async () => {
		const lengths = Array.from({ length: 30 }, (_, index) => 1 + index * 2);
		const run = await play({ lengths });
		await pass(120_000);
		expect(run.kinds().filter((kind) => kind === 'done').length).toBe(30);
		expect(run.looks().length).toBeLessThanOrEqual(60);
		expect(run.ended()).toBeLessThanOrEqual(61);
	});

	it('stops when the execution is cancelled', async () => {
		const run = await play({ lengths: [60] });
		await pass(3_000);
		run.stop.abort();
		await run.polled;
		expect(run.looks()).toEqual([]);
	});

	it('looks at jobs of an earlier try at once, and then slowly', async () => {
		const run = await play({ lengths: [] });
		const old = { requestId: 'old', parts: [{ itemIndex: 0 }], model: 'm', submittedAt: run.startedAt - 300_000 };
		void checkThenPoll(run, [old], run.startedAt + 600_000);
		await pass(44_000);
		expect(run.looks()).toEqual([0]);
	});
});
