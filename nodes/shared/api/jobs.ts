import { isRecord } from '../util/json';
import type { Api } from './client';
import { ApiError } from './errors';

export type JobState = 'running' | 'done' | 'failed';

/** What GET /request-status says of a job (docs/api.md#job-status). */
export interface JobStatus {
	requestId: string;
	state: JobState;
	resultUrl?: string;
	/** The API's own fields, without the preview image. */
	data: Record<string, unknown>;
}

const FAILED = new Set(['error', 'failed', 'cancelled']);

const ADVICE: Record<string, string> = {
	AGE_RESTRICTED: 'The source or the result is age-restricted. Use other input.',
	CONTEXT_LENGTH_EXCEEDED: 'The input is longer than the model can take. Shorten it, or use another model.',
	INVALID_INPUT: 'The model cannot work with this input. Check the parameters and the file.',
	PROCESSING_ERROR: 'The worker could not finish the job. Run it again, or use another model.',
	WORKER_TIMEOUT: 'The worker took too long. Run it again, or ask for less: a smaller size, fewer steps or frames.',
};

export async function getJobStatus(api: Api, requestId: string): Promise<JobStatus> {
	const answer = await api.request({ path: `/request-status/${encodeURIComponent(requestId)}` });
	const data = isRecord(answer.data) ? { ...answer.data } : {};
	delete data.preview;
	const status = String(data.status ?? '').toLowerCase();
	return {
		requestId,
		state: status === 'done' ? 'done' : FAILED.has(status) ? 'failed' : 'running',
		resultUrl: typeof data.result_url === 'string' && data.result_url !== '' ? data.result_url : undefined,
		data,
	};
}

/** Describes a failed job in the API's own words. */
export function jobFailure({ requestId, data }: JobStatus): ApiError {
	const code = typeof data.error_code === 'string' ? data.error_code : undefined;
	const reason = [data.error_message, data.error, data.message].find((text) => typeof text === 'string' && text !== '');
	const what = [reason && String(reason).replace(/\.$/, ''), code && `(${code})`].filter(Boolean).join(' ');
	return new ApiError(`The deAPI job failed${what ? `: ${what}` : ''}`, {
		code,
		requestId,
		description: `${(code && ADVICE[code]) ?? 'Run it again, or use another model.'} Request ID: ${requestId}`,
	});
}
