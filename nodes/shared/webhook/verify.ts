import { createHash } from 'crypto';
import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { getWebhookSecret, recentSecret, sharedId } from '../api/credentials';
import { isRecord, parseJson } from '../util/json';
import type { Timing } from '../util/timing';
import { isFresh, verifySignature } from './signature';
import type { Delivery } from './signature';

/** An event of the API, as its signature vouches for it (docs/api.md#webhooks). */
export interface WebhookEvent {
	/** `job.processing`, `job.completed` or `job.failed`. */
	event: string;
	/** The same for every attempt to deliver the event. */
	deliveryId: string;
	requestId?: string;
	/** When it happened, as the API writes it: sources disagree whether that is a text or a number. */
	timestamp?: string;
	data: Record<string, unknown>;
}

/** An event is a few hundred bytes. */
const LARGEST_BODY = 1_000_000;
const DEEPEST_JSON = 20;

/** What is being read at the moment, by the credential's ID. */
const readings = new Map<string, Promise<string>>();

/**
 * Verifies a delivery, or answers it with a refusal that tells a forger nothing, and the log what is wrong.
 *
 * @param ownSecret of the run that waits for it, if it has one: what is signed with that is good, however old it is
 * (docs/decisions/20-a-secret-for-each-run.md)
 * @returns undefined if it was refused
 */
export async function verifyDelivery(context: IWebhookFunctions, timing: Timing, ownSecret?: string): Promise<WebhookEvent | undefined> {
	const { rawBody } = context.getRequestObject();
	if (!Buffer.isBuffer(rawBody) || rawBody.length > LARGEST_BODY) {
		return refuse(context, 413, 'its body is missing or larger than 1 MB');
	}
	const delivery: Delivery = { headers: context.getHeaderData() as Record<string, unknown>, rawBody };
	const reason = await reasonToRefuse(context, delivery, timing, ownSecret);
	if (reason !== undefined) return refuse(context, 401, reason);

	return parseEvent(rawBody) ?? refuse(context, 400, 'it is no event that this node can read');
}

/** Why a delivery is not to be believed; undefined if its signature is good. */
async function reasonToRefuse(
	context: IWebhookFunctions,
	delivery: Delivery,
	timing: Timing,
	ownSecret?: string,
): Promise<string | undefined> {
	if (ownSecret === undefined) return await reasonByAccount(context, delivery, timing);
	const verdict = verifySignature(delivery, ownSecret);
	if (verdict === 'valid') return undefined;
	// What is not signed at all fits no other secret, either.
	if (verdict !== 'forged') return `its signature is ${verdict}`;
	const reason = await reasonByAccount(context, delivery, timing);
	return reason && `it is not signed with the secret of this run, and ${reason}`;
}

/** The same by the account's secret, for which a delivery has to be fresh: it is good for every event of the account. */
async function reasonByAccount(context: IWebhookFunctions, delivery: Delivery, timing: Timing): Promise<string | undefined> {
	const now = timing.now();
	const recent = recentSecret(context, timing);
	if (recent && verifySignature(delivery, recent) === 'valid' && isFresh(delivery, now)) return undefined;

	// What a recent secret does not fit is held against the present one.
	const secret = await currentSecret(context, timing);
	if (secret === '') return 'the deAPI credential has no "Webhook Secret" to check it with';
	const verdict = verifySignature(delivery, secret);
	if (verdict !== 'valid') return `its signature is ${verdict}`;
	// Last: a stale one may be an honest clock, a forged one never is.
	return isFresh(delivery, now) ? undefined : 'its signature is stale';
}

/** Many deliveries at once share one reading. */
async function currentSecret(context: IWebhookFunctions, timing: Timing): Promise<string> {
	const id = sharedId(context);
	if (id === undefined) return await getWebhookSecret(context, timing);
	const ongoing = readings.get(id);
	if (ongoing) return await ongoing;
	const reading = getWebhookSecret(context, timing);
	readings.set(id, reading);
	return await reading.finally(() => readings.delete(id));
}

/** Answers a delivery, and starts or wakes nothing. */
export function respond(context: IWebhookFunctions, status: number, message: string): IWebhookResponseData {
	context.getResponseObject().status(status).json({ message });
	return { noWebhookResponse: true };
}

function refuse(context: IWebhookFunctions, status: number, why: string): undefined {
	context.logger.warn(`A deAPI webhook was refused: ${why}`);
	respond(context, status, 'refused');
}

function parseEvent(rawBody: Buffer): WebhookEvent | undefined {
	const parsed = parseJson(rawBody.toString('utf8'));
	if (!isRecord(parsed) || isDeeperThan(DEEPEST_JSON, parsed)) return undefined;
	const { event, delivery_id: deliveryId, timestamp, data } = parsed;
	if (typeof event !== 'string' || !isRecord(data)) return undefined;
	return {
		event,
		// The header has the ID, too, but only the body is signed.
		deliveryId: textOf(deliveryId) ?? createHash('sha256').update(rawBody).digest('hex'),
		requestId: textOf(data.job_request_id),
		timestamp: textOf(timestamp),
		data,
	};
}

/** What can serve as an ID. */
function textOf(value: unknown): string | undefined {
	return (typeof value === 'string' && value !== '') || typeof value === 'number' ? String(value) : undefined;
}

function isDeeperThan(levels: number, value: unknown): boolean {
	if (typeof value !== 'object' || value === null) return false;
	return levels === 0 || Object.values(value).some((entry) => isDeeperThan(levels - 1, entry));
}
