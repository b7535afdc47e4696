import type { IDataObject } from 'n8n-workflow';

import { ApiError } from '../../../shared/api/errors';
import type { JobStatus } from '../../../shared/api/jobs';
import { isTool } from '../../../shared/n8n/tool';
import { fetchResult } from '../../../shared/results/fetchResult';
import type { Result } from '../../../shared/results/result';
import type { Operation } from '../../operations/operation';
import type { RunContext } from '../state/context';
import type { Output } from '../state/finish';
import { isOfWhole } from '../state/items';
import type { Job, JobPart, Run } from '../state/run';
import type { JobOutcome } from '../wait/poll';
import { charges, madeBy } from './jobFacts';

/** What has come of a job for an item. */
export interface Collected {
	job: Job;
	part: JobPart;
	status: JobStatus;
	result: Result;
	/** The price, where the API has told it. */
	charged: IDataObject;
}

/** What the pieces of an item come to. */
export interface Whole {
	json: IDataObject;
	binary?: Output['data']['binary'];
	/** What is known of each piece only now. */
	about: IDataObject[];
}

/**
 * Downloads what a finished job has made, for each of its items.
 *
 * @throws {ApiError} naming the request ID, for a job that failed, did not end in time, or whose result
 * cannot be had now
 */
export async function collectJob(ctx: RunContext<Operation>, job: Job, outcome?: JobOutcome): Promise<Collected[]> {
	// Settled: docs/decisions/15-settle-instead-of-rethrow.md.
	const found = async () => await resultsOf(ctx, job, doneStatus(job, outcome, ctx.run, ctx.api.signal?.aborted === true));
	const [collected] = await Promise.allSettled([found()]);
	if (collected.status === 'rejected') throw namingJob(collected.reason, job.requestId);
	const { status, results } = collected.value;
	const charged = charges(job, status);
	return job.parts.flatMap((part, index) =>
		part.outdated ? [] : [{ job, part, status, result: results[index], charged: charged[index] }],
	);
}

/** The API's own fields, what the node knows of how it was made, and its result. */
export function outputOf({ job, part, status, result: { json, binary }, charged }: Collected): Output {
	const { itemIndex, piece } = part;
	const facts = { ...status.data, ...madeBy(job, part), ...charged, ...json };
	return { itemIndex, piece, data: { json: { request_id: job.requestId, ...facts } as IDataObject, ...(binary && { binary }) } };
}

async function resultsOf(
	{ n8n, api, run }: RunContext<Operation>,
	{ parts, isTimed }: Job,
	done: JobStatus,
): ReturnType<typeof fetchResult> {
	if (run.output.noDownload) return { status: done, results: parts.map(() => ({ json: {} })) };
	// Files of a whole are made when its pieces are put together.
	const options = isOfWhole(parts[0]) ? { ...run.output, subtitles: [], noTextFile: true } : run.output;
	const fetched = await fetchResult(api, done, { options, parts, isTimed, noFile: isTool(n8n) });
	// What was read of it is in the output, under a name that says what it is.
	delete fetched.status.data.result;
	return fetched;
}

function doneStatus(job: Job, outcome: JobOutcome | undefined, { phase }: Run, isCancelled: boolean): JobStatus {
	if (outcome?.kind === 'done') return outcome.status;
	if (outcome?.kind === 'unknown') throw notLearnt(job, outcome.error);
	if (outcome) throw outcome.error;
	if (isCancelled)
		throw new ApiError('The execution was cancelled while the deAPI job ran', { description: 'Job > Get Result fetches it later.' });
	throw phase.name === 'notWaiting'
		? new ApiError('The deAPI job has not finished yet', { description: 'Turn on "Wait for Completion", or ask again later.' })
		: new ApiError('The deAPI job did not finish within "Wait Timeout"', {
				description: 'It may still finish: Job > Get Result fetches it later. Raise "Wait Timeout" under Options for jobs of this kind.',
			});
}

/** Of a job that this run has paid for, whatever keeps the API from saying how it is. */
function notLearnt({ model }: Job, error: unknown): unknown {
	if (!(error instanceof ApiError) || model === undefined) return error;
	const { description = '', ...details } = error.details;
	return new ApiError(error.message, {
		...details,
		description: `${description} The job is submitted and may be done: Job > Get Result fetches it later.`.trim(),
	});
}

function namingJob(error: unknown, requestId: string): unknown {
	if (!(error instanceof ApiError) || error.details.requestId !== undefined) return error;
	return new ApiError(error.message, {
		...error.details,
		requestId,
		description: [error.details.description, `Request ID: ${requestId}`].filter(Boolean).join(' '),
	});
}
