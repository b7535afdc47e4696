import type { Api } from '../api/client';
import type { DownloadContext } from './download';
import { ApiError } from '../api/errors';
import { getJobStatus, hasResult } from '../api/jobs';
import type { JobStatus } from '../api/jobs';
import { readResult } from './readResult';
import type { ReadOptions } from './readResult';
import type { Result } from './result';

/** How often a job that is done is looked at for the address of its result, and how long after each other, in milliseconds. */
const LOOKS = 3;
const PAUSE = 2_000;

/**
 * The results of a finished job. If the signed address has expired, the API is asked for a fresh one; where it does not
 * name one yet, it is asked again.
 */
export async function fetchResult(
	api: Api<DownloadContext>,
	found: JobStatus,
	reading: ReadOptions,
): Promise<{ status: JobStatus; results: Result[] }> {
	const status = await withAddress(api, found);
	// Settled: docs/decisions/15-settle-instead-of-rethrow.md.
	const [first] = await Promise.allSettled([readResult(api, status, reading)]);
	if (first.status === 'fulfilled') return { status, results: first.value };
	if (!isExpired(first.reason)) throw first.reason;
	const fresh = await getJobStatus(api, status.requestId);
	return { status: fresh, results: await readResult(api, fresh, reading) };
}

async function withAddress(api: Api, found: JobStatus): Promise<JobStatus> {
	let status = found;
	for (let look = 1; look < LOOKS && !hasResult(status) && !api.signal?.aborted; look++) {
		await api.timing.sleep(PAUSE, api.signal);
		status = await getJobStatus(api, status.requestId);
	}
	return status;
}

function isExpired(error: unknown): boolean {
	return error instanceof ApiError && (error.details.status === 403 || error.details.status === 404);
}
