import type { INodeExecutionData, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { answer, openDelivery } from '../../shared/webhook/verify';
import { realTiming } from '../../shared/util/timing';
import type { Timing } from '../../shared/util/timing';
import { collectJobs, currentShares, inItemOrder } from './collect';
import { describeFailure, failureItem } from './state/failures';
import { lookOnce } from './wait/poll';
import { openParkedNode } from './wait/parking';
import type { Run } from './state/run';
import { noteWake, wakeId } from './wait/wakes';

const TERMINAL_EVENTS = new Set(['job.completed', 'job.failed']);

/**
 * Answers a callback of the API to a parked execution, within milliseconds: verifies the signature, and
 * wakes `execute()` when the job that carries the run's callback has ended. Never downloads, and never
 * throws: n8n would end the wait and lose the jobs. What cannot be handled now is answered with 503, and
 * the API calls again.
 */
export async function handleCallback(context: IWebhookFunctions, timing: Timing = realTiming): Promise<IWebhookResponseData> {
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
	if (!run || !isOurs || !noteWake(wakeId(context, run), timing.now(), reenter !== undefined)) return answer(context, 200, 'received');

	return { workflowData: reenter?.() ?? [await collectHere(context, run, timing)] };
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
