import nock from 'nock';
import { describe, expect, it } from 'vitest';

import { lookOnce, lookThenPoll, nextLook, pollJobs } from '../../../../../nodes/Deapi/run/wait/poll.ts';
import type { Job } from '../../../../../nodes/Deapi/run/state/run.ts';
import { ApiError } from '../../../../../nodes/shared/api/errors.ts';
import { API, BASE_URL, executeContext, simulatedTiming } from '../../../../support/harness/contexts.mts';

/** The looks at a job of a given length, in seconds after its submission, up to the one that finds it done. */
function looksAt(seconds: number): number[] {
	const looks: number[] = [];
	let at = 0;
	do {
		at = nextLook(at, { first: 4_000, gap: 3_000 });
		looks.push(at / 1000);
	} while (at / 1000 < seconds);
	return looks;
}

describe('the schedule of looks', () => {
	it.each([
		[2, 1],
		[10, 4],
		[60, 10],
		[300, 20],
		[900, 42],
	])('takes for a job of %i seconds at most %i calls', (seconds, calls) => {
		expect(looksAt(seconds).length).toBeLessThanOrEqual(calls);
	});

	it('notices every result soon: jobs of 1 second to 4 hours', () => {
		for (let seconds = 1; seconds <= 4 * 3600; seconds++) {
			const delay = looksAt(seconds).at(-1)! - seconds;
			expect(delay, `a job of ${seconds} s`).toBeLessThanOrEqual(Math.min(30, Math.max(3, 0.3 * seconds)));
		}
	});
});

describe('pollJobs', () => {
	const timing = simulatedTiming();
	const job = (requestId: string): Job => ({
		requestId,
		shares: [{ itemIndex: 0, fingerprint: requestId }],
		model: 'm',
		submittedAt: timing.now(),
	});
	const status = (id: string) => nock(BASE_URL).get(`${API}/request-status/${id}`);
	const poll = async (jobs: Job[], seconds = 600, signal?: AbortSignal) =>
		await pollJobs(executeContext({ signal }), jobs, timing.now() + seconds * 1000, timing);

	it('looks until the job has ended', async () => {
		status('a')
			.twice()
			.reply(200, { data: { status: 'processing' } });
		status('a').reply(200, { data: { status: 'done', result_url: 'https://x.test/1' } });
		const looks = await poll([job('a')]);
		expect(looks.get('a')?.status).toMatchObject({ state: 'done', resultUrl: 'https://x.test/1' });
	});

	/** How many calls fall into the minute that has most of them, for jobs that last so long. */
	async function busiestMinute(jobs: Job[], seconds: number): Promise<number> {
		const end = timing.now() + seconds * 1000;
		const calls: number[] = [];
		nock(BASE_URL)
			.persist()
			.get(/request-status/)
			.reply(200, () => {
				calls.push(timing.now());
				return { data: { status: timing.now() < end ? 'processing' : 'done' } };
			});
		expect((await poll(jobs, 3600)).size).toBe(jobs.length);
		return Math.max(...calls.map((at) => calls.filter((other) => other >= at && other < at + 60_000).length));
	}
	const jobsOf = (count: number, gap: number) =>
		Array.from({ length: count }, (_, index) => ({ ...job(`j${index}`), submittedAt: timing.now() + index * gap }));

	it('keeps all jobs together below the 50 calls a minute of the Basic plan', async () => {
		const calls = await busiestMinute(jobsOf(60, 6_001), 90);
		expect(calls).toBeLessThan(50);
		expect(calls).toBeGreaterThan(40);
	});

	it('keeps below the 300 calls of the Premium plan where more jobs were taken than the Basic plan takes', async () => {
		const calls = await busiestMinute(jobsOf(200, 100), 90);
		expect(calls).toBeLessThan(300);
		expect(calls).toBeGreaterThan(250);
	});

	it('counts the first look at all jobs', async () => {
		const startedAt = timing.now();
		const jobs = jobsOf(30, 10_000).map((each) => ({ ...each, submittedAt: each.submittedAt - 300_000 }));
		let calls = 0;
		nock(BASE_URL)
			.persist()
			.get(/request-status/)
			.reply(200, () => {
				calls++;
				return { data: { status: 'processing' } };
			});
		await lookThenPoll(executeContext(), jobs, startedAt + 50_000, timing);
		expect(calls).toBeGreaterThan(35);
		expect(calls).toBeLessThanOrEqual(45);
	});

	it('waits out passing trouble', async () => {
		status('a').times(4).reply(502, 'Bad gateway');
		status('a').reply(200, { data: { status: 'error', error_code: 'WORKER_TIMEOUT' } });
		expect((await poll([job('a')])).get('a')?.status?.state).toBe('failed');
	});

	it('honours a Retry-After that is longer than a request may wait', async () => {
		status('a').reply(429, {}, { 'retry-after': '400' });
		status('a').reply(200, { data: { status: 'done' } });
		const startedAt = timing.now();
		expect((await poll([job('a')])).get('a')?.status?.state).toBe('done');
		expect(timing.now() - startedAt).toBeGreaterThanOrEqual(404_000);
	});

	it('stops at the daily limit, and says so for every job', async () => {
		status('a').reply(429, {}, { 'x-ratelimit-type': 'daily' });
		const looks = await poll([job('a'), job('b')]);
		for (const id of ['a', 'b']) expect((looks.get(id)?.trouble as ApiError).details.limit).toBe('daily');
	});

	it('has no answer for a job that still runs at the deadline', async () => {
		status('a')
			.twice()
			.reply(200, { data: { status: 'processing' } });
		expect((await poll([job('a')], 8)).size).toBe(0);
	});

	it('stops when the execution is cancelled', async () => {
		expect((await poll([job('a')], 600, AbortSignal.abort())).size).toBe(0);
	});
});

describe('lookThenPoll', () => {
	it('looks soon at the rest of a run that was woken, whose jobs are about to end, too', async () => {
		const timing = simulatedTiming();
		const wokenAt = timing.now();
		const jobs = ['a', 'b'].map((requestId) => ({ requestId, shares: [{ itemIndex: 0 }], submittedAt: wokenAt - 60_000 }));
		status('a').reply(200, { data: { status: 'done' } });
		status('b')
			.twice()
			.reply(200, { data: { status: 'processing' } });
		status('b').reply(200, { data: { status: 'done' } });
		const looks = await lookThenPoll(executeContext(), jobs, wokenAt + 600_000, timing, wokenAt);
		expect([...looks.values()].map((look) => look.status?.state)).toEqual(['done', 'done']);
		expect(timing.now() - wokenAt).toBe(2_000);
	});

	const look = async (...requestIds: string[]) => {
		const timing = simulatedTiming();
		const jobs = requestIds.map((requestId) => ({ requestId, shares: [{ itemIndex: 0 }], submittedAt: timing.now() }));
		return await lookThenPoll(executeContext(), jobs, timing.now() + 600_000, timing);
	};
	const status = (id: string) => nock(BASE_URL).get(`${API}/request-status/${id}`);

	it('goes on looking where the API stumbles, since the job is paid for', async () => {
		status('a').times(5).reply(502, 'Bad gateway');
		status('a').reply(200, { data: { status: 'done' } });
		expect((await look('a')).get('a')?.status?.state).toBe('done');
	});

	it('asks no more once the daily limit is used up', async () => {
		for (const id of ['a', 'b0', 'b1', 'b2', 'b3']) status(id).reply(429, {}, { 'x-ratelimit-type': 'daily' });
		const looks = await look('a', ...Array.from({ length: 20 }, (_, index) => `b${index}`));
		expect([...looks.values()].every(({ trouble }) => (trouble as ApiError).details.limit === 'daily')).toBe(true);
	});
});

describe('lookOnce', () => {
	it('answers for the jobs that have ended, or whose end cannot be known', async () => {
		const jobs = ['done', 'running', 'gone'].map((requestId, itemIndex) => ({
			requestId,
			shares: [{ itemIndex, fingerprint: requestId }],
			model: 'm',
			submittedAt: 0,
		}));
		nock(BASE_URL)
			.get(`${API}/request-status/done`)
			.reply(200, { data: { status: 'done', preview: 'long' } });
		nock(BASE_URL)
			.get(`${API}/request-status/running`)
			.reply(200, { data: { status: 'in_progress' } });
		nock(BASE_URL).get(`${API}/request-status/gone`).reply(404, { message: 'Request not found.' });
		const looks = await lookOnce(executeContext(), jobs, simulatedTiming());
		expect([...looks.keys()].sort()).toEqual(['done', 'gone']);
		expect(looks.get('done')?.status?.data).toEqual({ status: 'done' });
		expect((looks.get('gone')?.trouble as ApiError).details.status).toBe(404);
	});
});
