import { unwrap } from '../../../shared/api/client';
import { ApiError } from '../../../shared/api/errors';
import { partsOf, toJobs } from '../build/batch';
import type { JobRequest } from '../build/batch';
import { callbackFields, drawSecret } from '../build/jobCallback';
import type { JobCallback } from '../build/jobCallback';
import { buildRequests } from '../build/request';
import { boostPrompts } from '../money/boost';
import { failRequest } from '../money/paidRequest';
import { keepToMaximum, keepToPrices } from '../money/price';
import { attemptEach } from '../state/attempts';
import type { RunContext } from '../state/context';
import { stopAtDoubt } from '../state/failures';
import { historiesOf } from '../state/history';
import { byFirstItem, isOfWhole } from '../state/items';
import { requestsToSend } from '../state/requests';
import type { AwaitedCallback, Job, Run } from '../state/run';
import { whenSaved } from '../wait/parking';
import type { Callback, Waiting } from '../wait/waitMode';
import { nextModelsRequests } from './fallback';
import { inHalves, withoutRefusedTexts } from './refusedTexts';
import { takeTurn } from './turns';

/**
 * Brings every item that has not all of its jobs yet to them, or to a failure. Every request is built and checked
 * before the first is sent, so that a wrong item costs nothing.
 *
 * @returns the callback that is to come, where a job carries it
 */
export async function submitAll(ctx: RunContext, waiting: Waiting): Promise<AwaitedCallback | undefined> {
	const { run } = ctx;
	const requests = await requestsToSend(ctx, async (itemIndex) => await buildRequests(ctx, itemIndex));
	stopAtDoubt(ctx);
	const boosted = await boostPrompts(ctx, await keepToPrices(ctx, requests));
	const jobs = await toJobs(ctx, await keepToMaximum(ctx, boosted));

	const last = waiting.by === 'webhook' ? jobs.pop() : undefined;
	await submitEach(
		ctx,
		jobs.map((request) => ({ request })),
	);
	const awaited = last && waiting.by === 'webhook' ? await submitCallbackJob(ctx, last, waiting.callback) : undefined;
	run.jobs.sort(byFirstItem);
	return awaited;
}

/** Submits the job that carries the callback, when it is its turn. */
async function submitCallbackJob(ctx: RunContext, request: JobRequest, callback: Callback): Promise<AwaitedCallback | undefined> {
	const endTurn = await takeTurn(ctx.timing, ctx.api.signal);
	let awaited: AwaitedCallback | undefined;
	try {
		awaited = await submitEach(ctx, [{ request, callback }]);
	} finally {
		if (awaited) whenSaved(ctx.n8n, endTurn);
		else endTurn();
	}
	return awaited;
}

interface Submission {
	request: JobRequest;
	/** If the job carries the run's callback. */
	callback?: Callback;
	/** How often what it is a part of may still be split; shared by all its parts. */
	splits?: { left: number };
}

/** Of a batch; to find one text among 2,048 takes eleven. */
const MOST_SPLITS = 30;

/**
 * Submits requests, and what may go in the place of one that was refused.
 *
 * @returns the callback that is to come, where one of the jobs carries it
 */
async function submitEach(ctx: RunContext, submissions: Submission[]): Promise<AwaitedCallback | undefined> {
	const { n8n, run, options } = ctx;
	let awaited: AwaitedCallback | undefined;
	const attempt = async (submission: Submission, isAllOver: () => boolean): Promise<Submission[] | void> => {
		const isOver = () => isAllOver() || isInVain(run, submission.request);
		if (isOver()) return;
		const callback = callbackOf(submission);
		// Settled: docs/decisions/15-settle-instead-of-rethrow.md.
		const [result] = await Promise.allSettled([submit(ctx, submission.request, callback, isOver)]);
		if (result.status === 'rejected') return await insteadOf(ctx, submission, result.reason, isOver);
		const job = result.value;
		run.jobs.push(job);
		// Of an execution whose process dies before it parks or ends, n8n keeps nothing but this.
		n8n.logger.info(`deAPI took job ${job.requestId}`);
		if (submission.callback) awaited = { callbackJob: job.requestId, secret: callback?.secret };
	};
	const fail = async ({ request }: Submission, error: unknown) => await failRequest(ctx, request, error, 'the job may have been submitted');
	await attemptEach(ctx, submissions, options.concurrency, attempt, fail);
	return awaited;
}

/** Whether it would be a piece of a whole of which another piece cannot be had in this try. */
function isInVain(run: Run, { items: [item] }: JobRequest): boolean {
	return isOfWhole(item) && historiesOf(run, item.itemIndex).some(({ failure }) => failure !== undefined);
}

/** What to submit where a submission was refused: to the next of Fallback Models, or without the items that cannot be taken. */
async function insteadOf(
	ctx: RunContext,
	{ request, callback, splits = { left: MOST_SPLITS } }: Submission,
	refusal: unknown,
	isOver: () => boolean,
): Promise<Submission[]> {
	const requests = isOver() ? undefined : ((await nextModelsRequests(ctx, request, refusal)) ?? withoutRefusedTexts(ctx, request, refusal));
	const halves = requests || isOver() || splits.left-- <= 0 ? undefined : inHalves(ctx, request, refusal);
	const instead = requests ?? halves;
	if (!instead) throw refusal;
	const last = instead.length - 1;
	return instead.map((next, index) => ({ request: next, splits, callback: index === last ? callback : undefined }));
}

/** What goes with the job: the run's callback, under a secret of this submission alone, or the user's own. */
function callbackOf({ request, callback }: Submission): JobCallback | undefined {
	if (!callback) return request.callback;
	const { url, withOwnSecret } = callback;
	return { url, ...(withOwnSecret && { secret: drawSecret() }) };
}

/**
 * Submits one job. This costs money.
 *
 * @throws {ApiError} with `details.accepted` "no" when nothing was submitted; otherwise a job may be running
 */
async function submit(
	{ api, timing, operation, options }: RunContext,
	request: JobRequest,
	callback: JobCallback | undefined,
	isOver: () => boolean,
): Promise<Job> {
	const { endpoint, model, prompts } = request;
	const body = { ...request.body, ...(callback && callbackFields(callback)) };
	const answer = await api.request({ endpoint, body, patience: options.waitSeconds * 1000, isOver });
	const requestId = unwrap(answer).request_id;
	if (typeof requestId !== 'string' || requestId === '') {
		throw new ApiError('deAPI took the request but sent no request ID', {
			description: 'A job may be running and may be billed. Check the deAPI dashboard before you run this again.',
		});
	}
	const { seed, include_ts: isTimed } = request.body;
	return {
		requestId,
		parts: partsOf(request, operation.batching),
		model,
		...(typeof isTimed === 'boolean' && { isTimed }),
		submittedAt: timing.now(),
		madeWith: { ...(typeof seed === 'number' && { seed }), ...prompts },
	};
}
