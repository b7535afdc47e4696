import { parse, stringify } from 'flatted';
import { ExecuteContext, WebhookContext } from 'n8n-core';
import type { IRunExecutionData } from 'n8n-workflow';
import nock from 'nock';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import { forgetCatalog } from '../../nodes/shared/api/models.ts';
import { realTiming } from '../../nodes/shared/util/timing.ts';
import { api, apiOfV1 } from '../support/harness/api.mts';
import type { Sent } from '../support/harness/api.mts';
import { API, BASE_URL, WEBHOOK_SECRET } from '../support/harness/contexts.mts';
import type { ContextOptions } from '../support/harness/contexts.mts';
import { files, prepareModels, prompts, RETRYING, start } from '../support/harness/engine.mts';
import { signedEvent } from '../support/harness/events.mts';
import type { WorkflowRun } from '../support/harness/workflow.mts';

const PATH = '/images/generations';
const KEY_ALONE: ContextOptions = { credentials: { webhookSecret: '' } };
const HOURS = 3_600_000;

beforeEach(() => {
	vi.restoreAllMocks();
	prepareModels();
});

/** A parked run of one image, and what its callbacks are signed with. */
async function parked(requestId: string, options: ContextOptions = KEY_ALONE) {
	const sent = api.record(PATH, requestId);
	const run = await start({ items: prompts('a cat'), ...options });
	expect(run.run.status).toBe('waiting');
	return { run, secret: String(sent().webhook_secret) };
}

const finish = (...requestIds: string[]) => {
	for (const id of requestIds) {
		api.done(id);
		api.result(id);
	}
};

interface KeptRun {
	phase: { name: string; secret?: string };
}
const keptIn = (data: IRunExecutionData) => data.executionData!.contextData['node:deAPI'].deapiRun as unknown as KeptRun;
const stored = ({ saved }: WorkflowRun): IRunExecutionData => parse(saved.flatted);

describe('a run with a secret of its own', () => {
	it('waits by webhook with nothing but an API key', async () => {
		const sent = api.record(PATH, 'r1');
		const run = await start({ items: prompts('a cat'), ...KEY_ALONE });
		expect(run.run.status).toBe('waiting');
		expect(sent().webhook_url).toMatch(/^https:/);
		expect(sent().webhook_secret).toMatch(/^[0-9a-f]{64}$/);

		finish('r1');
		expect(await run.callBack(signedEvent('job.completed', 'r1', { secret: sent().webhook_secret }))).toEqual({
			resumed: true,
			status: 200,
		});
		expect(run.run.status).toBe('success');
		expect(run.hints).toEqual([]);
		expect(files(run)).toEqual(['picture of r1']);
	});

	it('sends it with the callback alone', async () => {
		const [first, last] = [api.record(PATH, 'r1'), api.record(PATH, 'r2')];
		await start({ items: prompts('a', 'b'), ...KEY_ALONE, parameters: { options: { concurrency: 1 } } });
		expect(Object.keys(first()).filter((field) => field.startsWith('webhook'))).toEqual([]);
		expect(Object.keys(last())).toEqual(expect.arrayContaining(['webhook_url', 'webhook_secret']));
	});

	it.each([
		['signed with the secret of another run', KEY_ALONE, (other: string) => signedEvent('job.completed', 'r1', { secret: other })],
		['signed with the account’s secret, which the credential lacks', KEY_ALONE, () => signedEvent('job.completed', 'r1')],
		['signed with the account’s secret long ago', {}, () => signedEvent('job.completed', 'r1', { at: Date.now() - 301_000 })],
		['signed with nothing', KEY_ALONE, () => signedEvent('job.completed', 'r1', { secret: '' })],
		[
			'that is not signed',
			{},
			() => {
				const event = signedEvent('job.completed', 'r1');
				return { ...event, headers: { ...event.headers, 'x-deapi-signature': '' } };
			},
		],
	])('stays parked at a callback %s', async (_what, options, forge) => {
		const [{ run }, { secret: other }] = [await parked('r1', options), await parked('r2', options)];
		const before = run.saved;
		expect(await run.callBack(forge(other))).toEqual({ resumed: false, status: 401 });
		expect([run.run.status, run.saved]).toEqual(['waiting', before]);
	});

	it('is woken by its callback however late that comes, or whatever the host’s clock says', async () => {
		for (const [index, offset] of [-72 * HOURS, -301_000, 301_000, 72 * HOURS].entries()) {
			const { run, secret } = await parked(`r${index}`);
			finish(`r${index}`);
			const event = signedEvent('job.completed', `r${index}`, { secret, at: Date.now() + offset });
			expect(await run.callBack(event)).toEqual({ resumed: true, status: 200 });
			expect(files(run)).toEqual([`picture of r${index}`]);
		}
	});

	it('is woken by what is signed with the account’s secret, where the credential has that', async () => {
		const { run } = await parked('r1', {});
		finish('r1');
		expect(await run.callBack(signedEvent('job.completed', 'r1'))).toEqual({ resumed: true, status: 200 });
		expect(files(run)).toEqual(['picture of r1']);
	});

	it('only acknowledges an event of another job under its secret', async () => {
		const { run, secret } = await parked('r1');
		expect(await run.callBack(signedEvent('job.completed', 'other', { secret }))).toEqual({ resumed: false, status: 200 });
		expect(await run.callBack(signedEvent('job.processing', 'r1', { secret }))).toEqual({ resumed: false, status: 200 });
		expect(run.run.status).toBe('waiting');
	});

	it('keeps it through looks that find the job running', async () => {
		const { run, secret } = await parked('r1');
		for (let look = 0; look < 2; look++) {
			api.running('r1');
			vi.spyOn(realTiming, 'now').mockReturnValue(run.run.waitTill!.getTime());
			await run.timeOut();
			expect(run.run.status).toBe('waiting');
		}
		finish('r1');
		expect((await run.callBack(signedEvent('job.completed', 'r1', { secret }))).resumed).toBe(true);
		expect(files(run)).toEqual(['picture of r1']);
	});
});

describe('a job in the place of another', () => {
	it('has a secret of its own: by a fallback model', async () => {
		const { run, secret } = await parked('r1', { ...KEY_ALONE, parameters: { options: { fallbackModels: ['Flux_2_Klein_4B_BF16'] } } });
		api.failed('r1', 'model_unavailable');
		const sent = api.record(PATH, 'r2');
		await run.callBack(signedEvent('job.failed', 'r1', { secret }));
		expect(sent()).toMatchObject({ model: 'Flux_2_Klein_4B_BF16', webhook_secret: expect.stringMatching(/^[0-9a-f]{64}$/) });

		expect((await run.callBack(signedEvent('job.completed', 'r2', { secret }))).status).toBe(401);
		finish('r2');
		expect((await run.callBack(signedEvent('job.completed', 'r2', { secret: sent().webhook_secret }))).resumed).toBe(true);
		expect(files(run)).toEqual(['picture of r2']);
	});

	it('has a secret of its own: by a fallback model where the submission was refused', async () => {
		api.refuse(PATH, 422, { message: 'Invalid.', errors: { model: ['The selected model is invalid.'] } });
		const sent = api.record(PATH, 'r1');
		const options = { fallbackModels: ['Flux_2_Klein_4B_BF16'] };
		const run = await start({ items: prompts('a'), ...KEY_ALONE, parameters: { options } });
		finish('r1');
		expect((await run.callBack(signedEvent('job.completed', 'r1', { secret: sent().webhook_secret }))).resumed).toBe(true);
	});

	it('has a secret of its own: by Retry On Fail', async () => {
		const { run, secret } = await parked('r1', { ...KEY_ALONE, node: RETRYING });
		api.failed('r1');
		const sent = api.record(PATH, 'r2');
		await run.callBack(signedEvent('job.failed', 'r1', { secret }));
		expect(run.run.status).toBe('waiting');
		expect(sent().webhook_secret).not.toBe(secret);
		expect((await run.callBack(signedEvent('job.completed', 'r2', { secret }))).status).toBe(401);
		finish('r2');
		expect((await run.callBack(signedEvent('job.completed', 'r2', { secret: sent().webhook_secret }))).resumed).toBe(true);
	});
});

describe('the credential', () => {
	beforeEach(() => {
		vi.spyOn(WebhookContext.prototype, 'getCredentials').mockRejectedValue(new Error('database is locked'));
	});

	it('is not read where the run’s own secret fits', async () => {
		const { run, secret } = await parked('r1');
		finish('r1');
		expect((await run.callBack(signedEvent('job.completed', 'r1', { secret }))).resumed).toBe(true);
		expect(WebhookContext.prototype.getCredentials).not.toHaveBeenCalled();
	});

	it('is not read for what is not signed at all', async () => {
		const { run } = await parked('r1');
		expect((await run.callBack({ ...signedEvent('job.completed', 'r1'), headers: {} })).status).toBe(401);
		expect(WebhookContext.prototype.getCredentials).not.toHaveBeenCalled();
	});

	it('is what another signature has to wait for, to be repeated', async () => {
		const { run } = await parked('r1');
		expect(await run.callBack(signedEvent('job.completed', 'r1'))).toEqual({ resumed: false, status: 503 });
		expect(run.run.status).toBe('waiting');
	});
});

describe('a run that an earlier build has parked, without a secret', () => {
	const withoutSecret = (run: WorkflowRun) => {
		const data = stored(run);
		delete keptIn(data).phase.secret;
		run.saved = { ...run.saved, flatted: stringify(data) };
	};

	it('is woken by the account’s secret, and by that alone', async () => {
		const { run, secret } = await parked('r1', {});
		withoutSecret(run);
		expect((await run.callBack(signedEvent('job.completed', 'r1', { secret }))).status).toBe(401);
		expect((await run.callBack(signedEvent('job.completed', 'r1', { at: Date.now() - 301_000 }))).status).toBe(401);
		finish('r1');
		expect(await run.callBack(signedEvent('job.completed', 'r1'))).toEqual({ resumed: true, status: 200 });
		expect(files(run)).toEqual(['picture of r1']);
	});

	it('is woken by nothing signed where the account has none, either', async () => {
		const { run, secret } = await parked('r1');
		withoutSecret(run);
		for (const key of [secret, WEBHOOK_SECRET, '', 'undefined'])
			expect((await run.callBack(signedEvent('job.completed', 'r1', { secret: key }))).status).toBe(401);
	});
});

describe('version 1 of the API', () => {
	const V1 = { apiVersion: 'v1' };

	beforeEach(() => {
		forgetCatalog();
		apiOfV1.models();
	});

	it('is told no secret, and signs with the account’s', async () => {
		apiOfV1.submit('/txt2img', 'r1', (body) => 'webhook_url' in body && !('webhook_secret' in body));
		const run = await start({ items: prompts('a'), credentials: V1 });
		expect(run.run.status).toBe('waiting');
		expect(keptIn(stored(run)).phase).not.toHaveProperty('secret');
		apiOfV1.done('r1');
		api.result('r1');
		expect((await run.callBack(signedEvent('job.completed', 'r1'))).resumed).toBe(true);
	});

	it('is polled without a secret in the credential, and the hint says why', async () => {
		apiOfV1.submit('/txt2img', 'r1', (body) => !('webhook_url' in body) && !('webhook_secret' in body));
		apiOfV1.done('r1');
		api.result('r1');
		const run = await start({ items: prompts('a'), credentials: { ...V1, webhookSecret: '' } });
		expect(files(run)).toEqual(['picture of r1']);
		expect(run.hints).toEqual([expect.stringContaining('because the deAPI credential has no "Webhook Secret"')]);
	});

	it('is not waited for by webhook without a secret in the credential', async () => {
		const run = await start({ items: prompts('a'), credentials: { ...V1, webhookSecret: '' }, parameters: { waitMode: 'webhook' } });
		expect(run.error?.message).toBe('"Wait Mode" is Webhook, but the deAPI credential has no "Webhook Secret"');
		expect(run.error?.description).toContain('"API Version" there to v2');
	});
});

describe('the secret of a run', () => {
	const lines: string[] = [];
	const note = (message: string) => lines.push(message);
	const logger = { debug: note, info: note, warn: note, error: note };

	/** What all of n8n-core's contexts are made from. */
	let contexts = ExecuteContext.prototype;
	while (!Object.hasOwn(contexts, 'logger')) contexts = Object.getPrototypeOf(contexts);

	beforeEach(() => {
		lines.length = 0;
		vi.spyOn(contexts, 'logger', 'get').mockReturnValue(logger as never);
	});

	/** Everything that n8n keeps of an execution, but for what only the next wake reads. */
	const shown = (run: WorkflowRun): string => {
		const data = stored(run);
		if (keptIn(data).phase.name === 'parked') delete keptIn(data).phase.secret;
		return JSON.stringify([data, run.run.data.resultData, run.output, run.errorOutput, run.hints, run.error?.message, lines]);
	};

	it('is in no output, hint or log while it is parked, and nowhere once it is woken', async () => {
		const { run, secret } = await parked('r1');
		expect(keptIn(stored(run)).phase).toMatchObject({ name: 'parked', secret });
		expect(shown(run)).not.toContain(secret);
		await run.callBack(signedEvent('job.completed', 'r1', { secret: 'guessed' }));
		await run.callBack(signedEvent('job.processing', 'r1', { secret }));
		expect(shown(run)).not.toContain(secret);

		finish('r1');
		await run.callBack(signedEvent('job.completed', 'r1', { secret }));
		expect(run.run.status).toBe('success');
		expect(run.saved.flatted).not.toContain(secret);
		expect(shown(run)).not.toContain(secret);
		expect(lines).toContainEqual(expect.stringContaining('A deAPI webhook was refused: it is not signed with the secret of this run'));
	});

	it('is nowhere once a look has found the end of the job, whose hint says that no callback came', async () => {
		const { run, secret } = await parked('r1');
		finish('r1');
		vi.spyOn(realTiming, 'now').mockReturnValue(run.run.waitTill!.getTime());
		await run.timeOut();
		expect(run.hints).toHaveLength(1);
		expect(run.saved.flatted).not.toContain(secret);
		expect(shown(run)).not.toContain(secret);
	});

	it.each(['stopWorkflow', 'continueRegularOutput', 'continueErrorOutput'] as const)('is in no error: %s', async (onError) => {
		const { run, secret } = await parked('r1', { ...KEY_ALONE, node: { onError } });
		api.failed('r1');
		await run.callBack(signedEvent('job.failed', 'r1', { secret }));
		expect(run.saved.flatted).not.toContain(secret);
		expect(shown(run)).not.toContain(secret);
	});

	it.each(['stopWorkflow', 'continueRegularOutput'] as const)('is in no error of a submission: %s', async (onError) => {
		for (const status of [422, 500]) {
			let secret = '';
			nock(BASE_URL)
				.post(`${API}${PATH}`, (body: Sent) => Boolean((secret = String(body.webhook_secret))))
				.reply(status, { message: 'Invalid.' });
			const run = await start({ items: prompts('a'), ...KEY_ALONE, node: { onError } });
			expect(secret).toMatch(/^[0-9a-f]{64}$/);
			expect(run.saved.flatted).not.toContain(secret);
			expect(shown(run)).not.toContain(secret);
		}
	});
});
