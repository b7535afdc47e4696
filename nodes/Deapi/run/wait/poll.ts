import type { Api } from '../../../shared/api/client';
import { ApiError } from '../../../shared/api/errors';
import { jobFailure } from '../../../shared/api/jobFailure';
import { getJobStatus, hasResult, noResult } from '../../../shared/api/jobs';
import type { JobStatus } from '../../../shared/api/jobs';
import { forEachConcurrently, READS_AT_ONCE } from '../../../shared/util/concurrency';
import type { Job } from '../state/run';
import { CallBudget } from './callBudget';
import type { Rhythm } from './callBudget';
import { noteAnswer, noteTrouble } from './trouble';

/** How a job has ended, or why that is not known. `isLasting`: asking again is of no use for now. */
export type JobOutcome =
	| { kind: 'done'; status: JobStatus }
	| { kind: 'failed'; error: ApiError }
	| { kind: 'unknown'; error: unknown; isLasting: boolean };

/** By request ID. A job that still runs has none. */
export type JobOutcomes = Map<string, JobOutcome>;

const LONGEST_GAP = 30_000;
const GROWTH = 0.3;

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
 * When to check a job next, in milliseconds after its submission. One that was just submitted is checked so
 * that a result is noticed within 3 seconds or 30 % of the job's length, and within 30 seconds.
 */
export function nextCheck(elapsed: number, { first, gap }: Rhythm): number {
	if (elapsed < first) return first;
	return elapsed + Math.min(LONGEST_GAP, Math.max(gap, GROWTH * elapsed));
}

/**
 * Checks every job at once, then waits for those that are open.
 *
 * @param until when waiting ends, in milliseconds since the epoch
 * @param wokenAt when the callback came, where there was one
 */
export async function checkThenPoll(api: Api, jobs: Job[], until: number, wokenAt?: number): Promise<JobOutcomes> {
	const budget = new CallBudget(jobs, wokenAt);
	const startedAt = api.timing.now();
	budget.spend(startedAt, jobs.length);
	const outcomes = await checkOnce(api, jobs, until);
	if (startedAt >= until) return outcomes;
	const open = jobs.filter(({ requestId }) => isOpen(outcomes.get(requestId)));
	for (const { requestId } of open) outcomes.delete(requestId);
	return new Map([...outcomes, ...(await pollUntilDone(api, open, until, budget))]);
}

/**
 * Checks the jobs until all have ended, the execution is cancelled, or `until` has come: then every job that is still
 * open is checked once more. All jobs share one budget of calls, but for that last look. Trouble is waited out
 * (see `trouble.ts`); the end of the daily limit is not.
 */
export async function pollUntilDone(api: Api, jobs: Job[], until: number, budget = new CallBudget(jobs)): Promise<JobOutcomes> {
	const { signal, timing } = api;
	const outcomes: JobOutcomes = new Map();
	const checkAfter = (start: number) => start + nextCheck(timing.now() - start, budget.rhythm);
	const watched = jobs.map((job) => {
		const start = budget.startOf(job);
		return { job, start, checkAt: checkAfter(start), checkedAt: 0 };
	});
	let allowedAt = 0;

	while (watched.length > 0) {
		watched.sort((a, b) => a.checkAt - b.checkAt);
		const [next] = watched;
		const { requestId } = next.job;
		const at = Math.max(next.checkAt, allowedAt, budget.availableAt);
		if (at >= until) break;
		await timing.sleep(Math.max(0, at - timing.now()), signal);
		if (signal?.aborted) return outcomes;

		next.checkedAt = timing.now();
		budget.spend(next.checkedAt);
		const outcome = await check(api, next.job, until);
		// What is not known is told if nothing better comes until the end.
		if (outcome) outcomes.set(requestId, outcome);
		else outcomes.delete(requestId);
		if (limitMet(outcome) === 'daily') return new Map([...outcomes, ...watched.map(({ job }) => [job.requestId, outcome!] as const)]);
		allowedAt = timing.now() + secondsAskedFor(outcome) * 1000;
		if (isOpen(outcome)) next.checkAt = checkAfter(next.start);
		else watched.shift();
	}

	const open = watched.filter(({ checkedAt }) => checkedAt < until).map(({ job }) => job);
	if (open.length > 0) await timing.sleep(Math.max(0, until - timing.now()), signal);
	if (signal?.aborted) return outcomes;
	for (const { requestId } of open) outcomes.delete(requestId);
	return new Map([...outcomes, ...(await checkOnce(api, open, until))]);
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
