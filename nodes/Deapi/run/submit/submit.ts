import { unwrap } from '../../../shared/api/client';
import { ApiError } from '../../../shared/api/errors';
import { forEachConcurrently } from '../../../shared/util/concurrency';
import { partsOf, toJobs } from '../build/batch';
import type { JobRequest } from '../build/batch';
import { buildRequest } from '../build/request';
import { boostPrompts } from '../money/boost';
import { failRequest } from '../money/paidRequest';
import { priceItems } from '../money/price';
import type { RunContext } from '../state/context';
import { stopAtDoubt } from '../state/failures';
import { byFirstItem, requestsToSend } from '../state/items';
import type { Job } from '../state/run';
import { whenSaved } from '../wait/parking';
import type { Waiting } from '../wait/waitMode';
import { nextModelsRequest } from './fallback';
import { takeTurn } from './turns';

/**
 * Brings every item that has no job yet to one, or to a failure. Every request is built and checked
 * before the first is sent, so that a wrong item costs nothing.
 *
 * @returns the request ID of the job that carries the callback, where one does
 */
export async function submitAll(ctx: RunContext, waiting: Waiting): Promise<string | undefined> {
	const { run, options } = ctx;
	let requests = await requestsToSend(ctx, async (itemIndex) => await buildRequest(ctx, itemIndex));
	stopAtDoubt(ctx);
	if (options.maximumPrice !== undefined) requests = await priceItems(ctx, requests);
	const jobs = await toJobs(ctx, await boostPrompts(ctx, requests));

	const last = waiting.by === 'webhook' ? jobs.pop() : undefined;
	await forEachConcurrently(jobs, options.concurrency, async (request) => await trySubmit(ctx, request));
	const callbackJob = last && waiting.by === 'webhook' ? await submitCallbackJob(ctx, last, waiting.url) : undefined;
	run.jobs.sort(byFirstItem);
	return callbackJob?.requestId;
}

/** Submits the job that carries the callback, when it is its turn. */
async function submitCallbackJob(ctx: RunContext, request: JobRequest, webhookUrl: string): Promise<Job | undefined> {
	const endTurn = await takeTurn(ctx.timing, ctx.api.signal);
	let job: Job | undefined;
	try {
		job = await trySubmit(ctx, request, webhookUrl);
	} finally {
		if (job) whenSaved(ctx.n8n, endTurn);
		else endTurn();
	}
	return job;
}

/** Submits a request, or the same one to the next of Fallback Models where the chosen model is down. */
async function trySubmit(ctx: RunContext, request: JobRequest, webhookUrl?: string): Promise<Job | undefined> {
	const { n8n, run } = ctx;
	try {
		const job = await submit(ctx, request, webhookUrl);
		run.jobs.push(job);
		// Of an execution whose process dies before it parks or ends, n8n keeps nothing but this.
		n8n.logger.info(`deAPI took job ${job.requestId}`);
		return job;
	} catch (error) {
		const next = await nextModelsRequest(ctx, request, error);
		if (next) return await trySubmit(ctx, next, webhookUrl);
		await failRequest(ctx, request, error, 'the job may have been submitted');
		return undefined;
	}
}

/**
 * Submits one job. This costs money.
 *
 * @throws {ApiError} with `details.accepted` "no" when nothing was submitted; otherwise a job may be running
 */
async function submit({ api, timing, operation, options }: RunContext, request: JobRequest, webhookUrl?: string): Promise<Job> {
	const { endpoint: path, model, prompts } = request;
	const body = webhookUrl === undefined ? request.body : { ...request.body, webhook_url: webhookUrl };
	const answer = await api.request({ path, body, patience: options.waitSeconds * 1000 });
	const requestId = unwrap(answer).request_id;
	if (typeof requestId !== 'string' || requestId === '') {
		throw new ApiError('deAPI took the request but sent no request ID', {
			description: 'A job may be running and may be billed. Check the deAPI dashboard before you run this again.',
		});
	}
	const { seed } = request.body;
	return {
		requestId,
		parts: partsOf(request, operation.batching),
		model,
		submittedAt: timing.now(),
		madeWith: { ...(typeof seed === 'number' && { seed }), ...prompts },
	};
}
