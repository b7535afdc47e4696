import type { INodeExecutionData, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { answer, openDelivery } from '../../shared/delivery';
import { realTiming } from '../../shared/timing';
import type { Timing } from '../../shared/timing';
import { collectJobs, currentShares, inItemOrder } from './collect';
import { describeFailure, failureItem } from './failures';
import { lookOnce } from './look';
import { openParkedNode } from './parking';
import type { Run } from './run';
import { noteWake } from './wakes';

/** In milliseconds; well below the minute after which deAPI repeats a delivery. */
const REPEAT_WINDOW = 10_000;
const recentlyWoken = new Map<string, number>();

const TERMINAL_EVENTS = new Set(['job.completed', 'job.failed']);

/**
 * Answers a callback of the API to a parked execution, within milliseconds: verifies the signature, and
 * wakes `execute()` when the job that carries the run's callback has ended. Never downloads, and never
 * throws: n8n would end the wait and lose the jobs. What cannot be handled now is answered with 503, and
 * the API calls again.
 */
export async function handleCallback(
	context: IWebhookFunctions,
	timing: Timing = realTiming,
): Promise<IWebhookResponseData> {
	try {
		return await wakeOrAcknowledge(context, timing);
	} catch (cause) {
		context.logger.warn(`deAPI callback not handled, to be repeated: ${(cause as Error).message}`);
		return answer(context, 503, 'not handled now');
	}
}

async function wakeOrAcknowledge(context: IWebhookFunctions, timing: Timing): Promise<IWebhookResponseData> {
	const delivery = await openDelivery(context, timing);
	if (!delivery) return { noWebhookResponse: true };

	const { event, requestId } = delivery;
	const { run, reenter } = openParkedNode(context);
	const isOurs = requestId !== undefined && run?.caller === requestId && TERMINAL_EVENTS.has(event);
	if (!run || !isOurs || isRepeated(`${context.getExecutionId()}/${requestId}`, timing.now())) return answer(context, 200, 'received');

	if (!reenter) return { workflowData: [await collectHere(context, run, timing)] };
	noteWake(context.getExecutionId(), timing.now());
	return { workflowData: reenter() };
}

/** Where n8n offers no way back into `execute()`: what is returned from here becomes the node's output. */
async function collectHere(context: IWebhookFunctions, run: Run, timing: Timing): Promise<INodeExecutionData[]> {
	const looks = await lookOnce(context, run.jobs, timing);
	const { items, troubles } = await collectJobs(context, run, looks, timing);
	const failures = [...run.failures];
	for (const [{ shares }, trouble] of troubles) {
		for (const { itemIndex } of currentShares(shares)) failures.push(describeFailure(context.getNode(), itemIndex, trouble));
	}
	return inItemOrder([...items, ...failures.map(failureItem)]);
}

/**
 * Whether this process has just woken this execution for this job. Older n8n would resume it a second time
 * when two deliveries come at the same moment. Later ones pass: the first may have failed to wake it.
 */
function isRepeated(wake: string, now: number): boolean {
	for (const [earlier, wokenAt] of recentlyWoken) {
		if (now - wokenAt > REPEAT_WINDOW) recentlyWoken.delete(earlier);
	}
	if (recentlyWoken.has(wake)) return true;
	recentlyWoken.set(wake, now);
	return false;
}
