import { forEachConcurrently } from '../../../shared/util/concurrency';
import type { ApiContext } from '../../../shared/api/client';
import { ApiError, isPassing } from '../../../shared/api/errors';
import { getJobStatus } from '../../../shared/api/jobs';
import type { JobStatus } from '../../../shared/api/jobs';
import type { Timing } from '../../../shared/util/timing';
import { Pace } from './callBudget';
import type { Rhythm } from './callBudget';
import type { Job } from '../state/run';

/** What looking at a job has come to: how it ended, or why that cannot be known. */
export interface Look {
	status?: JobStatus;
	trouble?: unknown;
}

/** By request ID. A job that still runs has no entry. */
export type Looks = Map<string, Look>;

const CONCURRENCY = 5;

const LONGEST_GAP = 30_000;
const GROWTH = 0.3;

/** Looks at every job once. */
export async function lookOnce(context: ApiContext, jobs: Job[], timing: Timing): Promise<Looks> {
	const looks: Looks = new Map();
	let dailyLimit: Look | undefined;
	await forEachConcurrently(jobs, CONCURRENCY, async ({ requestId }) => {
		const look = dailyLimit ?? (await lookAt(context, requestId, timing));
		if (isDailyLimit(look.trouble)) dailyLimit = look;
		if (look.status?.state !== 'running') looks.set(requestId, look);
	});
	return looks;
}

/**
 * When to look at a job next, in milliseconds after its submission. One that was just submitted is looked at so
 * that a result is noticed within 3 seconds or 30 % of the job's length, and within 30 seconds.
 */
export function nextLook(elapsed: number, { first, gap }: Rhythm): number {
	if (elapsed < first) return first;
	return elapsed + Math.min(LONGEST_GAP, Math.max(gap, GROWTH * elapsed));
}

/**
 * Looks at every job at once, then waits for those that still run, or of which nothing could be learnt yet.
 *
 * @param wokenAt when the callback came, where there was one
 */
export async function lookThenPoll(context: ApiContext, jobs: Job[], deadline: number, timing: Timing, wokenAt?: number): Promise<Looks> {
	const pace = new Pace(jobs, wokenAt);
	pace.note(timing.now(), jobs.length);
	const looks = await lookOnce(context, jobs, timing);
	const open = jobs.filter(({ requestId }) => !looks.has(requestId) || isPassingTrouble(looks.get(requestId)?.trouble));
	return new Map([...looks, ...(await pollJobs(context, open, deadline, timing, pace))]);
}

/**
 * Looks at the jobs until all have ended, the deadline has passed, or the execution is cancelled. All
 * jobs share one pace of calls. Passing trouble is waited out; the end of the daily limit is not.
 */
export async function pollJobs(context: ApiContext, jobs: Job[], deadline: number, timing: Timing, pace = new Pace(jobs)): Promise<Looks> {
	const signal = context.getExecutionCancelSignal?.();
	const looks: Looks = new Map();
	const lookAfter = (start: number) => start + nextLook(timing.now() - start, pace.rhythm);
	const watched = jobs.map((job) => {
		const start = pace.startOf(job);
		return { requestId: job.requestId, start, lookAt: lookAfter(start) };
	});
	let freeAt = 0;

	while (watched.length > 0) {
		watched.sort((a, b) => a.lookAt - b.lookAt);
		const [job] = watched;
		const at = Math.max(job.lookAt, freeAt, pace.freeAt);
		if (at > deadline) break;
		await timing.sleep(Math.max(0, at - timing.now()), signal);
		if (signal?.aborted) break;

		pace.note(timing.now());
		const look = await lookAt(context, job.requestId, timing);
		if (isDailyLimit(look.trouble)) {
			for (const { requestId } of watched) looks.set(requestId, look);
			break;
		}
		freeAt = timing.now() + secondsAskedFor(look.trouble) * 1000;
		if (look.status?.state === 'running' || isPassingTrouble(look.trouble)) {
			job.lookAt = lookAfter(job.start);
		} else {
			looks.set(job.requestId, look);
			watched.shift();
		}
	}
	return looks;
}

async function lookAt(context: ApiContext, requestId: string, timing: Timing): Promise<Look> {
	try {
		return { status: await getJobStatus(context, requestId, timing) };
	} catch (trouble) {
		return { trouble };
	}
}

function isDailyLimit(trouble: unknown): boolean {
	return trouble instanceof ApiError && trouble.details.limit === 'daily';
}

/** What is left of a Retry-After that was too long for a single request to wait for. */
function secondsAskedFor(trouble: unknown): number {
	return trouble instanceof ApiError ? (trouble.details.retryAfter ?? 0) : 0;
}

function isPassingTrouble(trouble: unknown): boolean {
	return trouble instanceof ApiError && isPassing(trouble);
}
