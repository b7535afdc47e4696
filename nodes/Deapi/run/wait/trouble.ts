/**
 * What keeps the API from saying how a job is. The job is paid for, so that a single odd answer between good ones must
 * not end the wait: a 404 while the API is deployed, the page of a firewall, a job that is done before its result is there.
 */
import { ApiError, isPassing } from '../../../shared/api/errors';
import type { Job } from '../state/run';

/** How often in a row trouble has to come, and over how long at least, in milliseconds, to be told. */
const LASTING = { times: 5, span: 120_000 };
/** The same for a job of which nothing shows yet that the API knows it: a request ID or a key may just be wrong. */
const LASTING_FROM_THE_START = { times: 3, span: 10_000 };

/**
 * Notes that a look at a job has come to nothing, and says whether that lasts. The end of the daily limit does at once;
 * what the API's trouble is by its status, or the network's, is waited out for as long as there is time.
 */
export function noteTrouble(job: Job, error: unknown, now: number): boolean {
	if (error instanceof ApiError && error.details.limit === 'daily') return true;
	if (error instanceof ApiError && isPassing(error)) return false;
	const { since, times } = job.trouble ?? { since: now, times: 0 };
	const { times: most, span } = isKnown(job) ? LASTING : LASTING_FROM_THE_START;
	const isLasting = times + 1 >= most && now - since >= span;
	// Once it has been told, the next try has as much patience.
	if (isLasting) delete job.trouble;
	else job.trouble = { since, times: times + 1 };
	return isLasting;
}

export function noteAnswer(job: Job): void {
	delete job.trouble;
	if (!isKnown(job)) job.isKnown = true;
}

/** Whether the API has taken the job from this run, or has said how it is. */
function isKnown({ model, isKnown }: Job): boolean {
	return model !== undefined || isKnown === true;
}
