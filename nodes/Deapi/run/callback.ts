import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { withoutSecrets } from '../../shared/util/secrets';
import { realTiming } from '../../shared/util/timing';
import type { Timing } from '../../shared/util/timing';
import { respond, verifyDelivery } from '../../shared/webhook/verify';
import type { Run } from './state/run';
import { openParkedNode } from './wait/parking';
import { claimWake, wakeId } from './wait/wakes';

const TERMINAL_EVENTS = new Set(['job.completed', 'job.failed']);

/**
 * Answers a callback of the API to a parked execution, within milliseconds and whatever n8n does next: verifies the
 * signature, and wakes `execute()` when the job that carries the run's callback has ended. Never throws: n8n would end the
 * wait and lose the jobs. What cannot be handled now is answered with 503, and the API calls again.
 */
export async function handleCallback(webhook: IWebhookFunctions, timing: Timing = realTiming): Promise<IWebhookResponseData> {
	try {
		return await wakeOrAcknowledge(webhook, timing);
	} catch (error) {
		webhook.logger.warn(
			`deAPI callback not handled, to be repeated: ${withoutSecrets(error instanceof Error ? error.message : 'no reason is given')}`,
		);
		return respond(webhook, 503, 'not handled now');
	}
}

async function wakeOrAcknowledge(webhook: IWebhookFunctions, timing: Timing): Promise<IWebhookResponseData> {
	// First: what its run knows is enough to verify most callbacks, without n8n's database.
	const parked = openParkedNode(webhook);
	const delivery = await verifyDelivery(webhook, timing, parked && ownSecretOf(parked.run));
	if (!delivery) return { noWebhookResponse: true };

	const { event, requestId } = delivery;
	const isOurs = parked && requestId !== undefined && callbackJobOf(parked.run) === requestId && TERMINAL_EVENTS.has(event);
	if (!isOurs || !claimWake(wakeId(webhook, requestId), timing.now())) return respond(webhook, 200, 'received');

	const workflowData = parked.wake();
	// Not left to n8n, which answers when it has a free slot for the execution.
	return { ...respond(webhook, 200, 'received'), workflowData };
}

function ownSecretOf({ phase }: Run): string | undefined {
	return 'secret' in phase ? phase.secret : undefined;
}

function callbackJobOf({ phase }: Run): string | undefined {
	return 'callbackJob' in phase ? phase.callbackJob : undefined;
}
