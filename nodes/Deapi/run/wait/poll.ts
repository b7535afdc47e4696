import type { Api } from '../../../shared/api/client';
import { ApiError } from '../../../shared/api/errors';
import { jobFailure } from '../../../shared/api/jobFailure';
import { getJobStatus, hasResult, noResult } from '../../../shared/api/jobs';
import type { JobStatus } from '../../../shared/api/jobs';
import type { LiveUpdates } from '../../../shared/live/liveUpdates';
import { forEachConcurrently, READS_AT_ONCE } from '../../../shared/util/concurrency';
import type { Job } from '../state/run';
import { CallBudget } from './callBudget';
import { noteAnswer, noteTrouble } from './trouble';
import { Watched } from './watched';

/** How a job has ended, or why that is not known. `isLasting`: asking again is of no use for now. */
export type JobOutcome =
	| { kind: 'done'; status: JobStatus }
	| { kind: 'failed'; error: ApiError }
	| { kind: 'unknown'; error: unknown; isLasting: boolean };

/** By request ID. A job that still runs has none. */
export type JobOutcomes = Map<string, JobOutcome>;

interface Polling {
	api: Api;
	live: LiveUpdates;
}

/**
 * Checks every job once. When a rate limit is met, the rest is not asked for: it has the same outcome.
 *
 * @param deadline after which nothing is tried again, in milliseconds since the epoch
 */
export async function checkOnce(api: Api, jobs: Job[], deadline?: number): Promise<JobOutcomes> {
	const outcomes: JobOutcomes = new Map();
	let limit: JobOutcome | undefined;
	await forEachConcurrently(jobs, READS_AT_ONCE, async (job) => {
		const outcome = limit ?? (await check(api, job, deadline));
		if (limitMet(outcome)) limit = outcome;
		if (outcome) outcomes.set(job.requestId, outcome);
	});
	return outcomes;
}

/**
 * Checks every job at once, then waits for those that are open.
 *
 * @param until when waiting ends, in milliseconds since the epoch
 * @param wokenAt when the callback came, where there was one
 */
export async function checkThenPoll(ctx: Polling, jobs: Job[], until: number, wokenAt?: number): Promise<JobOutcomes> {
	const { api } = ctx;
	if (api.timing.now() >= until) return await checkOnce(api, jobs, until);
	return await pollUntilDone(ctx, jobs, until, new CallBudget(api.rateLimits, { until, wokenAt, looksAtOnce: jobs.length }));
}

/**
 * Checks the jobs until all have ended, the execution is cancelled, or `until` has come: then every job that is still
 * open is checked once more. All jobs share one budget of calls, which keeps some for that last look. Trouble is waited
 * out (see `trouble.ts`); the end of the daily limit is not.
 */
export async function pollUntilDone(
	{ api, live }: Polling,
	jobs: Job[],
	until: number,
	budget = new CallBudget(api.rateLimits, { until }),
): Promise<JobOutcomes> {
	const { signal, timing } = api;
	const outcomes: JobOutcomes = new Map();
	const watched = new Set(jobs.map((job) => new Watched(job, live, timing.now())));
	for (const each of watched) each.checkAt = budget.firstCheck(each, jobs.length);
	let allowedAt = 0;

	while (watched.size > 0) {
		for (const each of watched) if (each.hasNews()) each.checkAt = budget.nextCheck(each, watched.size);
		const turns = [...watched].sort((a, b) => a.checkAt - b.checkAt);
		const at = budget.availableAt(Math.max(turns[0].checkAt, allowedAt), turns.length);
		const pause = Math.max(0, Math.min(at, until) - timing.now());
		// Not for the look at jobs that have most likely ended.
		if (pause > 0) await live.open();
		const hasNews = await live.sleep(pause, signal);
		if (signal?.aborted) return outcomes;
		if (hasNews && timing.now() < Math.min(at, until)) continue;
		if (at >= until) break;

		const now = Math.max(at, timing.now());
		const due = turns.filter(({ checkAt }) => checkAt <= now).slice(0, budget.roomAt(now, turns.length));
		budget.spend(now, due.length);
		const found = await checkOnce(api, jobsOf(due), until);
		for (const each of due) {
			const outcome = found.get(each.job.requestId);
			each.hasBeenLookedAt(now, timing.now(), outcome === undefined);
			each.checkAt = budget.nextCheck(each, watched.size);
			if (!isOpen(outcome)) watched.delete(each);
			// What is not known is told if nothing better comes until the end.
			if (outcome) outcomes.set(each.job.requestId, outcome);
			else outcomes.delete(each.job.requestId);
			allowedAt = Math.max(allowedAt, timing.now() + secondsAskedFor(outcome) * 1000);
		}
		const daily = [...found.values()].find((outcome) => limitMet(outcome) === 'daily');
		if (daily) return new Map([...outcomes, ...jobsOf(watched).map(({ requestId }) => [requestId, daily] as const)]);
	}

	const open = jobsOf([...watched].filter(({ checkedAt }) => checkedAt < until));
	for (const { requestId } of open) outcomes.delete(requestId);
	return new Map([...outcomes, ...(await checkOnce(api, open, until))]);
}

function jobsOf(watched: Iterable<{ job: Job }>): Job[] {
	return Array.from(watched, ({ job }) => job);
}

/** @returns undefined for a job that still runs */
async function check(api: Api, job: Job, deadline?: number): Promise<JobOutcome | undefined> {
	const outcome = await outcomeOf(api, job, deadline);
	const reason = outcome?.kind === 'unknown' ? ` (${(outcome.error as Error).message})` : '';
	api.context.logger.debug(`deAPI run: looked at job ${job.requestId}: ${outcome?.kind ?? 'running'}${reason}`);
	return outcome;
}

async function outcomeOf(api: Api, job: Job, deadline?: number): Promise<JobOutcome | undefined> {
	try {
		const status = await getJobStatus(api, job.requestId, deadline);
		if (status.state === 'done' && !hasResult(status)) throw noResult();
		noteAnswer(job);
		if (status.state === 'running') return undefined;
		return status.state === 'done' ? { kind: 'done', status } : { kind: 'failed', error: jobFailure(status) };
	} catch (error) {
		return { kind: 'unknown', error, isLasting: noteTrouble(job, error, api.timing.now()) };
	}
}

/** Whether the job's end may be learnt later: it still runs, or asking has failed for a reason that may pass. */
export function isOpen(outcome: JobOutcome | undefined): boolean {
	return !outcome || (outcome.kind === 'unknown' && !outcome.isLasting);
}

function limitMet(outcome: JobOutcome | undefined): ApiError['details']['limit'] {
	return outcome?.kind === 'unknown' && outcome.error instanceof ApiError ? outcome.error.details.limit : undefined;
}

/** What is left of a Retry-After that was too long for a single request to wait for. */
function secondsAskedFor(outcome: JobOutcome | undefined): number {
	return outcome?.kind === 'unknown' && outcome.error instanceof ApiError ? (outcome.error.details.retryAfter ?? 0) : 0;
}
