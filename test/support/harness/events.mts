import { createHmac } from 'node:crypto';

import { WEBHOOK_SECRET } from './contexts.mts';

interface Signing {
	secret?: string;
	at?: number;
}

interface SignedEventOptions extends Signing {
	deliveryId?: string;
	data?: object;
}

/** A delivery as deAPI signs it. */
export function signedEvent(event: string, requestId: string, { deliveryId = 'd1', data = {}, ...how }: SignedEventOptions = {}) {
	const status = event === 'job.completed' ? 'done' : event === 'job.failed' ? 'error' : 'processing';
	const envelope = {
		event,
		delivery_id: deliveryId,
		timestamp: '2026-09-27T12:00:00.000Z',
		data: { job_request_id: requestId, status, ...data },
	};
	return signed(JSON.stringify(envelope), how);
}

/** Any body, as deAPI would sign it. */
export function signed(body: string, { secret = WEBHOOK_SECRET, at = Date.now() }: Signing = {}) {
	const rawBody = Buffer.from(body);
	const timestamp = String(Math.floor(at / 1000));
	const signature = createHmac('sha256', secret).update(`${timestamp}.`).update(rawBody).digest('hex');
	return {
		rawBody,
		headers: { 'x-deapi-timestamp': timestamp, 'x-deapi-signature': `sha256=${signature}` },
	};
}
