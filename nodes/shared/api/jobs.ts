import { isRecord } from '../util/json';
import type { Api } from './client';
import { jobEndpoint } from './endpoints';
import { errorMessage } from './errorResponse';
import { ApiError } from './errors';

export type JobState = 'running' | 'done' | 'failed';

/** What the API says of a job (docs/api.md#job-status). */
export interface JobStatus {
	requestId: string;
	state: JobState;
	resultUrl?: string;
	/** The API's own fields, without the preview image. */
	data: Record<string, unknown>;
}

/** What it may call the ends of a job, beside its own `done` and `error`; every other word means that it still runs. */
const DONE = new Set(['done', 'complete', 'completed', 'finished', 'succeeded', 'success', 'successful']);
const FAILED = new Set([
	'aborted',
	'canceled',
	'cancelled',
	'error',
	'errored',
	'expired',
	'failed',
	'failure',
	'rejected',
	'timed_out',
	'timeout',
]);

const ADVICE: Record<string, string> = {
	AGE_RESTRICTED: 'The source or the result is age-restricted. Use other input.',
	CONTEXT_LENGTH_EXCEEDED: 'The input is longer than the model can take. Shorten it, or use another model.',
	INVALID_INPUT: 'The model cannot work with this input. Check the parameters and the file.',
	PROCESSING_ERROR: 'The worker could not finish the job. Run it again, or use another model.',
	WORKER_TIMEOUT: 'The worker took too long. Run it again, or ask for less: a smaller size, fewer steps or frames.',
};

/**
 * @param deadline after which nothing is tried again, in milliseconds since the epoch
 * @throws {ApiError} also where the answer does not say how the job is
 */
export async function getJobStatus(api: Api, requestId: string, deadline?: number): Promise<JobStatus> {
	const answer = await api.request({ endpoint: jobEndpoint(requestId), deadline });
	const { error, ...data } = isRecord(answer.data) ? answer.data : {};
	delete data.preview;
	const said = errorMessage(data.error_message) ?? errorMessage(error);
	if (typeof data.status !== 'string' || data.status === '') {
		throw new ApiError(`deAPI did not say how the job is${said ? `: ${said}` : ''}`, {
			status: 200,
			description: 'Ask for it again later.',
		});
	}
	// n8n takes a field `error` of the output, even an empty one, for a failed try, and would run the node again.
	if (said) data.error_message = said;
	return {
		requestId,
		state: stateOf(data.status),
		resultUrl: typeof data.result_url === 'string' && data.result_url !== '' ? data.result_url : undefined,
		data,
	};
}

function stateOf(status: string): JobState {
	const word = status
		.trim()
		.toLowerCase()
		.replace(/[\s-]+/g, '_');
	return DONE.has(word) ? 'done' : FAILED.has(word) ? 'failed' : 'running';
}

/** Whether a job that is done says what has come of it, or where that is. */
export function hasResult({ resultUrl, data: { result, results_alt_formats: others } }: JobStatus): boolean {
	return resultUrl !== undefined || (result !== undefined && result !== null) || (isRecord(others) && Object.values(others).some(Boolean));
}

export function noResult(): ApiError {
	return new ApiError('The deAPI job is done, but has no result', {
		status: 200,
		description: 'Ask for the job again later. If this continues, contact deAPI support.',
	});
}

/** Describes a failed job in the API's own words. */
export function jobFailure({ requestId, data }: JobStatus): ApiError {
	const code = typeof data.error_code === 'string' ? data.error_code : undefined;
	const reason = errorMessage(data.error_message) ?? errorMessage(data.message);
	const what = [reason?.replace(/\.$/, ''), code && `(${code})`].filter(Boolean).join(' ');
	return new ApiError(`The deAPI job failed${what ? `: ${what}` : ''}`, {
		code,
		requestId,
		description: `${(code && ADVICE[code]) ?? 'Run it again, or use another model.'} Request ID: ${requestId}`,
	});
}
