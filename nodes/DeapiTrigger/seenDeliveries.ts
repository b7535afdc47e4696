import type { IWebhookFunctions } from 'n8n-workflow';

import { texts } from '../shared/util/json';
import { RecentMap } from '../shared/util/recentMap';
import type { Timing } from '../shared/util/timing';

/** The API gives up on a delivery after ten attempts; this many events may lie between two of them. */
const MOST_REMEMBERED = 500;
/** n8n writes down what a delivery has left behind once it has started the execution. */
const UNTIL_WRITTEN = 30_000;
/** The API's ten attempts take 22.8 hours: docs/api.md#deliveries. */
const LAST_ATTEMPT = 24 * 3_600_000;

interface Memory {
	deliveries?: unknown;
}

/**
 * The deliveries of a node, and until when they count, in milliseconds since the epoch. Two at the same time find the same
 * in n8n's database, and an execution that ends overwrites there what came while it ran.
 */
const ofNodes = new RecentMap<Map<string, number>>({ lifetime: LAST_ATTEMPT, most: 1_000 });

/**
 * Remembers an event; false where it was known before. n8n's static data keeps the memory through
 * restarts; a delivery that n8n could not start an execution for is not in there, and may come again.
 */
export function rememberIfNew(context: IWebhookFunctions, deliveryId: string, timing: Timing): boolean {
	const memory = context.getWorkflowStaticData('node') as Memory;
	const key = `${context.getWorkflow().id}/${context.getNode().id}`;
	const now = timing.now();
	const written = Array.isArray(memory.deliveries) ? texts(memory.deliveries) : [];
	// What has been written once stays known, even where it is overwritten later.
	const known = new Map(written.map((id) => [id, Infinity]));
	for (const [id, until] of ofNodes.get(key, now) ?? []) {
		if (until >= now && !known.has(id)) known.set(id, until);
	}
	const isNew = !known.has(deliveryId);
	if (isNew) known.set(deliveryId, now + UNTIL_WRITTEN);

	const remembered = [...known].slice(-MOST_REMEMBERED);
	ofNodes.set(key, new Map(remembered), now);
	// What is under way at the same moment is written as well: the last to be saved overwrites the others.
	if (isNew) memory.deliveries = remembered.map(([id]) => id);
	return isNew;
}
