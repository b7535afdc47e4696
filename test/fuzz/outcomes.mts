import { isDeepStrictEqual } from 'node:util';

import { expect } from 'vitest';

import { WEBHOOK_SECRET } from '../support/harness/contexts.mts';
import type { EventContent } from './deliveries.mts';
import type { Outcome } from './webhooks.mts';

/** An answer that tells nothing to whoever sent the delivery, and the log no secret; and nothing done. */
export function expectRefusal({ log, status, ...rest }: Outcome, ...statuses: number[]): void {
	expect(statuses).toContain(status);
	expect(rest).toEqual({ items: undefined, started: false, answersItself: true, body: { message: 'refused' } });
	expect(log).toMatch(/^A deAPI webhook was refused: /);
	expect(log).not.toContain(WEBHOOK_SECRET);
}

/** One item, with all that is known of the event, and whatever else the API may send one day. */
export function expectEvent({ started, items, log }: Outcome, content: EventContent): void {
	expect([started, log]).toEqual([true, '']);
	const [[{ json }]] = items as [[{ json: Record<string, unknown> }]];
	expect(items).toEqual([[{ json }]]);

	const { event, delivery_id, timestamp, data } = content;
	const sent = { event, delivery_id, timestamp, request_id: data.job_request_id, ...JSON.parse(JSON.stringify(data)) };
	const kept = Object.fromEntries(Object.keys(sent).map((key) => [key, json[key]]));
	expect(isDeepStrictEqual(kept, sent), JSON.stringify(json)).toBe(true);
}

/** The end of the job wakes the execution, in which a twin holds the input; what comes before is acknowledged. */
export function expectWaking({ started, items, status, answersItself, log }: Outcome, { event }: EventContent): void {
	const wakes = event !== 'job.processing';
	expect({ started, items, status, answersItself, log }).toEqual({
		started: wakes,
		items: wakes ? [] : undefined,
		status: 200,
		answersItself: true,
		log: '',
	});
}
