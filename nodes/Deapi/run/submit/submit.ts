import { unwrap } from '../../../shared/api/client';
import { ApiError } from '../../../shared/api/errors';
import { partsOf, toJobs } from '../build/batch';
import type { JobRequest } from '../build/batch';
import { buildRequest } from '../build/request';
import { boostPrompts } from '../money/boost';
import { failRequest } from '../money/paidRequest';
import { keepToMaximum, keepToPrices } from '../money/price';
import { attemptEach } from '../state/attempts';
import type { RunContext } from '../state/context';
import { stopAtDoubt } from '../state/failures';
import { byFirstItem, requestsToSend } from '../state/items';
import type { Job } from '../state/run';
import { whenSaved } from '../wait/parking';
import type { Waiting } from '../wait/waitMode';
import { nextModelsRequests } from './fallback';
import { inHalves, withoutRefusedTexts } from './refusedTexts';
import { takeTurn } from './turns';

/**
 * Brings every item that has no job yet to one, or to a failure. Every request is built and checked
 * before the first is sent, so that a wrong item costs nothing.
 *
 * @returns the request ID of the job that carries the callback, where one does
 */
export async function submitAll(ctx: RunContext, waiting: Waiting): Promise<string | undefined> {
	const { run } = ctx;
	const requests = await requestsToSend(ctx, async (itemIndex) => await buildRequest(ctx, itemIndex));
	stopAtDoubt(ctx);
	const boosted = await boostPrompts(ctx, await keepToPrices(ctx, requests));
	const jobs = await toJobs(ctx, await keepToMaximum(ctx, boosted));

	const last = waiting.by === 'webhook' ? jobs.pop() : undefined;
	await submitEach(
		ctx,
		jobs.map((request) => ({ request })),
	);
	const callbackJob = last && waiting.by === 'webhook' ? await submitCallbackJob(ctx, last, waiting.url) : undefined;
	run.jobs.sort(byFirstItem);
	return callbackJob?.requestId;
}

/** Submits the job that carries the callback, when it is its turn. */
async function submitCallbackJob(ctx: RunContext, request: JobRequest, webhookUrl: string): Promise<Job | undefined> {
	const endTurn = await takeTurn(ctx.timing, ctx.api.signal);
	let job: Job | undefined;
	try {
		job = await submitEach(ctx, [{ request, webhookUrl }]);
	} finally {
		if (job) whenSaved(ctx.n8n, endTurn);
		else endTurn();
	}
	return job;
}

interface Submission {
	request: JobRequest;
	/** Where to call back, if the job carries the callback. */
	webhookUrl?: string;
	/** How often what it is a part of may still be split; shared by all its parts. */
	splits?: { left: number };
}

/** Of a batch; to find one text among 2,048 takes eleven. */
const MOST_SPLITS = 30;

/**
 * Submits requests, and what may go in the place of one that was refused.
 *
 * @returns the job that carries the callback, where one does
 */
async function submitEach(ctx: RunContext, submissions: Submission[]): Promise<Job | undefined> {
	const { n8n, run, options } = ctx;
	let callbackJob: Job | undefined;
	const attempt = async (submission: Submission, isOver: () => boolean): Promise<Submission[] | void> => {
		// Settled: docs/decisions/15-settle-instead-of-rethrow.md.
		const [result] = await Promise.allSettled([submit(ctx, submission, isOver)]);
		if (result.status === 'rejected') return await insteadOf(ctx, submission, result.reason, isOver);
		const job = result.value;
		run.jobs.push(job);
		// Of an execution whose process dies before it parks or ends, n8n keeps nothing but this.
		n8n.logger.info(`deAPI took job ${job.requestId}`);
		if (submission.webhookUrl !== undefined) callbackJob = job;
	};
	const fail = async ({ request }: Submission, error: unknown) => await failRequest(ctx, request, error, 'the job may have been submitted');
	await attemptEach(ctx, submissions, options.concurrency, attempt, fail);
	return callbackJob;
}

/** What to submit where a submission was refused: to the next of Fallback Models, or without the items that cannot be taken. */
async function insteadOf(
	ctx: RunContext,
	{ request, webhookUrl, splits = { left: MOST_SPLITS } }: Submission,
	refusal: unknown,
	isOver: () => boolean,
): Promise<Submission[]> {
	const requests = isOver() ? undefined : ((await nextModelsRequests(ctx, request, refusal)) ?? withoutRefusedTexts(ctx, request, refusal));
	const halves = requests || isOver() || splits.left-- <= 0 ? undefined : inHalves(ctx, request, refusal);
	const instead = requests ?? halves;
	if (!instead) throw refusal;
	const last = instead.length - 1;
	return instead.map((next, index) => ({ request: next, splits, webhookUrl: index === last ? webhookUrl : undefined }));
}

/**
 * Submits one job. This costs money.
 *
 * @throws {ApiError} with `details.accepted` "no" when nothing was submitted; otherwise a job may be running
 */
async function submit(
	{ api, timing, operation, options }: RunContext,
	{ request, webhookUrl }: Submission,
	isOver: () => boolean,
): Promise<Job> {
	const { endpoint, model, prompts } = request;
	const body = webhookUrl === undefined ? request.body : { ...request.body, webhook_url: webhookUrl };
	const answer = await api.request({ endpoint, body, patience: options.waitSeconds * 1000, isOver });
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
