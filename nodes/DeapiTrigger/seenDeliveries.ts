import type { IWebhookFunctions } from 'n8n-workflow';

import type { Timing } from '../shared/util/timing';

/** The API gives up on a delivery after ten attempts; this many events may lie between two of them. */
const MOST_REMEMBERED = 500;
/** n8n writes down what a delivery has left behind once it has started the execution. */
const UNTIL_WRITTEN = 30_000;

interface Memory {
	deliveries?: string[];
}

/** Deliveries of the last moments, by node: two at the same time find the same in n8n's database. */
const recent = new Map<string, Map<string, number>>();

/**
 * Remembers an event; false where it was known before. n8n's static data keeps the memory through
 * restarts; a delivery that n8n could not start an execution for is not in there, and may come again.
 */
export function rememberIfNew(context: IWebhookFunctions, deliveryId: string, timing: Timing): boolean {
	const memory = context.getWorkflowStaticData('node') as Memory;
	const written = memory.deliveries ?? [];
	const ongoing = recentOf(context, timing.now());
	if (written.includes(deliveryId) || ongoing.has(deliveryId)) return false;

	ongoing.set(deliveryId, timing.now());
	// What is under way at the same moment is written as well: the last to be saved overwrites the others.
	memory.deliveries = [...new Set([...written, ...ongoing.keys()])].slice(-MOST_REMEMBERED);
	return true;
}

function recentOf(context: IWebhookFunctions, now: number): Map<string, number> {
	const key = `${context.getWorkflow().id}/${context.getNode().id}`;
	const deliveries = recent.get(key) ?? new Map<string, number>();
	for (const [id, at] of deliveries) {
		if (now - at > UNTIL_WRITTEN) deliveries.delete(id);
	}
	recent.set(key, deliveries);
	return deliveries;
}
