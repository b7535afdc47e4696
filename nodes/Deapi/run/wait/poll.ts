import type { Api } from '../../../shared/api/client';
import { ApiError, isPassing } from '../../../shared/api/errors';
import { getJobStatus, jobFailure } from '../../../shared/api/jobs';
import type { JobStatus } from '../../../shared/api/jobs';
import { forEachConcurrently, READS_AT_ONCE } from '../../../shared/util/concurrency';
import type { Job } from '../state/run';
import { CallBudget } from './callBudget';
import type { Rhythm } from './callBudget';

/** How a job has ended, or why that cannot be known. */
export type JobOutcome = { kind: 'done'; status: JobStatus } | { kind: 'failed'; error: ApiError } | { kind: 'unknown'; error: unknown };

/** By request ID. A job that still runs has none. */
export type JobOutcomes = Map<string, JobOutcome>;

const LONGEST_GAP = 30_000;
const GROWTH = 0.3;

/** Checks every job once. */
export async function checkOnce(api: Api, jobs: Job[]): Promise<JobOutcomes> {
	const outcomes: JobOutcomes = new Map();
	let dailyLimit: JobOutcome | undefined;
	await forEachConcurrently(jobs, READS_AT_ONCE, async ({ requestId }) => {
		const outcome = dailyLimit ?? (await check(api, requestId));
		if (isDailyLimit(outcome)) dailyLimit = outcome;
		if (outcome) outcomes.set(requestId, outcome);
	});
	return outcomes;
}

/**
 * When to check a job next, in milliseconds after its submission. One that was just submitted is checked so
 * that a result is noticed within 3 seconds or 30 % of the job's length, and within 30 seconds.
 */
export function nextCheck(elapsed: number, { first, gap }: Rhythm): number {
	if (elapsed < first) return first;
	return elapsed + Math.min(LONGEST_GAP, Math.max(gap, GROWTH * elapsed));
}

/**
 * Checks every job at once, then waits for those that still run, or of which nothing could be learnt yet.
 *
 * @param until when waiting ends, in milliseconds since the epoch
 * @param wokenAt when the callback came, where there was one
 */
export async function checkThenPoll(api: Api, jobs: Job[], until: number, wokenAt?: number): Promise<JobOutcomes> {
	const budget = new CallBudget(jobs, wokenAt);
	budget.spend(api.timing.now(), jobs.length);
	const outcomes = await checkOnce(api, jobs);
	const open = jobs.filter(({ requestId }) => isOpen(outcomes.get(requestId)));
	return new Map([...outcomes, ...(await pollUntilDone(api, open, until, budget))]);
}

/**
 * Checks the jobs until all have ended, `until` has passed, or the execution is cancelled. All
 * jobs share one budget of calls. Passing trouble is waited out; the end of the daily limit is not.
 */
export async function pollUntilDone(api: Api, jobs: Job[], until: number, budget = new CallBudget(jobs)): Promise<JobOutcomes> {
	const { signal, timing } = api;
	const outcomes: JobOutcomes = new Map();
	const checkAfter = (start: number) => start + nextCheck(timing.now() - start, budget.rhythm);
	const watched = jobs.map((job) => {
		const start = budget.startOf(job);
		return { requestId: job.requestId, start, checkAt: checkAfter(start) };
	});
	let allowedAt = 0;

	while (watched.length > 0) {
		watched.sort((a, b) => a.checkAt - b.checkAt);
		const [job] = watched;
		const at = Math.max(job.checkAt, allowedAt, budget.availableAt);
		if (at > until) break;
		await timing.sleep(Math.max(0, at - timing.now()), signal);
		if (signal?.aborted) break;

		budget.spend(timing.now());
		const outcome = await check(api, job.requestId);
		if (outcome && isDailyLimit(outcome)) {
			for (const { requestId } of watched) outcomes.set(requestId, outcome);
			break;
		}
		allowedAt = timing.now() + secondsAskedFor(outcome) * 1000;
		if (!outcome || isOpen(outcome)) {
			job.checkAt = checkAfter(job.start);
		} else {
			outcomes.set(job.requestId, outcome);
			watched.shift();
		}
	}
	return outcomes;
}

/** @returns undefined for a job that still runs */
async function check(api: Api, requestId: string): Promise<JobOutcome | undefined> {
	const outcome = await outcomeOf(api, requestId);
	const reason = outcome?.kind === 'unknown' ? ` (${(outcome.error as Error).message})` : '';
	api.context.logger.debug(`deAPI run: looked at job ${requestId}: ${outcome?.kind ?? 'running'}${reason}`);
	return outcome;
}

async function outcomeOf(api: Api, requestId: string): Promise<JobOutcome | undefined> {
	try {
		const status = await getJobStatus(api, requestId);
		if (status.state === 'running') return undefined;
		return status.state === 'done' ? { kind: 'done', status } : { kind: 'failed', error: jobFailure(status) };
	} catch (error) {
		return { kind: 'unknown', error };
	}
}

/** Whether the job's end may be learnt later: it still runs, or asking has failed for a reason that passes. */
function isOpen(outcome: JobOutcome | undefined): boolean {
	return !outcome || (outcome.kind === 'unknown' && outcome.error instanceof ApiError && isPassing(outcome.error));
}

function isDailyLimit(outcome: JobOutcome | undefined): boolean {
	return outcome?.kind === 'unknown' && outcome.error instanceof ApiError && outcome.error.details.limit === 'daily';
}

/** What is left of a Retry-After that was too long for a single request to wait for. */
function secondsAskedFor(outcome: JobOutcome | undefined): number {
	return outcome?.kind === 'unknown' && outcome.error instanceof ApiError ? (outcome.error.details.retryAfter ?? 0) : 0;
}
