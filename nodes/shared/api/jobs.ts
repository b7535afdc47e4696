import { finiteNumber, isRecord } from '../util/json';
import { withoutSecrets } from '../util/secrets';
import type { Api } from './client';
import { jobEndpoint } from './endpoints';
import { errorMessage } from './errorBody';
import { ApiError } from './errors';

export type JobState = 'running' | 'done' | 'failed';

/** What the API says of a job (docs/api.md#job-status). */
export interface JobStatus {
	requestId: string;
	state: JobState;
	resultUrl?: string;
	/** The API's own fields, without the preview image, and with the price as a number. */
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

/**
 * @param deadline after which nothing is tried again, in milliseconds since the epoch
 * @throws {ApiError} also where the answer does not say how the job is
 */
export async function getJobStatus(api: Api, requestId: string, deadline?: number): Promise<JobStatus> {
	return (await getJobAndPreview(api, requestId, deadline)).status;
}

/** A job, and what it shows of its result: a picture, in any form that the API has for it. It may be large. */
export async function getJobAndPreview(api: Api, requestId: string, deadline?: number): Promise<{ status: JobStatus; preview?: string }> {
	const answer = await api.request({ endpoint: jobEndpoint(requestId), deadline, limitedAs: 'status' });
	const { preview, ...fields } = isRecord(answer.data) ? answer.data : {};
	const status = statusIn(requestId, fields);
	return { status, ...(typeof preview === 'string' && preview.trim() !== '' && { preview: preview.trim() }) };
}

function statusIn(requestId: string, fields: Record<string, unknown>): JobStatus {
	const { error, ...data } = plainFields(fields);
	const said = errorMessage(data.error_message) ?? errorMessage(error);
	if (typeof data.status !== 'string' || data.status === '') {
		throw new ApiError(`deAPI did not say how the job is${said ? `: ${said}` : ''}`, {
			status: 200,
			description: 'Ask for it again later.',
		});
	}
	// n8n takes a field `error` of the output, even an empty one, for a failed try, and would run the node again.
	if (said) data.error_message = withoutSecrets(said);
	return {
		requestId,
		state: stateOf(data.status),
		resultUrl: typeof data.result_url === 'string' && data.result_url !== '' ? data.result_url : undefined,
		data,
	};
}

/** The price is `{ amount, is_estimated }`, and null until the job has ended. What was not boosted is not worth a word. */
function plainFields(answer: Record<string, unknown>): Record<string, unknown> {
	const data = { ...answer };
	const { price } = data;
	const { amount, is_estimated: isEstimated } = isRecord(price) ? price : { amount: price };
	const sum = finiteNumber(amount);
	if (sum !== undefined) data.price = sum;
	else if (price !== null) delete data.price;
	if (isEstimated === true) data.price_is_estimated = true;
	if (!data.prompt_boosted) delete data.prompt_boosted;
	if (!data.prompt_boost) delete data.prompt_boost;
	return data;
}

export function stateOf(status: string): JobState {
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
