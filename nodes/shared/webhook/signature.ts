import { createHmac, timingSafeEqual } from 'crypto';

/** How far a delivery's timestamp may be from our clock, in either direction. */
export const TOLERANCE_SECONDS = 300;

export type SignatureVerdict = 'valid' | 'missing' | 'malformed' | 'stale' | 'forged';

interface Delivery {
	/** Header names in lower case, as Node.js gives them. */
	headers: Record<string, unknown>;
	/** The body exactly as it came over the wire. */
	rawBody: Buffer;
}

/**
 * Checks a webhook delivery: `sha256=` and the hex HMAC-SHA256 of `timestamp.body` under the
 * account's webhook secret (docs/api.md#signature). Never throws.
 *
 * @param now milliseconds since the epoch
 */
export function verifySignature({ headers, rawBody }: Delivery, secret: string, now: number): SignatureVerdict {
	const signature = header(headers, 'signature');
	const timestamp = header(headers, 'timestamp');
	if (signature === undefined || timestamp === undefined || secret === '') return 'missing';

	const given = /^sha256=([0-9a-f]{64})$/i.exec(signature)?.[1];
	if (given === undefined || !/^\d{1,12}$/.test(timestamp)) return 'malformed';

	// The signature first: a stale one may be an honest clock, a forged one never is.
	const expected = createHmac('sha256', secret).update(`${timestamp}.`).update(rawBody).digest();
	if (!timingSafeEqual(Buffer.from(given, 'hex'), expected)) return 'forged';

	return Math.abs(now / 1000 - Number(timestamp)) <= TOLERANCE_SECONDS ? 'valid' : 'stale';
}

function header(headers: Record<string, unknown>, name: string): string | undefined {
	// The hosts of the API differ in the prefix only.
	const value = headers[`x-deapi-${name}`] ?? headers[`x-dryapi-${name}`];
	return typeof value === 'string' ? value : undefined;
}
