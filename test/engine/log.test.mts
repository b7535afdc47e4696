import { ExecuteContext } from 'n8n-core';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import { realTiming } from '../../nodes/shared/util/timing.ts';
import { api } from '../support/harness/api.mts';
import { job, prepareModels, prompts, start } from '../support/harness/engine.mts';
import { signedEvent } from '../support/harness/events.mts';

const lines: string[] = [];
const note = (level: string) => (message: string) => lines.push(`${level}: ${message}`);
const logger = { debug: note('debug'), info: note('info'), warn: note('warn'), error: note('error') };

/** What all of n8n-core's contexts are made from. Its own logger is fixed at the level that the process began with. */
let contexts = ExecuteContext.prototype;
while (!Object.hasOwn(contexts, 'logger')) contexts = Object.getPrototypeOf(contexts);

beforeEach(() => {
	prepareModels();
	lines.length = 0;
	vi.spyOn(contexts, 'logger', 'get').mockReturnValue(logger as never);
});

describe('the log tells each turn of a run', () => {
	it('that is parked, woken, and finds one job done and one failed', async () => {
		api.submit('/images/generations', 'r1');
		api.submit('/images/generations', 'r2');
		const options = { concurrency: 1 };
		const run = await start({ items: prompts('a', 'b'), parameters: { options }, node: { onError: 'continueRegularOutput' } });
		api.done('r1');
		api.result('r1');
		api.failed('r2');
		await run.callBack(signedEvent('job.completed', 'r2'));
		expect(lines).toEqual([
			'debug: deAPI run: waiting by webhook',
			'info: deAPI took job r1',
			'info: deAPI took job r2',
			expect.stringMatching(/^debug: deAPI run: parked until [\d:.TZ-]+, looking at [\d:.TZ-]+; job r2 carries the callback$/),
			'debug: deAPI run: woken by job r2',
			'debug: deAPI run: looked at job r1: done',
			'debug: deAPI run: looked at job r2: failed',
			'debug: deAPI run: item 1 failed because The deAPI job failed: The worker gave up (PROCESSING_ERROR)',
		]);
	});

	it('that the timer wakes, and finds still running', async () => {
		api.submit('/images/generations', 'r1');
		const run = await start({ items: prompts('a') });
		lines.length = 0;
		api.running('r1');
		vi.spyOn(realTiming, 'now').mockReturnValue(run.run.waitTill!.getTime());
		await run.timeOut();
		expect(lines).toEqual([
			'debug: deAPI run: woken by the timer',
			'debug: deAPI run: looked at job r1: running',
			expect.stringMatching(/^debug: deAPI run: parked until .+; job r1 carries the callback$/),
		]);
	});

	it('that polls, and why', async () => {
		api.submit('/images/generations', 'r1');
		api.running('r1');
		api.done('r1');
		api.result('r1');
		await start({ items: prompts('a'), parameters: { waitMode: 'polling' } });
		expect(lines).toEqual([
			'debug: deAPI run: polling, because "Wait Mode" is Polling',
			'info: deAPI took job r1',
			'debug: deAPI run: looked at job r1: running',
			'debug: deAPI run: looked at job r1: done',
		]);
	});

	it('that does not wait', async () => {
		api.submit('/images/generations', 'r1');
		await start({ items: prompts('a'), parameters: { waitMode: 'dontWait' } });
		expect(lines).toEqual(['debug: deAPI run: not waiting', 'info: deAPI took job r1']);
	});

	it('that cannot learn how a job is', async () => {
		api.gone('r1');
		await job('getResult', { parameters: { waitForCompletion: false } });
		expect(lines).toEqual([
			expect.stringMatching(/^debug: deAPI run: looked at job r1: unknown \(deAPI does not know what was asked for: .+\)$/),
			expect.stringMatching(/^debug: deAPI run: item 0 failed because deAPI does not know what was asked for: /),
		]);
	});
});
