import { createHash } from 'node:crypto';

import { WEBHOOK_SECRET } from '../support/harness/contexts.mts';
import { hmac, sign } from './deliveries.mts';
import type { Parts } from './deliveries.mts';

const sha256 = (...content: Array<string | Buffer>) =>
	content.reduce((hash, part) => hash.update(part), createHash('sha256')).digest('hex');

function overTheBodyOnly({ body }: Parts) {
	return hmac([body]);
}
function overTheTimestampOnly({ timestamp }: Parts) {
	return hmac([timestamp]);
}
function withoutTheDot({ timestamp, body }: Parts) {
	return hmac([timestamp, body]);
}
function bodyBeforeTimestamp({ timestamp, body }: Parts) {
	return hmac([body, '.', timestamp]);
}
function timestampInMilliseconds({ timestamp, body }: Parts) {
	return sign(body, `${timestamp}000`);
}
function withoutKey({ timestamp, body }: Parts) {
	return sha256(`${timestamp}.`, body);
}
function secretBeforeContent({ timestamp, body }: Parts) {
	return sha256(WEBHOOK_SECRET, `${timestamp}.`, body);
}
function halfOfSha512({ timestamp, body }: Parts) {
	return hmac([`${timestamp}.`, body], WEBHOOK_SECRET, 'sha512').slice(0, 64);
}
function zeros() {
	return '0'.repeat(64);
}

/** The right length and form, and nothing else right. Functions with names, for fast-check to print them. */
export const miscalculated: Array<(valid: Parts) => string> = [
	overTheBodyOnly,
	overTheTimestampOnly,
	withoutTheDot,
	bodyBeforeTimestamp,
	timestampInMilliseconds,
	withoutKey,
	secretBeforeContent,
	halfOfSha512,
	zeros,
];

/** Rightly signed, by an algorithm that was not agreed on; or by the right one under another name. */
export const otherAlgorithms: Array<(valid: Parts) => string> = ['sha1', 'sha384', 'sha512', 'md5'].flatMap((name) => [
	({ timestamp, body }: Parts) => `${name}=${hmac([`${timestamp}.`, body], WEBHOOK_SECRET, name)}`,
	({ hex }: Parts) => `${name}=${hex}`,
]);
