import nock from 'nock';
import { describe, expect, it } from 'vitest';

import { checkOnce, checkThenPoll, nextCheck, pollUntilDone } from '../../../../../nodes/Deapi/run/wait/poll.ts';
import type { Job } from '../../../../../nodes/Deapi/run/state/run.ts';
import type { JobStatus } from '../../../../../nodes/shared/api/jobs.ts';
import { Api } from '../../../../../nodes/shared/api/client.ts';
import { ApiError } from '../../../../../nodes/shared/api/errors.ts';
import { API, BASE_URL, executeContext, simulatedTiming } from '../../../../support/harness/contexts.mts';

/** The checks of a job of a given length, in seconds after its submission, up to the one that finds it done. */
function checksAt(seconds: number): number[] {
	const checks: number[] = [];
	let at = 0;
	do {
		at = nextCheck(at, { first: 4_000, gap: 3_000 });
		checks.push(at / 1000);
	} while (at / 1000 < seconds);
	return checks;
}

describe('the schedule of checks', () => {
	it.each([
		[2, 1],
		[10, 4],
		[60, 10],
		[300, 20],
		[900, 42],
	])('takes for a job of %i seconds at most %i calls', (seconds, calls) => {
		expect(checksAt(seconds).length).toBeLessThanOrEqual(calls);
	});

	it('notices every result soon: jobs of 1 second to 4 hours', () => {
		for (let seconds = 1; seconds <= 4 * 3600; seconds++) {
			const delay = checksAt(seconds).at(-1)! - seconds;
			expect(delay, `a job of ${seconds} s`).toBeLessThanOrEqual(Math.min(30, Math.max(3, 0.3 * seconds)));
		}
	});
});

describe('pollUntilDone', () => {
	const timing = simulatedTiming();
	const job = (requestId: string): Job => ({
		requestId,
		parts: [{ itemIndex: 0, fingerprint: requestId }],
		model: 'm',
		submittedAt: timing.now(),
	});
	const status = (id: string) => nock(BASE_URL).get(`${API}/request-status/${id}`);
	const poll = async (jobs: Job[], seconds = 600, signal?: AbortSignal) =>
		await pollUntilDone(new Api(executeContext({ signal }), timing), jobs, timing.now() + seconds * 1000);

	it('checks until the job has ended', async () => {
		status('a')
			.twice()
			.reply(200, { data: { status: 'processing' } });
		status('a').reply(200, { data: { status: 'done', result_url: 'https://x.test/1' } });
		const outcomes = await poll([job('a')]);
		expect(outcomes.get('a')).toMatchObject({ kind: 'done', status: { state: 'done', resultUrl: 'https://x.test/1' } });
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

	it('keeps below the 300 calls of the Premium plan where more jobs were accepted than the Basic plan accepts', async () => {
		const calls = await busiestMinute(jobsOf(200, 100), 90);
		expect(calls).toBeLessThan(300);
		expect(calls).toBeGreaterThan(250);
	});

	it('counts the first check of all jobs', async () => {
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
		await checkThenPoll(new Api(executeContext(), timing), jobs, startedAt + 50_000);
		expect(calls).toBeGreaterThan(35);
		expect(calls).toBeLessThanOrEqual(45);
	});

	it('waits out passing trouble', async () => {
		status('a').times(4).reply(502, 'Bad gateway');
		status('a').reply(200, { data: { status: 'error', error_code: 'WORKER_TIMEOUT' } });
		expect((await poll([job('a')])).get('a')?.kind).toBe('failed');
	});

	it('honors a Retry-After that is longer than a request may wait', async () => {
		status('a').reply(429, {}, { 'retry-after': '400' });
		status('a').reply(200, { data: { status: 'done' } });
		const startedAt = timing.now();
		expect((await poll([job('a')])).get('a')?.kind).toBe('done');
		expect(timing.now() - startedAt).toBeGreaterThanOrEqual(404_000);
	});

	it('stops at the daily limit, and says so for every job', async () => {
		status('a').reply(429, {}, { 'x-ratelimit-type': 'daily' });
		const outcomes = await poll([job('a'), job('b')]);
		for (const id of ['a', 'b']) expect(outcomes.get(id)).toMatchObject({ kind: 'unknown', error: { details: { limit: 'daily' } } });
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

describe('checkThenPoll', () => {
	it('checks soon the rest of a run that was woken, whose jobs are about to end, too', async () => {
		const timing = simulatedTiming();
		const wokenAt = timing.now();
		const jobs = ['a', 'b'].map((requestId) => ({ requestId, parts: [{ itemIndex: 0 }], submittedAt: wokenAt - 60_000 }));
		status('a').reply(200, { data: { status: 'done' } });
		status('b')
			.twice()
			.reply(200, { data: { status: 'processing' } });
		status('b').reply(200, { data: { status: 'done' } });
		const outcomes = await checkThenPoll(new Api(executeContext(), timing), jobs, wokenAt + 600_000, wokenAt);
		expect([...outcomes.values()].map(({ kind }) => kind)).toEqual(['done', 'done']);
		expect(timing.now() - wokenAt).toBe(2_000);
	});

	const outcomesOf = async (...requestIds: string[]) => {
		const timing = simulatedTiming();
		const jobs = requestIds.map((requestId) => ({ requestId, parts: [{ itemIndex: 0 }], submittedAt: timing.now() }));
		return await checkThenPoll(new Api(executeContext(), timing), jobs, timing.now() + 600_000);
	};
	const status = (id: string) => nock(BASE_URL).get(`${API}/request-status/${id}`);

	it('goes on checking where the API stumbles, since the job is paid for', async () => {
		status('a').times(5).reply(502, 'Bad gateway');
		status('a').reply(200, { data: { status: 'done' } });
		expect((await outcomesOf('a')).get('a')?.kind).toBe('done');
	});

	it('asks no more once the daily limit is used up', async () => {
		for (const id of ['a', 'b0', 'b1', 'b2', 'b3']) status(id).reply(429, {}, { 'x-ratelimit-type': 'daily' });
		const outcomes = await outcomesOf('a', ...Array.from({ length: 20 }, (_, index) => `b${index}`));
		expect(
			[...outcomes.values()].every((outcome) => outcome.kind === 'unknown' && (outcome.error as ApiError).details.limit === 'daily'),
		).toBe(true);
	});
});

describe('checkOnce', () => {
	it('answers for the jobs that have ended, or whose end cannot be known', async () => {
		const jobs = ['done', 'running', 'gone'].map((requestId, itemIndex) => ({
			requestId,
			parts: [{ itemIndex, fingerprint: requestId }],
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
		const outcomes = await checkOnce(new Api(executeContext(), simulatedTiming()), jobs);
		expect([...outcomes.keys()].sort()).toEqual(['done', 'gone']);
		expect(outcomes.get('done')).toMatchObject({ kind: 'done' });
		expect((outcomes.get('done') as { status: JobStatus }).status.data).toEqual({ status: 'done' });
		expect(outcomes.get('gone')).toMatchObject({ kind: 'unknown', error: { details: { status: 404 } } });
	});
});
