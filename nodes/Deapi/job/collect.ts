import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import { downloadResult } from '../../shared/download';
import type { DownloadContext } from '../../shared/download';
import { forEachConcurrently } from '../../shared/concurrency';
import { ApiError } from '../../shared/errors';
import { getJobStatus, jobFailure } from '../../shared/jobs';
import type { JobStatus } from '../../shared/jobs';
import type { Timing } from '../../shared/timing';
import type { Look, Looks } from './look';
import type { Job, Run } from './run';

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
			items.push(await collectJob(context, run, job, looks.get(job.requestId), timing));
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

/**
 * Turns a finished job into an output item: the API's own fields, the model and seed that made it, and
 * the file in the binary output.
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
): Promise<INodeExecutionData> {
	const { requestId, itemIndex } = job;
	try {
		const { data, result } = await fetchResult(context, job, endOf(look, run), timing);
		const text = result?.text ?? (typeof data.result === 'string' ? data.result : undefined);
		return {
			json: { request_id: requestId, ...data, ...madeBy(job), ...(text !== undefined && { text }) } as IDataObject,
			...(result && { binary: { [run.outputField]: result.binary } }),
			pairedItem: { item: itemIndex },
		};
	} catch (cause) {
		throw namingJob(cause, requestId);
	}
}

/** What the node knows of a job beyond what the API says: what made it, and for how much. */
export function madeBy({ model, seed, price }: Job): IDataObject {
	return Object.fromEntries(Object.entries({ model, seed, price }).filter(([, value]) => value !== undefined));
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

/** The file or text of a finished job. A text may be in the status itself, without a file. */
async function fetchResult(context: DownloadContext, { requestId }: Job, { resultUrl, data }: JobStatus, timing: Timing) {
	const name = `deapi-${requestId.slice(0, 8)}`;
	if (resultUrl === undefined && data.result !== undefined && data.result !== null) return { data };
	try {
		return { data, result: await downloadResult(context, assertUrl(resultUrl), name, timing) };
	} catch (cause) {
		if (!isExpired(cause)) throw namingJob(cause, requestId);
	}
	// The signed URL has run out; the API hands out a fresh one.
	const fresh = await getJobStatus(context, requestId, timing);
	return { data: fresh.data, result: await downloadResult(context, assertUrl(fresh.resultUrl), name, timing) };
}

function assertUrl(resultUrl: string | undefined): string {
	if (resultUrl !== undefined) return resultUrl;
	throw new ApiError('The deAPI job is done, but has no result', {
		description: 'Ask for the job again later. If this stays, tell deAPI support.',
	});
}

function isExpired(cause: unknown): boolean {
	return cause instanceof ApiError && (cause.details.status === 403 || cause.details.status === 404);
}

function namingJob(cause: unknown, requestId: string): unknown {
	if (!(cause instanceof ApiError) || cause.details.requestId !== undefined) return cause;
	return new ApiError(cause.message, {
		...cause.details,
		requestId,
		description: [cause.details.description, `Request ID: ${requestId}`].filter(Boolean).join(' '),
	});
}
