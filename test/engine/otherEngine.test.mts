import { ExecutionLifecycleHooks } from 'n8n-core';
import type { IWebhookFunctions } from 'n8n-workflow';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { Deapi } from '../../nodes/Deapi/Deapi.node.ts';
import { realTiming } from '../../nodes/shared/util/timing.ts';
import { api } from '../support/harness/api.mts';
import { executeContext } from '../support/harness/contexts.mts';
import { files, prepareModels, prompts, start } from '../support/harness/engine.mts';
import { signedEvent } from '../support/harness/events.mts';

beforeEach(prepareModels);
afterEach(() => void vi.restoreAllMocks());

describe('an engine without hooks, as n8n’s coming one', () => {
	const OPTIONS = { items: prompts('a', 'b'), parameters: { prompt: '={{ $json.text }}', options: { concurrency: 1 } } };

	beforeEach(() => {
		for (const id of ['r1', 'r2']) api.submit('/images/generations', id, (body) => body.webhook_url === undefined);
		api.done('r1');
		api.result('r1');
	});

	it('polls, and says why in the log, since it drops hints', async () => {
		const info = vi.fn();
		const n8n = executeContext(OPTIONS);
		Object.defineProperty(n8n, 'logger', { value: { debug: () => {}, info, warn: () => {} } });
		api.done('r2');
		api.result('r2');
		const [items] = await Deapi.prototype.execute.call(n8n);
		expect(items.map(({ json }) => json.request_id)).toEqual(['r1', 'r2']);
		expect(info.mock.calls.map(([message]) => message)).toContainEqual(expect.stringContaining('cannot park executions'));
	});

	it('is told every job in the message of the error, of which it keeps no more', async () => {
		api.failed('r2');
		await expect(Deapi.prototype.execute.call(executeContext(OPTIONS))).rejects.toThrow(/^The deAPI job failed: .*r1/s);
	});
});

describe('an n8n that does not tell the node that it parks', () => {
	beforeEach(() => {
		const { addHandler } = ExecutionLifecycleHooks.prototype;
		vi.spyOn(ExecutionLifecycleHooks.prototype, 'addHandler').mockImplementation(function (
			this: ExecutionLifecycleHooks,
			event,
			...handlers
		) {
			if (event !== 'nodeExecuteAfter') Reflect.apply(addHandler, this, [event, ...handlers]);
		});
		api.submit('/images/generations', 'r1');
	});

	it('wakes it by the callback all the same', async () => {
		const run = await start({ items: prompts('a') });
		expect(run.run.status).toBe('waiting');
		api.done('r1');
		api.result('r1');
		expect(await run.callBack(signedEvent('job.completed', 'r1'))).toEqual({ resumed: true, status: 200 });
		expect(files(run)).toEqual(['picture of r1']);
	});
});

describe('an n8n that hides the parked execution from its webhook', () => {
	it('wakes nothing by the callback; the next look finds the result', async () => {
		api.submit('/images/generations', 'r1');
		const run = await start({ items: prompts('a') });
		const { webhook } = Deapi.prototype;
		vi.spyOn(Deapi.prototype, 'webhook').mockImplementation(async function (this: IWebhookFunctions) {
			return await webhook.call(Object.create(this, { runExecutionData: { value: undefined } }));
		});
		expect(await run.callBack(signedEvent('job.completed', 'r1'))).toEqual({ resumed: false, status: 200 });

		vi.mocked(realTiming.now).mockReturnValue(run.run.waitTill!.getTime());
		api.done('r1');
		api.result('r1');
		await run.timeOut();
		expect(files(run)).toEqual(['picture of r1']);
	});
});
