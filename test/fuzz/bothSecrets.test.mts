import { WebhookContext } from 'n8n-core';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

import { API_KEY, WEBHOOK_SECRET } from '../support/harness/contexts.mts';
import { deliverySpecs, makeDelivery, signatureName, timestampName, toRequest } from './deliveries.mts';
import type { DeliverySpec, Parts } from './deliveries.mts';
import { forAll, tried } from './forAll.mts';
import { forgeries } from './forgeries.mts';
import { anyBody, anyHeaders } from './garbage.mts';
import { expectRefusal, expectWaking } from './outcomes.mts';
import { callbackWebhook } from './webhooks.mts';
import type { Request, Webhook } from './webhooks.mts';

/** A callback of a credential of its own: nodes remember a secret by the credential for a minute. */
const open = (webhookSecret: string, id: string): Webhook =>
	callbackWebhook({ credentials: { webhookSecret }, node: { credentials: { deApi: { id, name: 'deAPI' } } } });
const ofAccount: Record<'with' | 'without', Webhook> = { with: open(WEBHOOK_SECRET, 'with'), without: open('', 'without') };

/** What a run has drawn. */
const drawn = fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 64, maxLength: 64 });

type Signer = 'its run' | 'the account' | 'another run' | 'whoever knows the API key' | 'an empty secret' | 'nobody';
const SIGNERS: Signer[] = ['its run', 'the account', 'another run', 'whoever knows the API key', 'an empty secret', 'nobody'];

interface Case {
	spec: DeliverySpec;
	isFresh: boolean;
	own: string;
	other: string;
	change: (valid: Parts) => Request;
	isIntact: boolean;
}

const flipBit = (content: Buffer, bit: number) =>
	Buffer.from(content.map((byte, index) => (index === (bit >> 3) % content.length ? byte ^ (1 << (bit & 7)) : byte)));

const intact = fc.constant({ change: (valid: Parts) => toRequest(valid), isIntact: true });
const altered = fc
	.oneof(
		fc.nat().map((bit) => (valid: Parts) => toRequest({ ...valid, body: flipBit(valid.body, bit) })),
		fc.nat().map((bit) => (valid: Parts) => toRequest({ ...valid, hex: flipBit(Buffer.from(valid.hex, 'hex'), bit).toString('hex') })),
		fc
			.constantFrom(-300, -1, 1, 300)
			.map((more) => (valid: Parts) => toRequest(valid, { [timestampName(valid)]: String(Number(valid.timestamp) + more) })),
		fc
			.constantFrom<Array<(hex: string) => unknown>>(
				() => undefined,
				() => '',
				() => 'sha256=',
				(hex) => hex,
				(hex) => `sha256=${hex.slice(1)}`,
				(hex) => `sha256=${hex}0`,
				(hex) => ` sha256=${hex}`,
				(hex) => `sha256=${hex}, sha256=${hex}`,
				(hex) => [`sha256=${hex}`],
				(hex) => ({ toString: () => `sha256=${hex}` }),
			)
			.map((form) => (valid: Parts) => toRequest(valid, { [signatureName(valid)]: form(valid.hex) })),
		fc
			.constantFrom<Array<(timestamp: string) => unknown>>(
				() => undefined,
				() => '',
				(timestamp) => Number(timestamp),
				(timestamp) => `${timestamp}.0`,
				(timestamp) => `+${timestamp}`,
				(timestamp) => [timestamp],
			)
			.map((form) => (valid: Parts) => toRequest(valid, { [timestampName(valid)]: form(valid.timestamp) })),
	)
	.map((change) => ({ change, isIntact: false }));

const stale = fc.oneof(
	fc.constantFrom(-301, 301, -86_400),
	fc.integer({ min: -1_700_000_000, max: -301 }),
	fc.integer({ min: 301, max: 2e9 }),
);
const cases: fc.Arbitrary<Case> = fc
	.record({ spec: deliverySpecs, offset: fc.option(stale), own: drawn, other: drawn, how: fc.oneof(intact, altered) })
	.filter(({ own, other }) => own !== other)
	.map(({ spec, offset, own, other, how }) => ({
		spec: { ...spec, offset: offset ?? spec.offset },
		isFresh: offset === null,
		own,
		other,
		...how,
	}));

const secretOf = (signer: Signer, { own, other }: Case): string =>
	({
		'its run': own,
		'the account': WEBHOOK_SECRET,
		'another run': other,
		'whoever knows the API key': API_KEY,
		'an empty secret': '',
		nobody: '',
	})[signer];

beforeAll(() => void vi.useFakeTimers({ toFake: ['Date'] }));
afterAll(() => void vi.useRealTimers());

describe.each(['with', 'without'] as const)('a credential %s the account’s secret', (account) => {
	describe.each([true, false])('and a run with a secret of its own: %s', (hasOwn) => {
		it.each(SIGNERS)('takes what is to be taken of deliveries that %s has signed, and nothing else', async (signer) => {
			const webhook = ofAccount[account];
			await forAll(cases, 3000, async (tried) => {
				const { parts, content, requestId } = makeDelivery(tried.spec, secretOf(signer, tried));
				webhook.reset(requestId, hasOwn ? tried.own : undefined);
				const before = webhook.traces();
				const request = tried.change(parts);
				if (signer === 'nobody') Object.assign(request.headers, { [signatureName(parts)]: '' });
				const outcome = await webhook.deliver(request);

				const isOfRun = hasOwn && signer === 'its run';
				const isOfAccount = account === 'with' && signer === 'the account';
				if (tried.isIntact && (isOfRun || (isOfAccount && tried.isFresh))) {
					expectWaking(outcome, content);
					const isWoken = content.event !== 'job.processing';
					expect(webhook.traces().includes(tried.own)).toBe(hasOwn && !isWoken);
					return;
				}
				expectRefusal(outcome, 401);
				for (const secret of [tried.own, tried.other]) expect(outcome.log).not.toContain(secret);
				if (tried.isIntact && isOfAccount) expect(outcome.log).toMatch(/its signature is stale$/);
				expect(webhook.traces()).toBe(before);
			});
		});
	});
});

/** Under the right secret, with another time: how old a delivery is, is asked of the account's secret alone. */
const SIGNED_ANEW = new Set(['a time too far away', 'a signed time in no form to trust']);

describe('a run whose secret is all there is', () => {
	const webhook = ofAccount.without;
	const awaited = deliverySpecs.map((spec) => ({ ...spec, event: 'job.completed' }));

	it.each(Object.entries(forgeries))('tells %s from what its API has signed', async (what, forgery) => {
		await forAll(fc.tuple(awaited, forgery), 1000, async ([spec, forge]) => {
			const { parts, requestId } = makeDelivery(spec);
			webhook.reset(requestId, WEBHOOK_SECRET);
			const before = webhook.traces();
			const request = forge(parts);
			const outcome = await webhook.deliver(request);
			const isTrueOnce = SIGNED_ANEW.has(what) && /^\d{1,12}$/.test(String(request.headers[timestampName(parts)]));
			if (isTrueOnce) {
				expect(outcome.started).toBe(true);
				return;
			}
			expectRefusal(outcome, 401);
			expect(webhook.traces()).toBe(before);
			expect((await webhook.deliver(toRequest(parts))).started).toBe(true);
		});
	});

	it('refuses any headers and any body that nobody signed', async () => {
		await forAll(fc.tuple(anyHeaders, anyBody, drawn), 3000, async ([headers, rawBody, own]) => {
			webhook.reset('r', own);
			expectRefusal(await webhook.deliver({ headers, rawBody }), Buffer.isBuffer(rawBody) ? 401 : 413);
		});
	});
});

it('a credential that cannot be read keeps nothing of its run’s own from waking it, and loses nothing of the account’s', async () => {
	const reading = vi.spyOn(WebhookContext.prototype, 'getCredentials').mockRejectedValue(new Error('database is locked'));
	const webhook = open(WEBHOOK_SECRET, 'locked');
	await forAll(fc.tuple(cases, fc.constantFrom(...SIGNERS)), 5000, async ([tried, signer]) => {
		const { parts, content, requestId } = makeDelivery(tried.spec, secretOf(signer, tried));
		webhook.reset(requestId, tried.own);
		const before = webhook.traces();
		const outcome = await webhook.deliver(tried.change(parts));
		if (tried.isIntact && signer === 'its run') return expectWaking(outcome, content);
		// Repeated, or refused where no secret could fit.
		expect([401, 503]).toContain(outcome.status);
		if (tried.isIntact) expect(outcome).toMatchObject({ status: 503, body: { message: 'not handled now' } });
		expect(outcome).toMatchObject({ started: false, answersItself: true });
		expect(webhook.traces()).toBe(before);
	});
	reading.mockRestore();
});

it('has tried at least 100,000 cases', () => expect(tried()).toBeGreaterThanOrEqual(100_000));
