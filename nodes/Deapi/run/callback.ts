import type { INodeExecutionData, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { Api } from '../../shared/api/client';
import { realTiming } from '../../shared/util/timing';
import type { Timing } from '../../shared/util/timing';
import { respond, verifyDelivery } from '../../shared/webhook/verify';
import { collectJobs } from './collect';
import { describeFailure, failureItem } from './state/failures';
import { failuresOf } from './state/history';
import { currentParts, inItemOrder } from './state/items';
import type { Run } from './state/run';
import { openParkedNode } from './wait/parking';
import { checkOnce } from './wait/poll';
import { claimWake, wakeId } from './wait/wakes';

const TERMINAL_EVENTS = new Set(['job.completed', 'job.failed']);

/**
 * Answers a callback of the API to a parked execution, within milliseconds: verifies the signature, and
 * wakes `execute()` when the job that carries the run's callback has ended. Never throws: n8n would end the wait and
 * lose the jobs. What cannot be handled now is answered with 503, and the API calls again.
 */
export async function handleCallback(webhook: IWebhookFunctions, timing: Timing = realTiming): Promise<IWebhookResponseData> {
	try {
		return await wakeOrAcknowledge(webhook, timing);
	} catch (error) {
		webhook.logger.warn(`deAPI callback not handled, to be repeated: ${(error as Error).message}`);
		return respond(webhook, 503, 'not handled now');
	}
}

async function wakeOrAcknowledge(webhook: IWebhookFunctions, timing: Timing): Promise<IWebhookResponseData> {
	const delivery = await verifyDelivery(webhook, timing);
	if (!delivery) return { noWebhookResponse: true };

	const { event, requestId } = delivery;
	const { run, reenter } = openParkedNode(webhook);
	const isOurs = run && requestId !== undefined && callbackJobOf(run) === requestId && TERMINAL_EVENTS.has(event);
	if (!isOurs || !claimWake(wakeId(webhook, requestId), timing.now(), reenter !== undefined)) return respond(webhook, 200, 'received');

	return { workflowData: reenter?.() ?? [await collectHere(webhook, run, timing)] };
}

function callbackJobOf({ phase }: Run): string | undefined {
	return 'callbackJob' in phase ? phase.callbackJob : undefined;
}

/** Where n8n offers no way back into `execute()`: what is returned from here becomes the node's output. */
async function collectHere(webhook: IWebhookFunctions, run: Run, timing: Timing): Promise<INodeExecutionData[]> {
	const api = new Api(webhook, timing);
	const { items, errors } = await collectJobs(api, run, await checkOnce(api, run.jobs));
	const failures = failuresOf(run);
	for (const [job, error] of errors) {
		for (const { itemIndex } of currentParts(job)) failures.push(describeFailure(webhook.getNode(), itemIndex, error));
	}
	return inItemOrder([...items, ...failures.map(failureItem)]);
}
