import type { Version } from './api.mts';
import { errorOf } from './jobs.mts';
import type { Job } from './jobs.mts';
import { samplePicture } from './samples.mts';
import { isoOf } from './time.mts';

/** What each version says of a job (docs/api.md#job-status). */
export const statusOf: Record<Version, (job: Job, urlOf: UrlOf) => object> = { v1, v2 };

/** Where the file of a job is, in its own format or another. */
type UrlOf = (job: Job, extension?: string) => string | undefined;

/** What a job is like so far, as large as it would be in a list; every source has another form for it. */
const PREVIEW = samplePicture({ width: 64, height: 48, prompt: 'preview' }).toString('base64');

function previewOf({ status, preview }: Job, usual: string): string | null {
	return preview ?? (status === 'processing' || status === 'done' ? usual : null);
}

const NO_ERROR = { error_code: null, error_reason: null, retryable: null, refunded: null };

function v1(job: Job, urlOf: UrlOf) {
	const { status, progress, errorCode, errorMessage, isInResponse } = job;
	return {
		status,
		progress: progress.toFixed(2),
		preview: previewOf(job, PREVIEW),
		result_url: (!isInResponse && urlOf(job)) || null,
		results_alt_formats: alternativesOf(job, urlOf),
		result: inResponse(job),
		...(errorCode && { error_code: errorCode, error_message: errorMessage }),
	};
}

function v2(job: Job, urlOf: UrlOf) {
	const { status, progress, price, isEstimated = false, failedAt, promptBoost = null, metadata = null, transcription } = job;
	const hasFailed = status === 'error';
	return {
		status,
		preview: previewOf(job, `data:image/png;base64,${PREVIEW}`),
		result_url: urlOf(job) ?? null,
		results_alt_formats: alternativesOf(job, urlOf),
		result: inResponse(job),
		metadata: status === 'done' ? metadata : null,
		progress,
		...(hasFailed ? errorOf(job) : NO_ERROR),
		failed_at: failedAt ? isoOf(failedAt) : null,
		price: priceOf(status, hasFailed ? 0 : price, isEstimated && !hasFailed),
		prompt_boosted: promptBoost !== null,
		prompt_boost: promptBoost,
		...(transcription && { transcription }),
	};
}

function inResponse({ isInResponse, result }: Job): string | null {
	return (isInResponse && result?.inResponse) || null;
}

/** Nobody knows what a job costs before it has ended. */
function priceOf(status: Job['status'], amount: number, is_estimated: boolean): object | null {
	return status === 'done' || status === 'error' ? { amount, is_estimated } : null;
}

function alternativesOf(job: Job, urlOf: UrlOf): Record<string, string | undefined> | null {
	const extensions = Object.keys(job.result?.alternatives ?? {});
	if (extensions.length === 0) return null;
	return Object.fromEntries(extensions.map((extension) => [extension, urlOf(job, extension)]));
}
