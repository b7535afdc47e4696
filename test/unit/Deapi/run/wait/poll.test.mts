import nock from 'nock';
import { describe, expect, it } from 'vitest';

import { checkOnce, checkThenPoll, isOpen, pollUntilDone } from '../../../../../nodes/Deapi/run/wait/poll.ts';
import type { Job } from '../../../../../nodes/Deapi/run/state/run.ts';
import type { JobStatus } from '../../../../../nodes/shared/api/jobs.ts';
import { Api } from '../../../../../nodes/shared/api/client.ts';
import { ApiError } from '../../../../../nodes/shared/api/errors.ts';
import { API, BASE_URL, executeContext, polling, simulatedTiming } from '../../../../support/harness/contexts.mts';

const DONE = { status: 'done', result_url: 'https://x.test/1' };

describe('pollUntilDone', () => {
	const timing = simulatedTiming();
	const job = (requestId: string): Job => ({
		requestId,
		parts: [{ itemIndex: 0, fingerprint: requestId }],
		model: 'm',
		submittedAt: timing.now(),
	});
	const status = (id: string) => nock(BASE_URL).get(`${API}/jobs/${id}`);
	const poll = async (jobs: Job[], seconds = 600, signal?: AbortSignal) =>
		await pollUntilDone(polling(new Api(executeContext({ signal }), timing)), jobs, timing.now() + seconds * 1000);

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
			.get(/jobs/)
			.reply(200, () => {
				calls.push(timing.now());
				return { data: timing.now() < end ? { status: 'processing' } : DONE };
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

	it('counts the first check of all jobs, and keeps calls for the last', async () => {
		const startedAt = timing.now();
		const jobs = jobsOf(15, 10_000).map((each) => ({ ...each, submittedAt: each.submittedAt - 300_000 }));
		const calls: number[] = [];
		nock(BASE_URL)
			.persist()
			.get(/jobs/)
			.reply(200, () => {
				calls.push(timing.now() - startedAt);
				return { data: { status: 'processing' } };
			});
		await checkThenPoll(polling(new Api(executeContext(), timing)), jobs, startedAt + 50_000);
		expect(calls.filter((at) => at === 0).length).toBe(15);
		expect(calls.filter((at) => at === 50_000).length).toBe(15);
		expect(calls.length).toBeGreaterThan(40);
		expect(calls.length).toBeLessThanOrEqual(45);
	});

	it('waits out passing trouble', async () => {
		status('a').times(4).reply(502, 'Bad gateway');
		status('a').reply(200, { data: { status: 'error', error_code: 'WORKER_TIMEOUT' } });
		expect((await poll([job('a')])).get('a')?.kind).toBe('failed');
	});

	it('honors a Retry-After that is longer than a request may wait', async () => {
		status('a').reply(429, {}, { 'retry-after': '400' });
		status('a').reply(200, { data: DONE });
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
			.times(3)
			.reply(200, { data: { status: 'processing' } });
		expect((await poll([job('a')], 8)).size).toBe(0);
	});

	/** When each job was looked at, in seconds, and what came of it, where all are done after so many. */
	async function looks(jobs: Job[], doneAfter: number, wait: number) {
		const startedAt = timing.now();
		const at: Record<string, number[]> = {};
		nock(BASE_URL)
			.persist()
			.get(/jobs/)
			.reply(200, ({ url }: Request) => {
				const seconds = (timing.now() - startedAt) / 1000;
				(at[url.split('/').at(-1)!] ??= []).push(seconds);
				return { data: seconds < doneAfter ? { status: 'processing' } : DONE };
			});
		const outcomes = await poll(jobs, wait);
		return { at, done: [...outcomes.values()].filter(({ kind }) => kind === 'done').length, ended: (timing.now() - startedAt) / 1000 };
	}

	it.each([
		[60, 49],
		[60, 60],
		[600, 590],
		[3, 2],
	])('looks a last time at the deadline: Wait Timeout of %i s, a job of %i s', async (wait, length) => {
		const { at, done, ended } = await looks([job('a')], length, wait);
		expect(at.a.at(-1)).toBe(wait);
		expect([done, ended]).toEqual([1, wait]);
	});

	it('looks at the deadline at every job, also those whose turn had not come', async () => {
		const { at, done, ended } = await looks(jobsOf(200, 0), 25, 30);
		expect([done, ended]).toEqual([200, 30]);
		expect(Object.values(at).every((times) => times.length < 4)).toBe(true);
	});

	it.each([
		['finds what is done', 200, 'done'],
		['says why nothing is known', 429, 'unknown'],
	])('looks at the deadline also where the API has asked for a longer pause, and %s', async (_what, answer, kind) => {
		const startedAt = timing.now();
		status('a').reply(429, {}, { 'retry-after': '400' });
		for (const id of ['a', 'b'])
			status(id)
				.optionally(answer === 429)
				.reply(answer, { data: DONE }, { 'retry-after': '400' });
		const outcomes = await poll([job('a'), job('b')], 60);
		expect(timing.now() - startedAt).toBe(60_000);
		expect(['a', 'b'].map((id) => outcomes.get(id)?.kind)).toEqual([kind, kind]);
	});

	it('stops its last look at a rate limit', async () => {
		const late = jobsOf(30, 0);
		nock(BASE_URL).get(/jobs/).times(5).reply(429, {}, { 'retry-after': '1' });
		const outcomes = [...(await poll(late, 1)).values()];
		expect(outcomes.length).toBe(30);
		expect(outcomes.every((outcome) => outcome.kind === 'unknown' && (outcome.error as ApiError).details.limit === 'minute')).toBe(true);
	});

	it('does not try again after the deadline', async () => {
		status('a').reply(502, 'Bad gateway');
		const startedAt = timing.now();
		expect((await poll([job('a')], 3)).get('a')).toMatchObject({ kind: 'unknown', error: { details: { status: 502 } } });
		expect(timing.now() - startedAt).toBe(3_000);
	});

	it('stops when the execution is cancelled', async () => {
		expect((await poll([job('a')], 600, AbortSignal.abort())).size).toBe(0);
	});
});

/** Whatever keeps the API from saying how a job is, though it is no trouble of the server, the network or the limits. */
const ODD: Array<[what: string, status: number, body: nock.Body, type: string, message: string]> = [
	['a key that is refused', 401, '{"message":"Unauthorized user."}', 'application/json', 'deAPI did not accept the API key'],
	['a refusal', 403, '{"message":"Suspended."}', 'application/json', 'deAPI refused this account: Suspended.'],
	['the page of a firewall', 403, '<html>Blocked</html>', 'text/html', 'Something in front of deAPI refused this n8n'],
	['such a page that claims to be JSON', 403, '<html>Blocked</html>', 'application/json', 'Something in front of deAPI refused this n8n'],
	['a job that is unknown', 404, '{"message":"Not found."}', 'application/json', 'deAPI does not know what was asked for: Not found.'],
	['a page', 200, '<html>Sign in</html>', 'text/html', 'deAPI answered with something that is not JSON'],
	['an error as the answer', 200, '{"error":"Busy."}', 'application/json', 'deAPI answered with an error: Busy.'],
	['an error in an object', 200, '{"error":{"message":"Busy."}}', 'application/json', 'deAPI answered with an error: Busy.'],
	['a message as the answer', 200, '{"message":"Busy."}', 'application/json', 'deAPI answered with an error: Busy.'],
	['no success', 200, '{"success":false,"data":null}', 'application/json', 'deAPI answered with an error'],
	['no status', 200, '{"data":{"error":"Busy."}}', 'application/json', 'deAPI did not say how the job is: Busy.'],
	[
		'a result that is not there yet',
		200,
		'{"data":{"status":"done","result_url":null}}',
		'application/json',
		'The deAPI job is done, but has no result',
	],
];

describe.each(ODD)('%s (%i)', (_what, code, body, type, message) => {
	const timing = simulatedTiming();
	const own = (): Job => ({ requestId: 'a', parts: [{ itemIndex: 0 }], model: 'm', submittedAt: timing.now() });
	const foreign = (): Job => ({ ...own(), model: undefined });
	const status = () => nock(BASE_URL).get(`${API}/jobs/a`);
	const odd = (times: number) => status().times(times).reply(code, body, { 'content-type': type });
	const lasting = () => nock(BASE_URL).persist().get(/jobs/).reply(code, body, { 'content-type': type });
	const running = () => status().reply(200, { data: { status: 'processing' } });
	const outcomeOf = async (job: Job, seconds = 3_600) => {
		const startedAt = timing.now();
		const outcomes = await checkThenPoll(polling(new Api(executeContext(), timing)), [job], startedAt + seconds * 1000);
		return { outcome: outcomes.get('a'), after: (timing.now() - startedAt) / 1000 };
	};

	it('is waited out when it comes between good answers, again and again', async () => {
		for (let round = 0; round < 4; round++) {
			odd(2);
			running();
		}
		status().reply(200, { data: DONE });
		expect((await outcomeOf(own())).outcome?.kind).toBe('done');
	});

	it('is waited out when it comes first', async () => {
		odd(4);
		status().reply(200, { data: DONE });
		expect((await outcomeOf(own())).outcome?.kind).toBe('done');
	});

	it('is told when it lasts for two minutes', async () => {
		lasting();
		const { outcome, after } = await outcomeOf(own());
		expect(outcome).toMatchObject({ kind: 'unknown', isLasting: true, error: { message } });
		expect(isOpen(outcome)).toBe(false);
		expect(after).toBeGreaterThanOrEqual(120);
		expect(after).toBeLessThan(160);
	});

	it('is told after ten seconds where the API has never known the job', async () => {
		odd(4);
		const { outcome, after } = await outcomeOf(foreign());
		expect(outcome).toMatchObject({ kind: 'unknown', isLasting: true, error: { message } });
		expect(after).toBeLessThan(20);
	});

	it('is waited out for as long as that of other jobs once the API has known the job', async () => {
		running();
		odd(4);
		status().reply(200, { data: DONE });
		expect((await outcomeOf(foreign())).outcome?.kind).toBe('done');
	});

	it('is told at the deadline, if that comes first', async () => {
		lasting();
		const { outcome, after } = await outcomeOf(own(), 30);
		expect(outcome).toMatchObject({ kind: 'unknown', isLasting: false, error: { message } });
		expect(after).toBe(30);
	});

	it('counts by look, whoever makes it', async () => {
		odd(6);
		const job = own();
		const api = new Api(executeContext(), timing);
		for (let look = 0; look < 5; look++) {
			const outcome = (await checkOnce(api, [job])).get('a');
			expect(isOpen(outcome), `look ${look}`).toBe(look < 4);
			timing.advance(60_000);
		}
		// The next try has as much patience.
		expect(isOpen((await checkOnce(api, [job])).get('a'))).toBe(true);
	});
});

describe('the words for how a job is', () => {
	const timing = simulatedTiming();
	const stateAt = async (word: string) => {
		nock(BASE_URL)
			.get(`${API}/jobs/a`)
			.reply(200, { data: { status: word, result_url: 'https://x.test/1' } });
		const job = { requestId: 'a', parts: [{ itemIndex: 0 }], submittedAt: 0 };
		return (await checkOnce(new Api(executeContext(), timing), [job])).get('a')?.kind ?? 'running';
	};

	it.each(['done', 'Done', 'complete', 'COMPLETED', 'finished', 'succeeded', 'success', 'Successful'])('"%s" is done', async (word) => {
		expect(await stateAt(word)).toBe('done');
	});

	it.each(['error', 'Error', 'failed', 'FAILURE', 'cancelled', 'canceled', 'expired', 'timeout', 'timed-out', 'Timed out', 'aborted'])(
		'"%s" has failed',
		async (word) => {
			expect(await stateAt(word)).toBe('failed');
		},
	);

	it.each(['pending', 'processing', 'in_progress', 'queued', 'something new'])('"%s" still runs', async (word) => {
		expect(await stateAt(word)).toBe('running');
	});
});

describe('checkThenPoll', () => {
	it('checks soon the rest of a run that was woken, whose jobs are about to end, too', async () => {
		const timing = simulatedTiming();
		const wokenAt = timing.now();
		const jobs = ['a', 'b'].map((requestId) => ({ requestId, parts: [{ itemIndex: 0 }], submittedAt: wokenAt - 60_000 }));
		status('a').reply(200, { data: DONE });
		status('b')
			.twice()
			.reply(200, { data: { status: 'processing' } });
		status('b').reply(200, { data: DONE });
		const outcomes = await checkThenPoll(polling(new Api(executeContext(), timing)), jobs, wokenAt + 600_000, wokenAt);
		expect([...outcomes.values()].map(({ kind }) => kind)).toEqual(['done', 'done']);
		expect(timing.now() - wokenAt).toBe(2_000);
	});

	const outcomesOf = async (...requestIds: string[]) => {
		const timing = simulatedTiming();
		const jobs = requestIds.map((requestId) => ({ requestId, parts: [{ itemIndex: 0 }], submittedAt: timing.now() }));
		return await checkThenPoll(polling(new Api(executeContext(), timing)), jobs, timing.now() + 600_000);
	};
	const status = (id: string) => nock(BASE_URL).get(`${API}/jobs/${id}`);

	it('goes on checking where the API stumbles, since the job is paid for', async () => {
		status('a').times(5).reply(502, 'Bad gateway');
		status('a').reply(200, { data: DONE });
		expect((await outcomesOf('a')).get('a')?.kind).toBe('done');
	});

	it('asks no more once the daily limit is used up', async () => {
		status('a').reply(429, {}, { 'x-ratelimit-type': 'daily' });
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
			.get(`${API}/jobs/done`)
			.reply(200, { data: { ...DONE, preview: 'long' } });
		nock(BASE_URL)
			.get(`${API}/jobs/running`)
			.reply(200, { data: { status: 'in_progress' } });
		nock(BASE_URL).get(`${API}/jobs/gone`).reply(404, { message: 'Request not found.' });
		const outcomes = await checkOnce(new Api(executeContext(), simulatedTiming()), jobs);
		expect([...outcomes.keys()].sort()).toEqual(['done', 'gone']);
		expect(outcomes.get('done')).toMatchObject({ kind: 'done' });
		expect((outcomes.get('done') as { status: JobStatus }).status.data).toEqual(DONE);
		expect(outcomes.get('gone')).toMatchObject({ kind: 'unknown', error: { details: { status: 404 } } });
	});
});
