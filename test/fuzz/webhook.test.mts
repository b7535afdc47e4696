import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

import { WEBHOOK_SECRET } from '../support/harness/contexts.mts';
import { always, tried } from './forAll.mts';
import { enact, scenes, sign, signedParts, toRequest } from './deliveries.mts';
import type { Scene } from './deliveries.mts';
import { doors } from './webhooks.mts';
import type { Door, Request } from './webhooks.mts';
import { forgeries } from './forgeries.mts';
import { anyBody, anyHeaders, deepJson, nest, noEvents, oddEvents } from './garbage.mts';
import { expectEvent, expectRefusal, expectWaking } from './outcomes.mts';

const LARGEST_BODY = 1_000_000;
/** Of objects and lists within each other, the event and its data among them. */
const DEEPEST_JSON = 20;

function enactAt(door: Door, scene: Scene) {
	const enacted = enact(scene);
	door.reset(enacted.requestId);
	return enacted;
}

const awaited = scenes.map((scene) => ({ ...scene, event: 'job.completed' }));
const plain: Scene = { host: 'deapi', ms: 0, offset: 0, indent: '', capitals: [false], event: 'job.completed', extras: {}, data: {} };

/** A delivery whose signature is right, at a moment of its own. */
function signedNow(door: Door, content: string | Buffer): Request {
	enactAt(door, plain);
	return toRequest(signedParts(content));
}

beforeAll(() => void vi.useFakeTimers({ toFake: ['Date'] }));
afterAll(() => void vi.useRealTimers());

describe.each(Object.entries(doors))('%s', (name, open) => {
	const door = open();

	it.each(Object.entries(forgeries))('refuses %s, and then takes the true one', async (_what, forgery) => {
		await always(fc.tuple(awaited, forgery), 1000, async ([scene, forge]) => {
			const { parts } = enactAt(door, scene);
			const before = door.traces();
			const outcome = await door.deliver(forge(parts));
			expectRefusal(outcome, 401);
			expect(outcome.log.toLowerCase()).not.toContain(parts.hex.toLowerCase());
			expect(door.traces()).toBe(before);
			// Shows as well that nothing but the change was wrong.
			expect((await door.deliver(toRequest(parts))).started).toBe(true);
		});
	});

	it('refuses no event that is signed as documented', async () => {
		const expectTaken = name === 'the callback' ? expectWaking : expectEvent;
		await always(scenes, 5000, async (scene) => {
			const { parts, content } = enactAt(door, scene);
			expectTaken(await door.deliver(toRequest(parts)), content);
		});
	});

	it.each(Object.entries(noEvents))('starts nothing for %s, well signed', async (_what, contents) => {
		await always(contents, 600, async (content) => expectRefusal(await door.deliver(signedNow(door, content)), 400));
	});

	it('does not stumble over an odd event, well signed', async () => {
		await always(oddEvents, 2000, async (content) => {
			const { status = 200, started, items } = await door.deliver(signedNow(door, content));
			expect([200, 400, 503]).toContain(status);
			if (started) expect(items).toHaveLength(1);
			expect({}).not.toHaveProperty('polluted');
		});
	});

	it('starts nothing for JSON that is too deep, well signed', async () => {
		await always(deepJson, 300, async (content) => expectRefusal(await door.deliver(signedNow(door, content)), 400));
	});

	it.each(['objects', 'lists'] as const)('takes %s of a sensible depth', async (kind) => {
		const depths = fc.oneof(fc.constant(DEEPEST_JSON - 2), fc.integer({ min: 1, max: DEEPEST_JSON - 2 }));
		await always(depths, 50, async (levels) => {
			const { parts } = enactAt(door, { ...plain, data: { deep: JSON.parse(nest(levels, kind)) } });
			expect((await door.deliver(toRequest(parts))).started).toBe(true);
		});
	});

	it('takes a body of up to 1 MB, and none that is larger', async () => {
		const sizes = fc.oneof(fc.constantFrom(LARGEST_BODY, LARGEST_BODY + 1), fc.integer({ min: 900_000, max: 2_000_000 }));
		await always(sizes, 60, async (size) => {
			const { parts } = enactAt(door, plain);
			const body = Buffer.concat([parts.body, Buffer.alloc(size - parts.body.length, ' ')]);
			const outcome = await door.deliver(toRequest({ ...parts, body, hex: sign(body, parts.timestamp) }));
			if (size > LARGEST_BODY) expectRefusal(outcome, 413);
			else expect(outcome.started).toBe(true);
		});
	});

	it('refuses any headers and any body that nobody signed', async () => {
		await always(fc.tuple(anyHeaders, anyBody), 3000, async ([headers, rawBody]) => {
			enactAt(door, plain);
			expectRefusal(await door.deliver({ headers, rawBody }), Buffer.isBuffer(rawBody) ? 401 : 413);
		});
	});

	it('takes a signed event whatever other headers come with it', async () => {
		await always(anyHeaders, 1500, async (headers) => {
			const request = toRequest(enactAt(door, plain).parts);
			expect((await door.deliver({ ...request, headers: { ...headers, ...request.headers } })).started).toBe(true);
		});
	});

	it.each(['', ' ', undefined])('refuses everything where the secret in the credential is %j', async (webhookSecret) => {
		const unlocked = open({ credentials: { webhookSecret } as Record<string, string> });
		const secrets = fc.constantFrom(String(webhookSecret), '', 'undefined', 'null', WEBHOOK_SECRET);
		await always(fc.tuple(awaited, secrets), 200, async ([scene, secret]) => {
			const { parts } = enactAt(unlocked, scene);
			const outcome = await unlocked.deliver(toRequest({ ...parts, hex: sign(parts.body, parts.timestamp, secret) }));
			expectRefusal(outcome, 401);
			expect(outcome.log).toContain('has no "Webhook Secret"');
		});
	});
});

it('the callback is not woken by the event of another job, well signed', async () => {
	const door = doors['the callback']();
	await always(awaited, 1000, async (scene) => {
		const { parts } = enact(scene);
		door.reset('the job that is waited for');
		const before = door.traces();
		expect(await door.deliver(toRequest(parts))).toMatchObject({ started: false, status: 200, body: { message: 'received' } });
		expect(door.traces()).toBe(before);
	});
});

it('has tried at least 100,000 cases', () => expect(tried()).toBeGreaterThanOrEqual(100_000));
