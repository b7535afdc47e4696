import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { respond, verifyDelivery } from '../shared/webhook/verify';
import type { WebhookEvent } from '../shared/webhook/verify';
import { realTiming } from '../shared/util/timing';
import type { Timing } from '../shared/util/timing';
import { rememberIfNew } from './seenDeliveries';
import { taskOf } from './jobTypes';
import { EVENTS } from './properties';

/**
 * Answers an event of the API, and starts an execution where it is one that the user wants, and is new. The
 * result is downloaded by the execution, so that the answer does not have to wait for it. Never throws: n8n
 * would start an execution with an error, and the API would repeat the event.
 */
export async function receiveEvent(context: IWebhookFunctions, timing: Timing = realTiming): Promise<IWebhookResponseData> {
	try {
		const delivery = await verifyDelivery(context, timing);
		if (!delivery) return { noWebhookResponse: true };
		if (!isWanted(context, delivery)) return respond(context, 200, 'not wanted');

		// In the editor, the same event is sent again and again.
		const isTest = context.getMode() === 'manual';
		if (!isTest && !rememberIfNew(context, delivery.deliveryId, timing)) return respond(context, 200, 'known');
		return { workflowData: [[{ json: describe(delivery) }]] };
	} catch (error) {
		context.logger.warn(`A deAPI webhook was not handled, to be repeated: ${(error as Error).message}`);
		return respond(context, 503, 'not handled now');
	}
}

function isWanted(context: IWebhookFunctions, { event, requestId, data }: WebhookEvent): boolean {
	const events = context.getNodeParameter('events', []) as string[];
	const options = context.getNodeParameter('options', {}) as { jobTypes?: string[] | string; requestIds?: string };
	if (!events.some((value) => EVENTS[value] === event)) return false;
	const [tasks, requestIds] = [listOf(options.jobTypes).map(taskOf), listOf(options.requestIds)];
	return (
		(tasks.length === 0 || tasks.includes(taskOf(String(data.job_type)))) &&
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
		event,
		delivery_id: deliveryId,
		timestamp: timestamp ?? null,
		request_id: requestId ?? null,
	} as IDataObject;
}

/** A list, or a text with commas from an expression. */
function listOf(given: string[] | string | undefined): string[] {
	const list = Array.isArray(given) ? given : String(given ?? '').split(',');
	return list.map((entry) => entry.trim()).filter((entry) => entry !== '');
}
