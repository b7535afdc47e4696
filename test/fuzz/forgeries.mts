import fc from 'fast-check';

import { API_KEY, WEBHOOK_SECRET } from '../support/harness/contexts.mts';
import { signatureName, sign, timestampName, toRequest } from './deliveries.mts';
import type { Parts } from './deliveries.mts';
import type { Request } from './webhooks.mts';
import { miscalculated, otherAlgorithms } from './miscalculated.mts';
import { oddTimestamps } from './timestamps.mts';

/** Makes something of a valid delivery that its sender did not sign, or not now. */
export type Forge = (valid: Parts) => Request;

const bytes = fc.uint8Array({ maxLength: 40 });
const otherBodies = fc.uint8Array({ minLength: 1, maxLength: 40 }).map((content) => Buffer.from(content));
const blanks = fc.string({ unit: fc.constantFrom(' ', '\n', '\r', '\t', '\0', '\u00a0', '\ufeff'), minLength: 1, maxLength: 3 });
const hexDigits = fc.string({ unit: fc.constantFrom(...'0123456789abcdefABCDEF'), minLength: 1, maxLength: 64 });
const notHexDigits = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }).filter((text) => !/^[0-9a-f]$/i.test(text));
const nearSecrets = [
	'',
	API_KEY,
	WEBHOOK_SECRET.toUpperCase(),
	` ${WEBHOOK_SECRET}`,
	WEBHOOK_SECRET.slice(0, -1),
	btoa(WEBHOOK_SECRET),
	'undefined',
	'null',
];
// HMAC fills a key up with zeros: with some of its own, it is the same key.
const otherSecrets = fc
	.oneof(fc.string(), fc.constantFrom(...nearSecrets))
	.filter((secret) => secret.replace(/\0+$/, '') !== WEBHOOK_SECRET);
const late = fc.oneof(fc.constantFrom(-301, -302, -3600), fc.integer({ min: -1_700_000_000, max: -301 }));
const early = fc.oneof(fc.constantFrom(301, 302, 3600), fc.integer({ min: 301, max: 9_000_000_000 }));

const withBody =
	(change: (body: Buffer) => Buffer): Forge =>
	(valid) =>
		toRequest({ ...valid, body: change(valid.body) });
const withHex =
	(change: (valid: Parts) => string): Forge =>
	(valid) =>
		toRequest({ ...valid, hex: change(valid) });
const withSignature =
	(change: (valid: Parts) => unknown): Forge =>
	(valid) =>
		toRequest(valid, { [signatureName(valid)]: change(valid) });
const withTimestamp =
	(change: (valid: Parts) => unknown): Forge =>
	(valid) =>
		toRequest(valid, { [timestampName(valid)]: change(valid) });
const signedAt = (timestamp: string, valid: Parts) => toRequest({ ...valid, timestamp, hex: sign(valid.body, timestamp) });

function flipBit(content: Buffer, bit: number): Buffer {
	const flipped = Buffer.from(content);
	flipped[(bit >> 3) % content.length] ^= 1 << (bit & 7);
	return flipped;
}

function splice(content: Buffer, at: number, cut: number, paste: Uint8Array): Buffer {
	const start = at % (content.length + 1);
	const spliced = Buffer.concat([content.subarray(0, start), paste, content.subarray(start + cut)]);
	return spliced.equals(content) ? Buffer.concat([content, Buffer.from(' ')]) : spliced;
}

function severalTimes(times: number, isJoined: boolean, value: string): unknown {
	const copies = Array(times).fill(value);
	return isJoined ? copies.join(', ') : copies;
}

/** Takes what is signed as `timestamp.digits.body` for a body at `timestamp.digits`. */
const moveBorder =
	(digits: string): Forge =>
	(valid) => {
		const signed = Buffer.concat([Buffer.from(`${digits}.`), valid.body]);
		return toRequest({ ...valid, timestamp: `${valid.timestamp}.${digits}`, hex: sign(signed, valid.timestamp) });
	};

const inTheBody: Record<string, fc.Arbitrary<Forge>> = {
	'a bit of the body flipped': fc.nat().map((bit) => withBody((body) => flipBit(body, bit))),
	'bytes cut out of the body or put into it': fc
		.tuple(fc.nat(), fc.nat(20), bytes)
		.map(([at, cut, paste]) => withBody((body) => splice(body, at, cut, paste))),
	'the same JSON, written otherwise': fc
		.constantFrom(1, 3, 4)
		.map((indent) => withBody((body) => Buffer.from(JSON.stringify(JSON.parse(body.toString()), null, indent)))),
	'the body of another delivery': otherBodies.map((other) => withBody(() => other)),
	'the border between timestamp and body moved': fc.string({ unit: fc.constantFrom(...'0123456789'), maxLength: 6 }).map(moveBorder),
};

const inTheSignature: Record<string, fc.Arbitrary<Forge>> = {
	'a bit of the signature flipped': fc.nat().map((bit) => withHex(({ hex }) => flipBit(Buffer.from(hex, 'hex'), bit).toString('hex'))),
	'a digit of the signature that is none': fc
		.tuple(fc.nat(63), notHexDigits)
		.map(([at, digit]) => withHex(({ hex }) => hex.slice(0, at) + digit + hex.slice(at + 1))),
	'a truncated signature': fc.nat(63).map((length) => withHex(({ hex }) => hex.slice(0, length))),
	'a padded signature': fc
		.tuple(fc.oneof(hexDigits, blanks, fc.constantFrom(',', ';v=1', ', sha256=')), fc.boolean())
		.map(([padding, isBefore]) => withHex(({ hex }) => (isBefore ? padding + hex : hex + padding))),
	'no name of the algorithm': fc
		.constantFrom('', 'sha256', 'sha256:', 'sha256==', 'hmac-sha256=', ' sha256=', 'sha-256=', 'v1=', '=')
		.map((prefix) => withSignature(({ hex }) => prefix + hex)),
	'another algorithm': fc.constantFrom(...otherAlgorithms).map((signature) => withSignature(signature)),
	'base64 instead of hex': fc
		.constantFrom<BufferEncoding[]>('base64', 'base64url', 'latin1')
		.map((encoding) => withHex(({ hex }) => Buffer.from(hex, 'hex').toString(encoding))),
	'a signature over something else': fc.constantFrom(...miscalculated).map((hex) => withHex(hex)),
	'another secret': otherSecrets.map((secret) => withHex(({ body, timestamp }) => sign(body, timestamp, secret))),
	'a signature of another body': otherBodies.map((other) => withHex(({ timestamp }) => sign(other, timestamp))),
};

const inTheHeaders: Record<string, fc.Arbitrary<Forge>> = {
	'a signature given several times': fc
		.oneof(fc.tuple(fc.constantFrom(2, 3), fc.constant(true)), fc.tuple(fc.constantFrom(1, 2), fc.constant(false)))
		.map(([times, isJoined]) => withSignature(({ hex }) => severalTimes(times, isJoined, `sha256=${hex}`))),
	'a timestamp given several times': fc
		.oneof(fc.tuple(fc.constantFrom(2, 3), fc.constant(true)), fc.tuple(fc.constantFrom(1, 2), fc.constant(false)))
		.map(([times, isJoined]) => withTimestamp(({ timestamp }) => severalTimes(times, isJoined, timestamp))),
	'a header missing': fc
		.constantFrom([signatureName], [timestampName], [signatureName, timestampName])
		.map((names) => (valid) => toRequest(valid, Object.fromEntries(names.map((name) => [name(valid), undefined])))),
	'a signature under the name that is looked at first': hexDigits.map(
		(digits) => (valid) => toRequest({ ...valid, host: 'dryapi' }, { 'x-deapi-signature': `sha256=${digits.padEnd(64, '0')}` }),
	),
	'another time than was signed': fc
		.integer({ min: -300, max: 300 })
		.filter((seconds) => seconds !== 0)
		.map((seconds) => withTimestamp(({ timestamp }) => String(Number(timestamp) + seconds))),
	'a time too far away': fc.oneof(late, early).map((offset) => (valid) => signedAt(String(Math.floor(Date.now() / 1000) + offset), valid)),
	'a signed time in no form to trust': oddTimestamps.map((odd) => (valid) => signedAt(odd(valid.timestamp), valid)),
	'a time written otherwise than it was signed': oddTimestamps.map((odd) => withTimestamp(({ timestamp }) => odd(timestamp))),
};

export const forgeries = { ...inTheBody, ...inTheSignature, ...inTheHeaders };
