import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import { ApiError } from '../../shared/api/errors';
import type { JobStatus } from '../../shared/api/jobs';
import { isTool } from '../../shared/n8n/tool';
import { fetchResult } from '../../shared/results/fetchResult';
import { forEachConcurrently, READS_AT_ONCE } from '../../shared/util/concurrency';
import { dollars } from '../../shared/util/dollars';
import type { Operation } from '../operations/operation';
import type { RunContext } from './state/context';
import { failItems } from './state/failures';
import { historyOf, remember } from './state/history';
import { currentParts, finish } from './state/items';
import type { Job, JobPart, Run } from './state/run';
import type { JobOutcome, JobOutcomes } from './wait/poll';

/** Downloads what is done, and tells of what is not. */
export async function collectItems(ctx: RunContext<Operation>, outcomes: JobOutcomes): Promise<INodeExecutionData[]> {
	const { items, errors } = await collectJobs(ctx, outcomes);
	forgetFailedJobs(ctx, outcomes);
	failItems(
		ctx,
		[...errors].flatMap(([job, error]) => currentParts(job).map(({ itemIndex }) => ({ itemIndex, error }))),
	);
	return finish(ctx, items);
}

/** Collects every job of a run that can be collected, and why the others cannot. */
async function collectJobs(
	ctx: RunContext<Operation>,
	outcomes: JobOutcomes,
): Promise<{ items: INodeExecutionData[]; errors: Map<Job, unknown> }> {
	const items: INodeExecutionData[] = [];
	const errors = new Map<Job, unknown>();
	await forEachConcurrently(ctx.run.jobs, READS_AT_ONCE, async (job) => {
		try {
			items.push(...(await collectJob(ctx, job, outcomes.get(job.requestId))));
		} catch (error) {
			errors.set(job, error);
		}
	});
	return { items, errors };
}

/**
 * Turns a finished job into the output of its items: the API's own fields, what the node knows of how it
 * was made, and its result.
 *
 * @throws {ApiError} naming the request ID, for a job that failed, did not end in time, or whose result
 * cannot be had now
 */
async function collectJob(ctx: RunContext<Operation>, job: Job, outcome?: JobOutcome): Promise<INodeExecutionData[]> {
	const { requestId, parts } = job;
	try {
		const { status, results } = await resultsOf(ctx, job, doneStatus(job, outcome, ctx.run));
		return parts.flatMap((part, index) => {
			if (part.outdated) return [];
			const { json, binary } = results[index];
			return {
				json: { request_id: requestId, ...status.data, ...madeBy(job, part), ...charged(job, part, status), ...json } as IDataObject,
				...(binary && { binary }),
				pairedItem: { item: part.itemIndex },
			};
		});
	} catch (error) {
		throw namingJob(error, requestId);
	}
}

async function resultsOf(
	{ n8n, api, run }: RunContext<Operation>,
	{ parts, isTimed }: Job,
	done: JobStatus,
): ReturnType<typeof fetchResult> {
	if (run.output.noDownload) return { status: done, results: parts.map(() => ({ json: {} })) };
	const fetched = await fetchResult(api, done, { options: run.output, parts, isTimed, noFile: isTool(n8n) });
	// What was read of it is in the output, under a name that says what it is.
	delete fetched.status.data.result;
	return fetched;
}

/** What the node knows of a job beyond what the API says: what made it, and for how much. */
export function madeBy({ model, madeWith }: Job, { price }: JobPart): IDataObject {
	return { ...(model !== undefined && { model }), ...madeWith, ...(price !== undefined && { price }) };
}

/** What the API has charged for an item takes the place of what it was asked for beforehand, or null. */
function charged({ parts }: Job, { price: asked, share }: JobPart, { data: { price } }: JobStatus): IDataObject {
	if (typeof price !== 'number') return {};
	if (share === undefined && parts.length > 1) return { price: asked };
	return { price: dollars(price * (share ?? 1)) };
}

function doneStatus(job: Job, outcome: JobOutcome | undefined, { phase }: Run): JobStatus {
	if (outcome?.kind === 'done') return outcome.status;
	if (outcome?.kind === 'unknown') throw notLearnt(job, outcome.error);
	if (outcome) throw outcome.error;
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

/**
 * A failed job is forgotten, so that Retry On Fail submits it anew, as long as there are tries left. Where the API says that
 * the same would fail again, none are left.
 */
function forgetFailedJobs({ n8n, run }: RunContext<Operation>, outcomes: JobOutcomes): void {
	const { retryOnFail, maxTries = 3 } = n8n.getNode();
	const tries = retryOnFail ? Math.min(5, Math.max(2, maxTries)) : 1;
	run.jobs = run.jobs.filter((job) => {
		const outcome = outcomes.get(job.requestId);
		if (outcome?.kind !== 'failed') return true;
		const failedJobs = (historyOf(run, job.parts[0].itemIndex).failedJobs ?? 0) + 1;
		for (const { itemIndex } of job.parts) remember(run, itemIndex, { failedJobs });
		job.failed = failedJobs >= tries || outcome.error.details.retryable === false;
		return job.failed;
	});
}
