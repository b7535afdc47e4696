import { NodeOperationError } from 'n8n-workflow';
import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { getCredentials } from '../../shared/api/credentials';
import { realTiming } from '../../shared/util/timing';
import type { Timing } from '../../shared/util/timing';
import type { Submission } from '../operations/operation';
import { currentShares, inItemOrder, madeBy } from './collect';
import { dropUnavailable } from './submit/fallback';
import { failItem, failureItem, isInDoubt } from './state/failures';
import { lookThenPoll, pollJobs } from './wait/poll';
import { runOptions } from './state/options';
import { collectItems, output } from './output';
import { park, restoreInput } from './wait/parking';
import { priceItem, priceItems } from './money/price';
import { openRun } from './state/run';
import type { Job, Run } from './state/run';
import { hasNextModel, requestsToSend, submitItems } from './submit/submit';
import type { Submitting } from './state/context';
import { chooseWaiting } from './wait/waitMode';
import type { Waiting } from './wait/waitMode';
import { letOthersWake, wakeId } from './wait/wakes';

/** n8n looks for waits that have ended once a minute; below this a timeout would be a matter of luck. */
const SHORTEST_PARKING_SECONDS = 120;

/**
 * The life of an operation's jobs: check and build every request, submit them, wait, collect. Jobs whose
 * model turns out to be down go round once more with the next of Fallback Models.
 *
 * n8n calls this again when a callback wakes the parked execution, and for every try of Retry On Fail;
 * what is submitted already is not submitted again.
 */
export async function executeSubmission(
	context: IExecuteFunctions,
	operation: Submission,
	timing: Timing = realTiming,
): Promise<INodeExecutionData[][]> {
	const run = openRun(context);
	restoreInput(context, run);
	const options = runOptions(context, operation);
	const submitting: Submitting = { context, operation, run, options, timing };
	const hasNext = (itemIndex: number, tried: string[]) => hasNextModel(context, itemIndex, tried);

	if (run.woken) {
		run.woken = false;
		await letOthersWake(wakeId(context, run), timing);
		const looks = await lookThenPoll(context, run.jobs, run.deadline ?? timing.now(), timing, timing.now());
		if (!dropUnavailable(run, looks, hasNext)) return [await collectItems(context, operation, run, looks, timing)];
	} else {
		run.failures = run.failures.filter(isInDoubt);
		if (options.estimatePriceOnly) return [await estimate(submitting)];
	}

	let waiting: Waiting;
	try {
		waiting = chooseWaiting(context, await getCredentials(context, timing));
	} catch (cause) {
		for (const itemIndex of context.getInputData().keys()) failItem(context, operation, run, itemIndex, cause);
		return [output(context, run, [])];
	}
	if (waiting.hint) context.addExecutionHints({ message: waiting.hint, location: 'outputPane' });

	for (;;) {
		const isRetry = run.jobs.length > 0;
		await submitItems(submitting, waiting.webhookUrl);
		run.output = options.output;
		run.deadline = timing.now() + boundedWait(options.waitSeconds, waiting) * 1000;
		if (waiting.by === 'nothing') return [output(context, run, run.jobs.flatMap(submittedItems))];
		if (run.caller !== undefined) return await parkRun(context, run, run.deadline);

		// Jobs of an earlier try may be long done.
		const looks = await (isRetry ? lookThenPoll : pollJobs)(context, run.jobs, run.deadline, timing);
		warnIfCancelled(context, run);
		if (!dropUnavailable(run, looks, hasNext)) return [await collectItems(context, operation, run, looks, timing)];
	}
}

/** n8n keeps nothing of a node that is cancelled while it runs, so the log has to. */
function warnIfCancelled(context: IExecuteFunctions, { jobs }: Run): void {
	if (!context.getExecutionCancelSignal()?.aborted) return;
	const requestIds = jobs.map(({ requestId }) => requestId).join(', ');
	context.logger.warn(`deAPI jobs go on after their execution was cancelled. Job > Get Result fetches them: ${requestIds}`);
}

async function estimate(submitting: Submitting): Promise<INodeExecutionData[]> {
	const requests = await requestsToSend(submitting);
	const priced = await priceItems({ ...submitting, options: { ...submitting.options, maximumPrice: undefined } }, requests);
	return output(submitting.context, submitting.run, priced.map(priceItem));
}

async function parkRun(context: IExecuteFunctions, run: Run, deadline: number): Promise<INodeExecutionData[][]> {
	const input = context.getInputData();
	const message = 'deAPI did not call back within "Wait Timeout"';
	const remedy =
		'The job is submitted and may still finish: Job > Get Result fetches it by its request ID. Raise "Wait Timeout" under Options, or check that deAPI can reach this n8n instance.';
	const requestIds = run.jobs.map(({ requestId }) => requestId).join(', ');
	const late = run.jobs.flatMap(({ shares, requestId }) =>
		currentShares(shares).map(({ itemIndex }) => ({ itemIndex, requestId, message, description: remedy })),
	);
	await park(context, run, new Date(deadline), {
		error: new NodeOperationError(context.getNode(), message, { description: `${remedy} Request IDs: ${requestIds}` }),
		items: inItemOrder([...late, ...run.failures].map(failureItem)),
	});
	return [input];
}

function submittedItems(job: Job): INodeExecutionData[] {
	return currentShares(job.shares).map((share) => ({
		json: { request_id: job.requestId, status: 'pending', ...madeBy(job, share) },
		pairedItem: { item: share.itemIndex },
	}));
}

function boundedWait(seconds: number, { by }: Waiting): number {
	return by === 'webhook' ? Math.max(seconds, SHORTEST_PARKING_SECONDS) : seconds;
}
