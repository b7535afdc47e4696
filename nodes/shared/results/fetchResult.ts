import type { Api } from '../api/client';
import type { DownloadContext } from './download';
import { ApiError } from '../api/errors';
import { getJobStatus } from '../api/jobs';
import type { JobStatus } from '../api/jobs';
import { readResult } from './readResult';
import type { ReadOptions, Result } from './readResult';

/** The results of a finished job. If its signed URL has expired, the API is asked for a fresh one. */
export async function fetchResult(
	api: Api<DownloadContext>,
	status: JobStatus,
	reading: ReadOptions,
): Promise<{ status: JobStatus; results: Result[] }> {
	// Settled: docs/decisions/15-settle-instead-of-rethrow.md.
	const [first] = await Promise.allSettled([readResult(api, status, reading)]);
	if (first.status === 'fulfilled') return { status, results: first.value };
	if (!isExpired(first.reason)) throw first.reason;
	const fresh = await getJobStatus(api, status.requestId);
	return { status: fresh, results: await readResult(api, fresh, reading) };
}

function isExpired(error: unknown): boolean {
	return error instanceof ApiError && (error.details.status === 403 || error.details.status === 404);
}
