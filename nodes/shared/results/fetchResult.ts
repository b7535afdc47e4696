import type { DownloadContext } from './download';
import { ApiError } from '../api/errors';
import { getJobStatus } from '../api/jobs';
import type { JobStatus } from '../api/jobs';
import type { Timing } from '../util/timing';
import { readResult } from './readResult';
import type { Reading, Result } from './readResult';

/** What came of a finished job. A signed URL that has run out is asked for anew. */
export async function fetchResult(
	context: DownloadContext,
	status: JobStatus,
	reading: Reading,
	timing: Timing,
): Promise<{ status: JobStatus; results: Result[] }> {
	let trouble: unknown;
	try {
		return { status, results: await readResult(context, status, reading, timing) };
	} catch (cause) {
		trouble = cause;
	}
	if (!isExpired(trouble)) throw trouble;
	const fresh = await getJobStatus(context, status.requestId, timing);
	return { status: fresh, results: await readResult(context, fresh, reading, timing) };
}

function isExpired(cause: unknown): boolean {
	return cause instanceof ApiError && (cause.details.status === 403 || cause.details.status === 404);
}
