import { describe, expect, it } from 'vitest';

import { isFresh, verifySignature } from '../../../../nodes/shared/webhook/signature.ts';

const secret = 'whsec_test';
const timestamp = 1_700_000_000;
const rawBody = Buffer.from('{"event":"job.completed","data":{"job_request_id":"é-1"}}');
// printf '%s' '1700000000.{"event":"job.completed","data":{"job_request_id":"é-1"}}' | openssl dgst -sha256 -hmac whsec_test
const signature = '1584fa7af85c54cf9a4de2d25424120efc769f3b0df4334402ca41d7778158be';

function verdict(change: Record<string, string | undefined> = {}, { body = rawBody, key = secret } = {}) {
	const headers = { 'x-deapi-signature': `sha256=${signature}`, 'x-deapi-timestamp': String(timestamp), ...change };
	return verifySignature({ headers, rawBody: body }, key);
}

describe('verifySignature', () => {
	it('accepts what the vendor signed', () => {
		expect(verdict()).toBe('valid');
	});

	it('accepts hex in upper case', () => {
		expect(verdict({ 'x-deapi-signature': `sha256=${signature.toUpperCase()}` })).toBe('valid');
	});

	it('accepts the header names of DryAPI hosts', () => {
		const headers = { 'x-dryapi-signature': `sha256=${signature}`, 'x-dryapi-timestamp': String(timestamp) };
		expect(verifySignature({ headers, rawBody }, secret)).toBe('valid');
		expect(isFresh({ headers }, timestamp * 1000)).toBe(true);
	});

	it.each([
		['no signature', { 'x-deapi-signature': undefined }, 'missing'],
		['an empty signature, as of an account without a secret', { 'x-deapi-signature': '' }, 'missing'],
		['no timestamp', { 'x-deapi-timestamp': undefined }, 'missing'],
		['no algorithm', { 'x-deapi-signature': signature }, 'malformed'],
		['a cut signature', { 'x-deapi-signature': `sha256=${signature.slice(2)}` }, 'malformed'],
		['a signature that is not hex', { 'x-deapi-signature': `sha256=${'z'.repeat(64)}` }, 'malformed'],
		['a timestamp in words', { 'x-deapi-timestamp': 'NaN' }, 'malformed'],
		['an empty timestamp', { 'x-deapi-timestamp': '' }, 'malformed'],
		['a negative timestamp', { 'x-deapi-timestamp': '-1' }, 'malformed'],
		['a timestamp with a fraction', { 'x-deapi-timestamp': '1700000000.5' }, 'malformed'],
		['a timestamp with a space', { 'x-deapi-timestamp': ' 1700000000' }, 'malformed'],
		['an endless timestamp', { 'x-deapi-timestamp': '9'.repeat(400) }, 'malformed'],
		['another timestamp than was signed', { 'x-deapi-timestamp': '1700000001' }, 'forged'],
		['another signature', { 'x-deapi-signature': `sha256=${'0'.repeat(64)}` }, 'forged'],
	])('refuses %s', (_what, change, expected) => {
		expect(verdict(change)).toBe(expected);
	});

	it('refuses another body, down to its white space', () => {
		expect(verdict({}, { body: Buffer.concat([rawBody, Buffer.from(' ')]) })).toBe('forged');
	});

	it('refuses another secret, and an empty one', () => {
		expect(verdict({}, { key: 'other' })).toBe('forged');
		expect(verdict({}, { key: '' })).toBe('missing');
	});
});

describe('isFresh', () => {
	it.each([
		[-301, false],
		[-300, true],
		[300, true],
		[301, false],
	])('says of a clock that is %i seconds off %s', (offset, expected) => {
		expect(isFresh({ headers: { 'x-deapi-timestamp': String(timestamp) } }, (timestamp + offset) * 1000)).toBe(expected);
	});

	it.each([undefined, 'NaN', 'soon', ['1700000000']])('says of a time that is none that it is not: %j', (value) => {
		expect(isFresh({ headers: { 'x-deapi-timestamp': value } }, timestamp * 1000)).toBe(false);
	});
});
