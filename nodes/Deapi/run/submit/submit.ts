import type { IExecuteFunctions } from 'n8n-workflow';

import { forEachConcurrently } from '../../../shared/util/concurrency';
import { inBatches, join } from '../build/batch';
import { applyEnhanced, enhancePrompts } from '../money/boost';
import { isModelUnavailable } from './fallback';
import { failRequest, inDoubt } from '../money/paidRequest';
import { stopAtDoubt } from '../state/failures';
import { itemParameters } from '../build/parameters';
import { whenSaved } from '../wait/parking';
import { fallbackModels, prepareRequest } from '../build/request';
import type { PreparedRequest } from '../build/request';
import { prepareItems } from '../state/items';
import { priceAgain, priceItems } from '../money/price';
import { byFirstItem } from '../state/run';
import type { Job } from '../state/run';
import { submit } from './submitOne';
import type { Submitting } from '../state/context';
import { takeTurn } from './turns';

/**
 * Brings every item that has no job yet to one, or to a failure. Every request is built and checked
 * before the first is sent, so that a wrong item costs nothing.
 *
 * @param webhookUrl set when the run waits by webhook; goes with the last job only
 */
export async function submitItems(submitting: Submitting, webhookUrl?: string): Promise<void> {
	const { context, run, options } = submitting;
	let requests = await requestsToSend(submitting);
	stopAtDoubt(context, run);
	if (options.maximumPrice !== undefined) requests = await priceItems(submitting, requests);
	requests = await inBatches(submitting, await enhancePrompts(submitting, requests));

	const last = webhookUrl === undefined ? undefined : requests.pop();
	await forEachConcurrently(requests, options.concurrency, async (request) => await trySubmit(submitting, request));
	run.caller = last && (await submitCaller(submitting, last, webhookUrl))?.requestId;
	run.jobs.sort(byFirstItem);
}

/** The requests of all items that have no job yet. */
export async function requestsToSend(submitting: Submitting): Promise<PreparedRequest[]> {
	const { context, operation, run, timing } = submitting;
	const served = run.jobs.flatMap(({ shares, failed }) => shares.map((share) => ({ ...share, failed })));
	const { requests, outdated } = await prepareItems(
		submitting,
		[...run.failures, ...served],
		async (itemIndex) => await prepareRequest(context, operation, itemIndex, run.unavailable[itemIndex] ?? [], timing),
	);
	for (const share of run.jobs.flatMap(({ shares }) => shares)) share.outdated = outdated.has(share.itemIndex);
	run.jobs = run.jobs.filter(({ shares }) => shares.some((share) => !share.outdated));
	return requests;
}

/** Submits the job that carries the callback, when it is its turn. */
async function submitCaller(submitting: Submitting, request: PreparedRequest, webhookUrl?: string): Promise<Job | undefined> {
	const { context, timing } = submitting;
	const endTurn = await takeTurn(timing, context.getExecutionCancelSignal?.());
	let job: Job | undefined;
	try {
		job = await trySubmit(submitting, request, webhookUrl);
	} finally {
		if (job) whenSaved(context, endTurn);
		else endTurn();
	}
	return job;
}

/** Submits a request, or the same one to the next of Fallback Models where the chosen model is down. */
async function trySubmit(submitting: Submitting, request: PreparedRequest, webhookUrl?: string): Promise<Job | undefined> {
	const { context, run, options, timing } = submitting;
	try {
		const job = await submit(context, request, webhookUrl, options.waitSeconds * 1000, timing);
		run.jobs.push(job);
		// Of an execution whose process dies before it parks or ends, n8n keeps nothing but this.
		context.logger.info(`deAPI took job ${job.requestId}`);
		return job;
	} catch (cause) {
		if (!inDoubt(cause) && isModelUnavailable(cause)) {
			const next = await withNextModel(submitting, request);
			if (next) return await trySubmit(submitting, next, webhookUrl);
		}
		await failRequest(submitting, request, cause, 'the job may have been submitted');
		return undefined;
	}
}

/** The same request for the next of Fallback Models, if there is one that can do it for the price. */
async function withNextModel(submitting: Submitting, { shares, model }: PreparedRequest): Promise<PreparedRequest | undefined> {
	const { context, operation, run, options, timing } = submitting;
	const next: PreparedRequest[] = [];
	for (const { itemIndex } of shares) {
		const tried = [...(run.unavailable[itemIndex] ?? []), model];
		if (!hasNextModel(context, itemIndex, tried)) return undefined;
		run.unavailable[itemIndex] = tried;
		try {
			const request = await prepareRequest(context, operation, itemIndex, tried, timing);
			if (options.maximumPrice !== undefined) await priceAgain(submitting, request);
			applyEnhanced(submitting, request);
			next.push(request);
		} catch {
			// Why the chosen model did not serve says more than why a fallback cannot.
			return undefined;
		}
	}
	return operation.batching ? join(next, operation.batching) : next[0];
}

/** Whether Fallback Models names a model that was not tried yet. */
export function hasNextModel(context: IExecuteFunctions, itemIndex: number, tried: string[]): boolean {
	return fallbackModels(itemParameters(context, itemIndex)).some((slug) => !tried.includes(slug));
}
