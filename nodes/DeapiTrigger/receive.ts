import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { recentSecret } from '../shared/api/credentials';
import { taskOf } from '../shared/api/model';
import { asText } from '../shared/util/json';
import { withoutSecret, withoutSecrets } from '../shared/util/secrets';
import { realTiming } from '../shared/util/timing';
import type { Timing } from '../shared/util/timing';
import { respond, verifyDelivery } from '../shared/webhook/verify';
import type { WebhookEvent } from '../shared/webhook/verify';
import { rememberIfNew } from './seenDeliveries';
import { readSettings } from './settings';
import type { Settings } from './settings';

/**
 * Answers an event of the API, and starts an execution where it is one that the user wants, and is new. The
 * result is downloaded by the execution, so that the answer does not have to wait for it. Never throws: n8n
 * would start an execution with an error, and the API would repeat the event.
 */
export async function receiveEvent(context: IWebhookFunctions, timing: Timing = realTiming): Promise<IWebhookResponseData> {
	try {
		const delivery = await verifyDelivery(context, timing);
		if (!delivery) return { noWebhookResponse: true };
		const settings = readSettings(context);
		if (typeof settings === 'string') {
			// Not 503: what lasts would be a failure every time, and ten switch off the account's webhooks.
			context.logger.warn(`A deAPI event started nothing: ${struck(context, timing, settings)}`);
			return respond(context, 200, 'not wanted');
		}
		if (!isWanted(settings, delivery)) return respond(context, 200, 'not wanted');

		// In the editor, the same event is sent again and again.
		const isTest = context.getMode() === 'manual';
		if (!isTest && !rememberIfNew(context, delivery.deliveryId, timing)) return respond(context, 200, 'known');
		return { workflowData: [[{ json: describe(delivery) }]] };
	} catch (error) {
		const reason = struck(context, timing, error instanceof Error ? error.message : 'no reason is given');
		context.logger.warn(`A deAPI webhook was not handled, to be repeated: ${reason}`);
		return respond(context, 503, 'not handled now');
	}
}

/** What is told of trouble, without what opens something. */
function struck(context: IWebhookFunctions, timing: Timing, told: string): string {
	return withoutSecret(withoutSecrets(told), recentSecret(context, timing) ?? '');
}

function isWanted({ events, tasks, requestIds }: Settings, { event, requestId, data }: WebhookEvent): boolean {
	return (
		events.includes(event) &&
		(tasks.length === 0 || tasks.includes(taskOf(asText(data.job_type)))) &&
		(requestIds.length === 0 || requestIds.includes(requestId ?? ''))
	);
}

/** One shape for every event: what does not apply to one is null. */
function describe({ event, deliveryId, requestId, timestamp, data }: WebhookEvent): IDataObject {
	return {
		status: null,
		previous_status: null,
		job_type: null,
		started_at: null,
		completed_at: null,
		failed_at: null,
		processing_time_ms: null,
		result_url: null,
		error_code: null,
		error_message: null,
		error_reason: null,
		retryable: null,
		refunded: null,
		...data,
		...(typeof data.error_message === 'string' && { error_message: withoutSecrets(data.error_message) }),
		event,
		delivery_id: deliveryId,
		timestamp: timestamp ?? null,
		request_id: requestId ?? null,
	} as IDataObject;
}
