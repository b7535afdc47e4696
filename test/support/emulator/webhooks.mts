import { createHmac, randomUUID } from 'node:crypto';
import { request } from 'node:https';

import { isoOf } from './time.mts';

/** The vendor's waits before each of its ten attempts, in seconds (docs/api.md#deliveries). */
const RETRY_SECONDS = [0, 60, 120, 300, 600, 1_800, 3_600, 10_800, 21_600, 43_200];
const ANSWER_TIMEOUT = 10_000;
const FAILURES_UNTIL_SWITCHED_OFF = 10;

export interface Delivery {
	event: string;
	requestId: string;
	/** The same for every attempt. */
	deliveryId: string;
	attempt: number;
	/** HTTP status of the answer; 0 where there was none. */
	status: number;
	/** In milliseconds since the epoch. */
	sentAt: number;
	answerMs: number;
}

export interface WebhookOptions {
	/** The account's, from the dashboard; an empty one is none. */
	secret: string;
	/** Certificates to trust, other than those that this machine trusts. */
	ca?: string;
	/** Length of one of the vendor's seconds between attempts, in milliseconds. */
	retrySecond: number;
}

/** Sends signed events as the vendor does, and keeps a record of how they were received. */
export class Webhooks {
	readonly deliveries: Delivery[] = [];
	switchedOff = false;
	/** The URL of the dashboard, for jobs that name none of their own. */
	accountUrl?: string;
	/** The account's secret; an empty one is none. */
	secret: string;
	/** Some hosts sign everything with the account's secret, whatever a job asks for. */
	ignoresJobSecret = false;
	/** The secret of a job's own, by its request ID. */
	secretOf: (requestId: string) => string | undefined = () => undefined;
	/** Says which callbacks get lost, by the data of the event. */
	isLost: (data: Record<string, unknown>) => boolean = () => false;
	private readonly options: WebhookOptions;
	private readonly timers = new Set<NodeJS.Timeout>();
	private failuresInARow = 0;

	constructor(options: WebhookOptions) {
		this.options = options;
		this.secret = options.secret;
	}

	send(url: string, event: string, data: Record<string, unknown>, attempt = 0, deliveryId: string = randomUUID()): void {
		const timer = setTimeout(async () => {
			this.timers.delete(timer);
			if (this.switchedOff || this.isLost(data)) return;
			const status = await this.deliver(url, event, data, attempt + 1, {}, deliveryId);
			const accepted = status >= 200 && status < 300;
			this.failuresInARow = accepted ? 0 : this.failuresInARow + 1;
			this.switchedOff = this.failuresInARow >= FAILURES_UNTIL_SWITCHED_OFF;
			if (!accepted && attempt + 1 < RETRY_SECONDS.length) this.send(url, event, data, attempt + 1, deliveryId);
		}, RETRY_SECONDS[attempt] * this.options.retrySecond);
		this.timers.add(timer);
	}

	/** One delivery, at once. `forge` changes the headers that a sender without the secret would get wrong. */
	async deliver(
		url: string,
		event: string,
		data: Record<string, unknown>,
		attempt = 1,
		forge: Record<string, string | undefined> = {},
		deliveryId: string = randomUUID(),
	): Promise<number> {
		const envelope = { event, delivery_id: deliveryId, timestamp: isoOf(new Date()), data };
		// As PHP writes JSON; the signature is over these very bytes.
		const body = JSON.stringify(envelope).replaceAll('/', String.raw`\/`);
		const timestamp = forge['x-deapi-timestamp'] ?? String(Math.floor(Date.now() / 1000));
		const headers: Record<string, string | undefined> = {
			'content-type': 'application/json',
			'user-agent': 'DeAPI-Webhook/1.0',
			'x-deapi-event': event,
			'x-deapi-delivery-id': deliveryId,
			'x-deapi-timestamp': timestamp,
			'x-deapi-signature': this.sign(`${timestamp}.${body}`, String(data.job_request_id)),
			...forge,
		};
		const [sentAt, startedAt] = [Date.now(), performance.now()];
		const status = await post(url, body, withoutUndefined(headers), this.options.ca);
		const answerMs = performance.now() - startedAt;
		this.deliveries.push({ event, requestId: String(data.job_request_id), deliveryId, attempt, status, sentAt, answerMs });
		return status;
	}

	/** By the job's secret, else by the account's; nothing where there is none (docs/api.md#signature). */
	private sign(text: string, requestId: string): string {
		const own = this.ignoresJobSecret ? undefined : this.secretOf(requestId);
		const secret = own ?? this.secret;
		return secret === '' ? '' : `sha256=${createHmac('sha256', secret).update(text).digest('hex')}`;
	}

	stop(): void {
		for (const timer of this.timers) clearTimeout(timer);
		this.timers.clear();
	}
}

async function post(url: string, body: string, headers: Record<string, string>, ca?: string): Promise<number> {
	return await new Promise((resolve) => {
		const { hostname } = new URL(url);
		const outgoing = request(
			url,
			{
				method: 'POST',
				headers: { ...headers, 'content-length': Buffer.byteLength(body) },
				ca,
				timeout: ANSWER_TIMEOUT,
				// These names are this machine: n8n believes that it has a public address.
				...(/\.(test|example\.com)$/.test(hostname) && {
					lookup: (_host, options, callback) =>
						options.all ? callback(null, [{ address: '127.0.0.1', family: 4 }]) : callback(null, '127.0.0.1', 4),
				}),
			},
			(response) => {
				response.resume();
				response.on('end', () => resolve(response.statusCode ?? 0));
			},
		);
		outgoing.on('timeout', () => outgoing.destroy());
		outgoing.on('error', () => resolve(0));
		outgoing.end(body);
	});
}

function withoutUndefined(record: Record<string, string | undefined>): Record<string, string> {
	return Object.fromEntries(Object.entries(record).filter((entry): entry is [string, string] => entry[1] !== undefined));
}
