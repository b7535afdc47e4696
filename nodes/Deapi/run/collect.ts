import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import type { DownloadContext } from '../../shared/results/download';
import { forEachConcurrently } from '../../shared/util/concurrency';
import { ApiError } from '../../shared/api/errors';
import { jobFailure } from '../../shared/api/jobs';
import type { JobStatus } from '../../shared/api/jobs';
import type { Timing } from '../../shared/util/timing';
import { fetchResult } from '../../shared/results/fetchResult';
import type { Look, Looks } from './wait/poll';
import type { Job, Run, Share } from './state/run';

const CONCURRENCY = 5;

/** Collects every job of a run that can be collected, and why the others cannot. */
export async function collectJobs(
	context: DownloadContext,
	run: Run,
	looks: Looks,
	timing: Timing,
): Promise<{ items: INodeExecutionData[]; troubles: Map<Job, unknown> }> {
	const items: INodeExecutionData[] = [];
	const troubles = new Map<Job, unknown>();
	await forEachConcurrently(run.jobs, CONCURRENCY, async (job) => {
		try {
			items.push(...(await collectJob(context, run, job, looks.get(job.requestId), timing)));
		} catch (cause) {
			troubles.set(job, cause);
		}
	});
	return { items, troubles };
}

export function inItemOrder(items: INodeExecutionData[]): INodeExecutionData[] {
	const itemIndex = ({ pairedItem }: INodeExecutionData) => (pairedItem as { item: number }).item;
	return items.sort((a, b) => itemIndex(a) - itemIndex(b));
}

/** The shares that still are what their items ask for. */
export function currentShares(shares: Share[]): Share[] {
	return shares.filter(({ outdated }) => !outdated);
}

/**
 * Turns a finished job into the output of its items: the API's own fields, what the node knows of how it
 * was made, and what came of it.
 *
 * @throws {ApiError} naming the request ID, for a job that failed, did not end in time, or whose result
 * cannot be had now
 */
async function collectJob(
	context: DownloadContext,
	run: Run,
	job: Job,
	look: Look | undefined,
	timing: Timing,
): Promise<INodeExecutionData[]> {
	const { requestId, shares } = job;
	try {
		const reading = { options: run.output, counts: shares.map(({ count }) => count) };
		const { status, results } = await fetchResult(context, endOf(look, run), reading, timing);
		// What was read of it is in the output, under a name that says what it is.
		delete status.data.result;
		return shares.flatMap((share, index) => {
			if (share.outdated) return [];
			const { json, binary } = results[index];
			return {
				json: { request_id: requestId, ...status.data, ...madeBy(job, share), ...json } as IDataObject,
				...(binary && { binary }),
				pairedItem: { item: share.itemIndex },
			};
		});
	} catch (cause) {
		throw namingJob(cause, requestId);
	}
}

/** What the node knows of a job beyond what the API says: what made it, and for how much. */
export function madeBy({ model, madeWith }: Job, { price }: Share): IDataObject {
	return { ...(model !== undefined && { model }), ...madeWith, ...(price !== undefined && { price }) };
}

function endOf(look: Look | undefined, { deadline }: Run): JobStatus {
	if (look?.status?.state === 'failed') throw jobFailure(look.status);
	if (look?.status) return look.status;
	if (look) throw look.trouble;
	throw deadline === undefined
		? new ApiError('The deAPI job has not finished yet', { description: 'Turn on "Wait for Completion", or ask again later.' })
		: new ApiError('The deAPI job did not finish within "Wait Timeout"', {
				description: 'It may still finish: Job > Get Result fetches it later. Raise "Wait Timeout" under Options for jobs of this kind.',
			});
}

function namingJob(cause: unknown, requestId: string): unknown {
	if (!(cause instanceof ApiError) || cause.details.requestId !== undefined) return cause;
	return new ApiError(cause.message, {
		...cause.details,
		requestId,
		description: [cause.details.description, `Request ID: ${requestId}`].filter(Boolean).join(' '),
	});
}
