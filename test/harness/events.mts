import { createHmac } from 'node:crypto';

import { WEBHOOK_SECRET } from './contexts.mts';

/** A delivery as deAPI signs it. */
export function signedEvent(event: string, requestId: string, { secret = WEBHOOK_SECRET, at = Date.now() } = {}) {
	const status = event === 'job.completed' ? 'done' : event === 'job.failed' ? 'error' : 'processing';
	const rawBody = Buffer.from(JSON.stringify({ event, delivery_id: 'd1', data: { job_request_id: requestId, status } }));
	const timestamp = String(Math.floor(at / 1000));
	const signature = createHmac('sha256', secret).update(`${timestamp}.`).update(rawBody).digest('hex');
	return {
		rawBody,
		headers: { 'x-deapi-event': event, 'x-deapi-timestamp': timestamp, 'x-deapi-signature': `sha256=${signature}` },
	};
}
