import { createHmac, timingSafeEqual } from 'crypto';

/** How far a delivery's timestamp may be from our clock, in either direction. */
export const TOLERANCE_SECONDS = 300;

export type SignatureVerdict = 'valid' | 'missing' | 'malformed' | 'forged';

export interface Delivery {
	/** Header names in lower case, as Node.js gives them. */
	headers: Record<string, unknown>;
	/** The body exactly as it came over the wire. */
	rawBody: Buffer;
}

/**
 * Checks who has signed a webhook delivery, whenever that was: `sha256=` and the hex HMAC-SHA256 of
 * `timestamp.body` under a webhook secret (docs/api.md#signature). Never throws.
 */
export function verifySignature({ headers, rawBody }: Delivery, secret: string): SignatureVerdict {
	const signature = header(headers, 'signature');
	const timestamp = header(headers, 'timestamp');
	// The API sends an empty one where it knows no secret.
	if (signature === undefined || signature === '' || timestamp === undefined || secret === '') return 'missing';

	const given = /^sha256=([0-9a-f]{64})$/i.exec(signature)?.[1];
	if (given === undefined || !/^\d{1,12}$/.test(timestamp)) return 'malformed';

	const expected = createHmac('sha256', secret).update(`${timestamp}.`).update(rawBody).digest();
	return timingSafeEqual(Buffer.from(given, 'hex'), expected) ? 'valid' : 'forged';
}

/**
 * Whether a delivery was signed about now. Only of one whose signature is valid: nobody vouches for another one's time.
 *
 * @param now milliseconds since the epoch
 */
export function isFresh({ headers }: Pick<Delivery, 'headers'>, now: number): boolean {
	return Math.abs(now / 1000 - Number(header(headers, 'timestamp'))) <= TOLERANCE_SECONDS;
}

function header(headers: Record<string, unknown>, name: string): string | undefined {
	// The hosts of the API differ in the prefix only.
	const value = headers[`x-deapi-${name}`] ?? headers[`x-dryapi-${name}`];
	return typeof value === 'string' ? value : undefined;
}
