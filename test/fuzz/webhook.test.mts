import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

import { WEBHOOK_SECRET } from '../support/harness/contexts.mts';
import { forAll, tried } from './forAll.mts';
import { deliverySpecs, makeDelivery, sign, signedParts, toRequest } from './deliveries.mts';
import type { DeliverySpec } from './deliveries.mts';
import { webhooks } from './webhooks.mts';
import type { Request, Webhook } from './webhooks.mts';
import { forgeries } from './forgeries.mts';
import { anyBody, anyHeaders, deepJson, nest, noEvents, oddEvents } from './garbage.mts';
import { expectEvent, expectRefusal, expectWaking } from './outcomes.mts';

const LARGEST_BODY = 1_000_000;
/** Of objects and lists within each other, the event and its data among them. */
const DEEPEST_JSON = 20;

function makeDeliveryTo(webhook: Webhook, spec: DeliverySpec) {
	const delivery = makeDelivery(spec);
	webhook.reset(delivery.requestId);
	return delivery;
}

const awaited = deliverySpecs.map((spec) => ({ ...spec, event: 'job.completed' }));
const plain: DeliverySpec = {
	host: 'deapi',
	ms: 0,
	offset: 0,
	indent: '',
	capitals: [false],
	event: 'job.completed',
	extras: {},
	data: {},
};

/** A delivery whose signature is right, at a moment of its own. */
function signedNow(webhook: Webhook, content: string | Buffer): Request {
	makeDeliveryTo(webhook, plain);
	return toRequest(signedParts(content));
}

beforeAll(() => void vi.useFakeTimers({ toFake: ['Date'] }));
afterAll(() => void vi.useRealTimers());

describe.each(Object.entries(webhooks))('%s', (name, open) => {
	const webhook = open();

	it.each(Object.entries(forgeries))('refuses %s, and then takes the true one', async (_what, forgery) => {
		await forAll(fc.tuple(awaited, forgery), 1000, async ([spec, forge]) => {
			const { parts } = makeDeliveryTo(webhook, spec);
			const before = webhook.traces();
			const outcome = await webhook.deliver(forge(parts));
			expectRefusal(outcome, 401);
			expect(outcome.log.toLowerCase()).not.toContain(parts.hex.toLowerCase());
			expect(webhook.traces()).toBe(before);
			// Shows as well that nothing but the change was wrong.
			expect((await webhook.deliver(toRequest(parts))).started).toBe(true);
		});
	});

	it('refuses no event that is signed as documented', async () => {
		const expectTaken = name.startsWith('the callback') ? expectWaking : expectEvent;
		await forAll(deliverySpecs, 5000, async (spec) => {
			const { parts, content } = makeDeliveryTo(webhook, spec);
			expectTaken(await webhook.deliver(toRequest(parts)), content);
		});
	});

	it.each(Object.entries(noEvents))('starts nothing for %s, well signed', async (_what, contents) => {
		await forAll(contents, 600, async (content) => expectRefusal(await webhook.deliver(signedNow(webhook, content)), 400));
	});

	it('does not stumble over an odd event, well signed', async () => {
		await forAll(oddEvents, 2000, async (content) => {
			const { status = 200, started, items } = await webhook.deliver(signedNow(webhook, content));
			expect([200, 400, 503]).toContain(status);
			if (started) expect(items).toHaveLength(1);
			expect({}).not.toHaveProperty('polluted');
		});
	});

	it('starts nothing for JSON that is too deep, well signed', async () => {
		await forAll(deepJson, 300, async (content) => expectRefusal(await webhook.deliver(signedNow(webhook, content)), 400));
	});

	it.each(['objects', 'lists'] as const)('takes %s of a sensible depth', async (kind) => {
		const depths = fc.oneof(fc.constant(DEEPEST_JSON - 2), fc.integer({ min: 1, max: DEEPEST_JSON - 2 }));
		await forAll(depths, 50, async (levels) => {
			const { parts } = makeDeliveryTo(webhook, { ...plain, data: { deep: JSON.parse(nest(levels, kind)) } });
			expect((await webhook.deliver(toRequest(parts))).started).toBe(true);
		});
	});

	it('takes a body of up to 1 MB, and none that is larger', async () => {
		const sizes = fc.oneof(fc.constantFrom(LARGEST_BODY, LARGEST_BODY + 1), fc.integer({ min: 900_000, max: 2_000_000 }));
		await forAll(sizes, 60, async (size) => {
			const { parts } = makeDeliveryTo(webhook, plain);
			const body = Buffer.concat([parts.body, Buffer.alloc(size - parts.body.length, ' ')]);
			const outcome = await webhook.deliver(toRequest({ ...parts, body, hex: sign(body, parts.timestamp) }));
			if (size > LARGEST_BODY) expectRefusal(outcome, 413);
			else expect(outcome.started).toBe(true);
		});
	});

	it('refuses any headers and any body that nobody signed', async () => {
		await forAll(fc.tuple(anyHeaders, anyBody), 3000, async ([headers, rawBody]) => {
			makeDeliveryTo(webhook, plain);
			expectRefusal(await webhook.deliver({ headers, rawBody }), Buffer.isBuffer(rawBody) ? 401 : 413);
		});
	});

	it('takes a signed event whatever other headers come with it', async () => {
		await forAll(anyHeaders, 1500, async (headers) => {
			const request = toRequest(makeDeliveryTo(webhook, plain).parts);
			expect((await webhook.deliver({ ...request, headers: { ...headers, ...request.headers } })).started).toBe(true);
		});
	});

	it.each(['', ' ', undefined])('refuses everything where the secret in the credential is %j', async (webhookSecret) => {
		const unlocked = open({ credentials: { webhookSecret } as Record<string, string> });
		const secrets = fc.constantFrom(String(webhookSecret), '', 'undefined', 'null', WEBHOOK_SECRET);
		await forAll(fc.tuple(awaited, secrets), 200, async ([spec, secret]) => {
			const { parts } = makeDeliveryTo(unlocked, spec);
			const outcome = await unlocked.deliver(toRequest({ ...parts, hex: sign(parts.body, parts.timestamp, secret) }));
			expectRefusal(outcome, 401);
			expect(outcome.log).toContain('has no "Webhook Secret"');
		});
	});
});

it('the callback is not woken by the event of another job, well signed', async () => {
	const webhook = webhooks['the callback']();
	await forAll(awaited, 1000, async (spec) => {
		const { parts } = makeDelivery(spec);
		webhook.reset('the job that is waited for');
		const before = webhook.traces();
		expect(await webhook.deliver(toRequest(parts))).toMatchObject({ started: false, status: 200, body: { message: 'received' } });
		expect(webhook.traces()).toBe(before);
	});
});

it('has tried at least 100,000 cases', () => expect(tried()).toBeGreaterThanOrEqual(100_000));
