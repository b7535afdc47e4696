import type { INodeExecutionData } from 'n8n-workflow';

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
			items.push(await collectJob(context, job, looks.get(job.requestId), run.outputField, timing));
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
	job: Job,
	look: Look | undefined,
	outputField: string,
	timing: Timing,
): Promise<INodeExecutionData> {
	const { requestId, model, seed, itemIndex } = job;
	try {
		const { data, binary } = await download(context, job, endOf(look), timing);
		return {
			json: { request_id: requestId, ...data, model, ...(seed !== undefined && { seed }) } as INodeExecutionData['json'],
			binary: { [outputField]: binary },
			pairedItem: { item: itemIndex },
		};
	} catch (cause) {
		throw namingJob(cause, requestId);
	}
}

function endOf(look: Look | undefined): JobStatus {
	if (look?.status?.state === 'failed') throw jobFailure(look.status);
	if (look?.status) return look.status;
	if (look) throw look.trouble;
	throw new ApiError('The deAPI job did not finish within "Wait Timeout"', {
		description: 'It may still finish. Raise "Wait Timeout" under Options for jobs of this kind.',
	});
}

async function download(context: DownloadContext, { requestId }: Job, { resultUrl, data }: JobStatus, timing: Timing) {
	const name = `deapi-${requestId.slice(0, 8)}`;
	try {
		return { data, binary: await downloadResult(context, assertUrl(resultUrl), name, timing) };
	} catch (cause) {
		if (!isExpired(cause)) throw namingJob(cause, requestId);
	}
	// The signed URL has run out; the API hands out a fresh one.
	const fresh = await getJobStatus(context, requestId, timing);
	return { data: fresh.data, binary: await downloadResult(context, assertUrl(fresh.resultUrl), name, timing) };
}

function assertUrl(resultUrl: string | undefined): string {
	if (resultUrl !== undefined) return resultUrl;
	throw new ApiError('The deAPI job is done, but has no result URL', {
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
