import { createHmac } from 'node:crypto';

import fc from 'fast-check';
import { vi } from 'vitest';

import { WEBHOOK_SECRET } from '../support/harness/contexts.mts';
import type { Request } from './webhooks.mts';

/** What a delivery is made of. */
export interface Parts {
	/** The hosts of the API differ in the names of their headers. */
	host: 'deapi' | 'dryapi';
	timestamp: string;
	/** The signature, without what comes before it. */
	hex: string;
	body: Buffer;
}

/** What a case is generated from: plain values, for a failure to be read. */
export interface DeliverySpec {
	host: Parts['host'];
	/** Milliseconds into the second in which the delivery arrives. */
	ms: number;
	/** Seconds by which the sender's clock is ahead of ours. */
	offset: number;
	indent: string;
	/** Which digits of the signature are in upper case. */
	capitals: boolean[];
	event: string;
	extras: object;
	data: object;
}

/** The vendor's algorithm: docs/api.md#signature. */
export function sign(body: Buffer, timestamp: string, secret = WEBHOOK_SECRET): string {
	return hmac([`${timestamp}.`, body], secret);
}

export function hmac(content: Array<string | Buffer>, secret = WEBHOOK_SECRET, algorithm = 'sha256'): string {
	return createHmac(algorithm, secret)
		.update(Buffer.concat(content.map((part) => Buffer.from(part as string))))
		.digest('hex');
}

export const signatureName = ({ host }: Parts) => `x-${host}-signature`;
export const timestampName = ({ host }: Parts) => `x-${host}-timestamp`;

/** With the names of headers as Node.js hands them on, in lower case. */
export function toRequest(parts: Parts, change: Record<string, unknown> = {}): Request {
	const { host, hex, timestamp, body } = parts;
	const own = { [signatureName(parts)]: `sha256=${hex}`, [timestampName(parts)]: timestamp };
	// Nobody signs these: they must not matter, and are not what the body says.
	const unsigned = { 'user-agent': 'DeAPI-Webhook/1.0', [`x-${host}-event`]: 'job.other', [`x-${host}-delivery-id`]: 'another' };
	return { headers: { ...unsigned, ...own, ...change }, rawBody: body };
}

/** The output has fields of these names from elsewhere. */
const SHAPE = new Set(['event', 'delivery_id', 'timestamp', 'request_id', 'job_request_id', 'data']);
const names = fc.oneof(fc.string({ maxLength: 8 }), fc.constantFrom('result', 'progress', '__proto__', 'constructor', 'toString'));
const unknownFields = fc.dictionary(
	names.filter((name) => !SHAPE.has(name)),
	fc.jsonValue({ maxDepth: 3, stringUnit: 'grapheme' }),
	{ maxKeys: 3, noNullPrototype: true },
);
const knownFields = fc.record(
	{
		status: fc.constantFrom('processing', 'done', 'error'),
		job_type: fc.constantFrom('txt2img', 'videos/replace', 'a-new-one'),
		result_url: fc.webUrl(),
		processing_time_ms: fc.nat(),
		error_message: fc.string({ unit: 'binary' }),
	},
	{ requiredKeys: [], noNullPrototype: true },
);

/** A delivery may be 300 s off, in either direction: docs/api.md#signature. */
const inTime = fc.oneof(
	fc.record({ ms: fc.nat(999), offset: fc.oneof(fc.integer({ min: -299, max: 300 }), fc.constantFrom(-299, 0, 300)) }),
	fc.constant({ ms: 0, offset: -300 }),
);

export const deliverySpecs: fc.Arbitrary<DeliverySpec> = fc
	.record({
		host: fc.constantFrom<Array<Parts['host']>>('deapi', 'dryapi'),
		drift: inTime,
		indent: fc.constantFrom('', '  ', '\t'),
		capitals: fc.oneof(fc.constantFrom<boolean[][]>([true], [false]), fc.array(fc.boolean(), { minLength: 1, maxLength: 64 })),
		event: fc.constantFrom('job.completed', 'job.failed', 'job.processing'),
		extras: unknownFields,
		data: fc.tuple(knownFields, unknownFields).map(([known, unknown]) => ({ ...unknown, ...known })),
	})
	.map(({ drift, ...spec }) => ({ ...spec, ...drift }));

/** What the API says in a delivery. */
export interface EventContent {
	event: string;
	delivery_id: string;
	timestamp: string;
	data: { job_request_id: string };
}

const START = Date.parse('2026-09-27T12:00:00Z');
let count = 0;

/** A delivery as deAPI sends it, at a moment of its own and with IDs of its own: nothing of it came before. */
export function makeDelivery({ ms, offset, indent, capitals, event, extras, data, host }: DeliverySpec, secret = WEBHOOK_SECRET) {
	count++;
	// Longer than the nodes remember the secret: a minute, its last millisecond included.
	const second = START / 1000 + count * 62;
	vi.setSystemTime(second * 1000 + ms);
	const [deliveryId, requestId] = [`delivery-${count}`, `request-${count}`];
	const timestamp = new Date().toISOString();
	const content: EventContent = { event, delivery_id: deliveryId, timestamp, data: { ...data, job_request_id: requestId } };
	const parts = signedParts(JSON.stringify({ ...extras, ...content }, null, indent), { host, timestamp: String(second + offset) }, secret);
	const hex = parts.hex.replace(/./g, (digit, at: number) => (capitals[at % capitals.length] ? digit.toUpperCase() : digit));
	return { requestId, content, second, parts: { ...parts, hex } };
}

/** Any body, validly signed. */
export function signedParts(
	content: string | Buffer,
	{ host = 'deapi', timestamp = String(Math.floor(Date.now() / 1000)) }: Partial<Parts> = {},
	secret = WEBHOOK_SECRET,
): Parts {
	const body = Buffer.from(content as string);
	return { host, timestamp, hex: sign(body, timestamp, secret), body };
}
