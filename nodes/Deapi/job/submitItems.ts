import type { IExecuteFunctions } from 'n8n-workflow';

import { forEachConcurrently } from '../../shared/concurrency';
import { ApiError } from '../../shared/errors';
import { isModelUnavailable } from './fallback';
import { failItem, stopAtDoubt } from './failures';
import { itemParameters } from './parameters';
import { fallbackModels, prepareRequest } from './prepare';
import type { PreparedRequest } from './prepare';
import { explainBalance, priceItems, setPrice } from './price';
import type { Failure, Job } from './run';
import { submit, uncertainSubmission } from './submit';
import type { Submitting } from './submitting';

/**
 * Brings every item that has no job yet to one, or to a failure. Every request is built and checked
 * before the first is sent, so that a wrong item costs nothing.
 *
 * @param webhookUrl set when the run waits by webhook; goes with the last job only
 */
export async function submitItems(submitting: Submitting, webhookUrl?: string): Promise<void> {
	const { context, run, options } = submitting;
	let requests = await prepareItems(submitting);
	stopAtDoubt(context, run);
	if (options.maximumPrice !== undefined) requests = await priceItems(submitting, requests);

	const last = webhookUrl === undefined ? undefined : requests.pop();
	await forEachConcurrently(requests, options.concurrency, async (request) => await trySubmit(submitting, request));
	run.caller = last && (await trySubmit(submitting, last, webhookUrl))?.requestId;
	run.jobs.sort((a, b) => a.itemIndex - b.itemIndex);
}

/**
 * The requests that are to be sent. An item that has a job keeps it, and one that came to nothing stays
 * so, whatever its expressions come to this time: neither is paid again. Only when a person retries
 * the execution, and has changed what the item asks for, a new request is made.
 */
export async function prepareItems({ context, operation, run, timing }: Submitting): Promise<PreparedRequest[]> {
	const isRetryByHand = run.executionId !== context.getExecutionId();
	const earlier = new Map<number, Job | Failure>([...run.failures, ...run.jobs].map((entry) => [entry.itemIndex, entry]));
	const outdated = new Set<Job | Failure>();
	const requests: PreparedRequest[] = [];
	for (const itemIndex of context.getInputData().keys()) {
		const before = earlier.get(itemIndex);
		if (before && !isRetryByHand) continue;
		try {
			const request = await prepareRequest(context, operation, itemIndex, run.unavailable[itemIndex] ?? [], timing);
			if (before?.fingerprint === request.fingerprint && !isFailedJob(before)) continue;
			if (before) outdated.add(before);
			requests.push(request);
		} catch (cause) {
			failItem(context, operation, run, itemIndex, cause);
		}
	}
	if (isRetryByHand) Object.assign(run, { executionId: context.getExecutionId(), failedTries: {}, unavailable: {} });
	run.jobs = run.jobs.filter((job) => !outdated.has(job));
	run.failures = run.failures.filter((failure) => !outdated.has(failure));
	return requests;
}

function isFailedJob(entry: Job | Failure): boolean {
	return 'failed' in entry && entry.failed === true;
}

/** Submits a request, or the same one to the next of Fallback Models where the chosen model is down. */
async function trySubmit(submitting: Submitting, request: PreparedRequest, webhookUrl?: string): Promise<Job | undefined> {
	const { context, operation, run, timing } = submitting;
	const { itemIndex, fingerprint } = request;
	try {
		const job = await submit(context, operation, request, webhookUrl, timing);
		run.jobs.push(job);
		return job;
	} catch (cause) {
		const inDoubt = cause instanceof ApiError && !cause.details.notTaken;
		if (!inDoubt && isModelUnavailable(cause)) {
			const next = await withNextModel(submitting, request);
			if (next) return await trySubmit(submitting, next, webhookUrl);
		}
		const thrown = inDoubt ? uncertainSubmission(cause) : await explainBalance(submitting, request, cause);
		failItem(context, operation, run, itemIndex, thrown, inDoubt ? fingerprint : undefined);
		return undefined;
	}
}

/** The same request for the next of Fallback Models, if there is one that can do it for the price. */
async function withNextModel(submitting: Submitting, { itemIndex, model }: PreparedRequest): Promise<PreparedRequest | undefined> {
	const { context, operation, run, options, timing } = submitting;
	const tried = [...(run.unavailable[itemIndex] ?? []), model];
	if (!hasNextModel(context, itemIndex, tried)) return undefined;
	run.unavailable[itemIndex] = tried;
	try {
		const request = await prepareRequest(context, operation, itemIndex, tried, timing);
		if (options.maximumPrice !== undefined) await setPrice(submitting, request, options.maximumPrice);
		return request;
	} catch {
		// Why the chosen model did not serve says more than why a fallback cannot.
		return undefined;
	}
}

/** Whether Fallback Models names a model that was not tried yet. */
export function hasNextModel(context: IExecuteFunctions, itemIndex: number, tried: string[]): boolean {
	return fallbackModels(itemParameters(context, itemIndex)).some((slug) => !tried.includes(slug));
}
