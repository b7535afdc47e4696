import { describe, expect, it } from 'vitest';

import { CallBudget } from '../../../../../nodes/Deapi/run/wait/callBudget.ts';
import { checkThenPoll, pollUntilDone } from '../../../../../nodes/Deapi/run/wait/poll.ts';
import type { Job } from '../../../../../nodes/Deapi/run/state/run.ts';
import { polling } from '../../../../support/harness/contexts.mts';
import { busiestMinute, limitedApi } from '../../../../support/harness/limitedApi.mts';
import type { Limits } from '../../../../support/harness/limitedApi.mts';

interface Play extends Limits {
	jobs?: number;
	/** In seconds. */
	wait?: number;
	/** What the answer to the submission has said. */
	submission?: number;
	/** Whether the jobs are looked at at once, as after a callback, which `isWoken` says. */
	isLookedAtAtOnce?: boolean;
	isWoken?: boolean;
}

/** Jobs that were just submitted, and when each was looked at. */
async function play({ jobs: count = 1, wait = 600, submission, isLookedAtAtOnce, isWoken, ...limits }: Play) {
	const { api, startedAt, timing, looks } = limitedApi(limits);
	if (submission !== undefined) api.rateLimits.submission = { at: startedAt, limit: submission };
	const jobs = Array.from({ length: count }, (_, index): Job => {
		const requestId = `j${index}`;
		return { requestId, parts: [{ itemIndex: index }], model: 'm', submittedAt: startedAt - (isWoken ? 60_000 : 0) };
	});
	const until = startedAt + wait * 1000;
	const outcomes = await (isLookedAtAtOnce || isWoken
		? checkThenPoll(polling(api), jobs, until, isWoken ? startedAt : undefined)
		: pollUntilDone(polling(api), jobs, until));
	const done = [...outcomes.values()].filter(({ kind }) => kind === 'done').length;
	const seconds = looks.map(({ at }) => at / 1000);
	return { done, looks, seconds, ended: (timing.now() - startedAt) / 1000, refused: looks.filter(({ status }) => status === 429) };
}
const withoutRemaining = ({ 'x-ratelimit-limit': limit }: Record<string, string>) => ({ 'x-ratelimit-limit': limit });
const after = (seconds: number) => () => seconds * 1000;

describe('the rhythm of looks', () => {
	it('notices a job of two seconds at once where the submission says that 300 calls a minute are allowed, by three calls', async () => {
		const { seconds, done } = await play({ limit: 300, submission: 300, doneAfter: after(2) });
		expect(done).toBe(1);
		expect(seconds).toEqual([1, 1.5, 2]);
	});

	it.each([2.1, 2.6, 3.2])('notices a job of %f s within one second', async (length) => {
		const { ended } = await play({ limit: 300, submission: 300, doneAfter: after(length) });
		expect(ended - length).toBeLessThanOrEqual(1);
	});

	it.each([10, 20])('notices %i such jobs as soon', async (jobs) => {
		const { ended, done, looks } = await play({ limit: 300, submission: 300, jobs, doneAfter: after(2) });
		expect(done).toBe(jobs);
		expect(ended).toBeLessThanOrEqual(3);
		expect(looks.length).toBeLessThanOrEqual(40);
	});

	it('finds a hundred such jobs by a single look at each, since they share the calls', async () => {
		const { ended, looks } = await play({ limit: 300, submission: 300, jobs: 100, doneAfter: after(2) });
		expect([ended, looks.length]).toEqual([4, 100]);
	});

	it.each([
		['says nothing', { isSilent: true }],
		['says that 50 calls are allowed', { limit: 50 }],
		['has said that three submissions are', { limit: 50, submission: 3 }],
	])('is that of 50 calls a minute where the API %s', async (_what, limits) => {
		expect((await play({ ...limits, doneAfter: after(12) })).seconds).toEqual([4, 7, 10, 13]);
	});

	it('goes by the first answer to a status call where the one to the submission was silent', async () => {
		expect((await play({ limit: 300, doneAfter: after(6) })).seconds).toEqual([4, 5.2, 6.76]);
	});

	it('goes by the answer to a status call where it allows less than that to the submission', async () => {
		expect((await play({ limit: 50, submission: 300, doneAfter: after(6) })).seconds).toEqual([1, 4, 7]);
	});

	it.each([
		[300, [0, 1, 1.5, 2]],
		[50, [0, 1, 2]],
		[undefined, [0, 1, 2]],
	])('is quick after a callback, for a limit of %s', async (limit, looks) => {
		expect((await play({ limit, isWoken: true, doneAfter: after(1.8) })).seconds).toEqual(looks);
	});
});

describe('the calls of a minute', () => {
	it('are at most 270 of 300, and most of them where there are many jobs', async () => {
		const { looks, refused } = await play({ limit: 300, submission: 300, jobs: 200, doneAfter: after(90) });
		expect(refused).toEqual([]);
		expect(busiestMinute(looks)).toBeGreaterThan(250);
		expect(busiestMinute(looks)).toBeLessThanOrEqual(270);
	});

	it('are at most 45 where the API states no limit, however many jobs it has accepted', async () => {
		const { looks } = await play({ limit: 300, isSilent: true, jobs: 40, doneAfter: after(90) });
		expect(busiestMinute(looks)).toBeGreaterThan(40);
		expect(busiestMinute(looks)).toBeLessThanOrEqual(45);
	});

	it.each([
		[300, 250],
		[50, 40],
	])(
		'are at most those of a limit of %i a minute after a callback, too, and %i jobs that are done are read at once',
		async (limit, jobs) => {
			const { ended, done, refused } = await play({ limit, jobs, isWoken: true, doneAfter: after(0) });
			expect([ended, done, refused]).toEqual([0, jobs, []]);
		},
	);

	it('are as many as there are jobs at the first look after a callback where no limit is stated', async () => {
		const { ended, done } = await play({ jobs: 400, isWoken: true, doneAfter: after(0) });
		expect([ended, done]).toEqual([0, 400]);
	});

	it('come back after a minute at the latest', async () => {
		const { ended } = await play({ jobs: 400, isWoken: true, doneAfter: (id) => (id === 'j7' ? 5_000 : 0) });
		expect(ended).toBeGreaterThan(60);
		expect(ended).toBeLessThan(64);
	});

	it('go on when the count begins anew where others leave no more than the reserve', async () => {
		let others = 44;
		const spend = () => others.valueOf() - (others = 0);
		const { seconds, refused } = await play({ limit: 50, others: spend, doneAfter: after(30) });
		// The first look is at 4 s, and the minute of that look ends at 64 s.
		expect([seconds, refused]).toEqual([[4, 64], []]);
	});

	it('go on without such a time where it is in the past or absurd', async () => {
		for (const reset of ['1', '99999999999']) {
			const others = [44, 0, 0, 0];
			const says = (headers: Record<string, string>) => ({ ...headers, 'x-ratelimit-reset': reset });
			const { seconds } = await play({ limit: 50, others: () => others.shift() ?? 0, says, doneAfter: after(5) });
			expect(seconds).toEqual([4, 7]);
		}
	});

	it('wait no longer than a minute where the clocks differ', async () => {
		const others = [44, 0];
		const says = (headers: Record<string, string>) => ({
			...headers,
			'x-ratelimit-reset': String(Number(headers['x-ratelimit-reset']) + 40),
		});
		expect((await play({ limit: 50, others: () => others.shift() ?? 0, says, doneAfter: after(30) })).seconds).toEqual([4, 64]);
	});

	it("are made half a minute's at once, and then by and by", async () => {
		const { seconds } = await play({ limit: 50, says: withoutRemaining, jobs: 40, doneAfter: after(0) });
		expect(seconds.filter((at) => at === 4).length).toBe(22);
		expect(seconds.slice(22, 25).map(Math.round)).toEqual([5, 8, 11]);
	});

	it("are all of a minute's at once at the first look after a callback", async () => {
		const { seconds } = await play({ limit: 50, says: withoutRemaining, jobs: 60, isWoken: true, doneAfter: after(0) });
		expect(seconds.filter((at) => at === 0).length).toBe(45);
		expect(seconds[45]).toBeGreaterThan(60);
	});

	it('are not made at the same time where answers that come in another order could hide that too few remain', () => {
		const budget = new CallBudget({ status: { at: 0, limit: 20, remaining: 8 } }, { until: 600_000 });
		budget.spend(1_000, 1);
		expect(budget.roomAt(60_000, 9)).toBe(2);
	});

	it('are kept for the last look by what others leave of the minute', async () => {
		const others = [20];
		const { looks, refused } = await play({ limit: 50, jobs: 20, wait: 30, others: () => others.shift() ?? 0 });
		expect([refused, looks.filter(({ at }) => at === 30_000).length]).toEqual([[], 20]);
	});

	it('are kept for the last look where several jobs are due before', async () => {
		const { looks } = await play({ limit: 50, jobs: 44, wait: 30 });
		expect(looks.map(({ at }) => at).filter((at) => at < 30_000)).toEqual([4_000]);
		expect((await play({ limit: 50, jobs: 42, wait: 30 })).looks.filter(({ at }) => at < 30_000).length).toBe(3);
	});

	it('are kept for the last look at every job', async () => {
		for (const window of ['fixed', 'sliding'] as const) {
			const { looks, refused } = await play({ limit: 50, window, jobs: 40, wait: 300 });
			expect(refused).toEqual([]);
			expect(looks.filter(({ at }) => at === 300_000).length).toBe(40);
		}
	});
});

describe('the calls of the day', () => {
	it('are spread over the wait where few are left, and end with the last look', async () => {
		const { seconds, refused } = await play({ limit: 50, daily: 7, wait: 600 });
		expect(refused).toEqual([]);
		expect(seconds.length).toBe(7);
		expect(seconds.at(-1)).toBe(600);
		const factors = seconds.slice(1).map((at, index) => at / seconds[index]);
		expect(Math.max(...factors)).toBeLessThan(2.5);
	});

	it('keep one for each job, however few are left', async () => {
		const { looks, refused, done } = await play({ limit: 50, daily: 12, jobs: 5, wait: 600, doneAfter: after(590) });
		expect([refused, done]).toEqual([[], 5]);
		expect(new Set(looks.filter(({ at }) => at === 600_000).map(({ requestId }) => requestId)).size).toBe(5);
	});

	it('are not saved where enough are left', async () => {
		const enough = await play({ limit: 50, daily: 200, jobs: 5, doneAfter: after(30) });
		const unlimited = await play({ limit: 50, jobs: 5, doneAfter: after(30) });
		expect(enough.seconds).toEqual(unlimited.seconds);
	});

	it('are counted anew on the next day', async () => {
		// It is noon, and the last of today's calls is made by then.
		const others = { left: 2 };
		const says = (headers: Record<string, string>, now: number) => ({
			...headers,
			'x-ratelimit-daily-remaining': now < Date.parse('2026-09-28T00:00:00Z') ? String(Math.max(0, others.left--)) : '199',
		});
		const { seconds } = await play({ limit: 50, says, wait: 3 * 86_400, doneAfter: after(13 * 3600) });
		expect(seconds.filter((at) => at < 12 * 3600).length).toBeLessThanOrEqual(4);
		expect(seconds.at(-1)).toBeGreaterThan(13 * 3600);
		expect(seconds.at(-1)).toBeLessThan(13.1 * 3600);
	});
});

/** The same numbers for the same seed. */
function randomFrom(seed: number) {
	let state = seed;
	const next = () => {
		state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
		return state / 2 ** 32;
	};
	return { upTo: (most: number) => Math.floor(next() * (most + 1)), of: <T,>(list: T[]): T => list[Math.floor(next() * list.length)] };
}

describe.each(Array.from({ length: 60 }, (_, index) => index + 1))('whatever happens (%i)', (seed) => {
	const random = randomFrom(seed * 7_919);
	const limit = random.of([1, 2, 3, 10, 20, 50, 50, 60, 300, 300, 1_000]);
	const usable = Math.floor(limit * 0.9);
	const lengths = Array.from({ length: 400 }, () => random.upTo(random.of([10, 100, 900])) * 1000);
	const common = {
		limit,
		submission: random.of([undefined, 1, limit]),
		window: random.of(['fixed', 'sliding'] as const),
		// Nobody can look twice within a minute where one call is allowed.
		wait: (limit > 1 ? 20 : 61) + random.upTo(880),
		isLookedAtAtOnce: random.of([true, false]),
		isWoken: random.of([true, false]),
		doneAfter: (id: string) => lengths[Number(id.slice(1))],
	};

	it('no call is made beyond the limit, and every open job is looked at at the end', async () => {
		const jobs = 1 + random.upTo(Math.max(0, Math.min(usable, 350) - 1));
		const { looks, refused, done } = await play({ ...common, jobs });
		expect(refused).toEqual([]);
		if (common.window === 'sliding') expect(busiestMinute(looks)).toBeLessThanOrEqual(limit);
		expect(done).toBe(lengths.slice(0, jobs).filter((length) => length <= common.wait * 1000).length);
	});

	it('no call is made beyond the limit before the last look, where others spend calls, too', async () => {
		const others = () => random.upTo(Math.floor(limit * 0.1));
		const { refused } = await play({ ...common, window: 'fixed', jobs: 1 + random.upTo(349), others });
		expect(refused.filter(({ at }) => at < common.wait * 1000)).toEqual([]);
	});

	it('no job starves', async () => {
		const jobs = 1 + random.upTo(Math.min(usable, 350));
		const { looks } = await play({ ...common, jobs, doneAfter: undefined });
		// A minute after a first look that took all calls; a round of all jobs, at half of what a minute allows, and a job's
		// longest gap; the minute before the last look.
		const longest = 60_000 + (jobs / (limit * 0.45)) * 60_000 + 40_000 + 60_000;
		for (let index = 0; index < jobs; index++) {
			const times = looks.filter(({ requestId }) => requestId === `j${index}`).map(({ at }) => at);
			const gaps = [0, ...times].map((at, nth) => (times[nth] ?? common.wait * 1000) - at);
			expect(Math.max(...gaps), `j${index}`).toBeLessThanOrEqual(longest);
		}
	});
});
