import nock from 'nock';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import { realTiming } from '../../nodes/shared/util/timing.ts';
import { api } from '../support/harness/api.mts';
import { BASE_URL } from '../support/harness/contexts.mts';
import { files, prepareModels, prompts, start } from '../support/harness/engine.mts';
import { signedEvent } from '../support/harness/events.mts';
import type { WorkflowRun } from '../support/harness/workflow.mts';

const NOW = Date.parse('2026-11-25T12:00:00Z');
const MINUTE = 60_000;
let now = NOW;

beforeEach(() => {
	prepareModels();
	now = NOW;
	vi.spyOn(realTiming, 'now').mockImplementation(() => now);
});

/** Two items, of jobs r1 and r2. */
const startTwo = async (node = {}, options = {}) => {
	for (const id of ['r1', 'r2']) api.submit('/images/generations', id);
	return await start({ items: prompts('a', 'b'), parameters: { options: { concurrency: 1, ...options } }, node });
};

const minutesUntilLook = (run: WorkflowRun) => (run.run.waitTill!.getTime() - NOW) / MINUTE;

/** n8n's timer goes off when it was set to. */
async function look(run: WorkflowRun): Promise<void> {
	now = run.run.waitTill!.getTime();
	await run.timeOut();
}

function lookInVain(run: WorkflowRun) {
	for (const id of ['r1', 'r2']) api.running(id);
	return look(run);
}

describe('a callback that never comes', () => {
	it('costs minutes, not the job: the timer looks for it, and a hint says why', async () => {
		const run = await startTwo();
		expect(minutesUntilLook(run)).toBe(2);
		for (const id of ['r1', 'r2']) {
			api.done(id);
			api.result(id);
		}
		await look(run);
		expect(run.run.status).toBe('success');
		expect(files(run)).toEqual(['picture of r1', 'picture of r2']);
		expect(run.output.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }]);
		expect(run.run.data.resultData.runData.deAPI).toHaveLength(1);
		expect(run.hints).toEqual([expect.stringContaining('Check that WEBHOOK_URL')]);
	});

	it('looks 2, 5 and 10 minutes after the submission, asks no more for what has ended, and shows what it waits for', async () => {
		const run = await startTwo();
		api.done('r1');
		api.running('r2');
		await look(run);
		expect(run.run.status).toBe('waiting');
		expect(minutesUntilLook(run)).toBe(5);
		api.running('r2');
		await look(run);
		expect(minutesUntilLook(run)).toBe(10);
		expect(run.output.map(({ json }) => json)).toMatchObject([{ request_id: 'r1' }, { request_id: 'r2', status: 'pending' }]);

		for (const id of ['r2', 'r1']) {
			api.done(id);
			api.result(id);
		}
		await look(run);
		expect(files(run)).toEqual(['picture of r1', 'picture of r2']);
	});

	it('does not say that callbacks fail where the job just takes long, and still wakes by its callback', async () => {
		const run = await startTwo();
		await lookInVain(run);
		for (const id of ['r1', 'r2']) {
			api.done(id);
			api.result(id);
		}
		expect(await run.callBack(signedEvent('job.completed', 'r2', { at: now }))).toEqual({ resumed: true, status: 200 });
		expect(files(run)).toEqual(['picture of r1', 'picture of r2']);
		expect(run.hints).toEqual([]);
	});

	it('waits out that deAPI cannot be asked at the moment of a look', async () => {
		const run = await startTwo();
		for (const id of ['r1', 'r2']) api.gone(id);
		await look(run);
		expect(run.run.status).toBe('waiting');
	});

	it('goes on to a fallback model that has to take over, and parks again', async () => {
		api.submit('/images/generations', 'r1');
		const parameters = { options: { fallbackModels: ['Flux_2_Klein_4B_BF16'] } };
		const run = await start({ items: prompts('a'), parameters });
		api.failed('r1', 'model_unavailable');
		api.submit('/images/generations', 'r2', (body) => body.model === 'Flux_2_Klein_4B_BF16' && body.webhook_url !== undefined);
		await look(run);
		expect(run.run.status).toBe('waiting');
		api.done('r2');
		api.result('r2');
		await run.callBack(signedEvent('job.completed', 'r2', { at: now }));
		expect(files(run)).toEqual(['picture of r2']);
	});
});

describe('settings of the node', () => {
	it.each([
		['Execute Once', { executeOnce: true }, 1],
		['Always Output Data', { alwaysOutputData: true }, 2],
	])('%s holds when it wakes, by the timer and by its callback', async (_name, node, jobs) => {
		for (const waking of ['timer', 'callback']) {
			const ids = ['r1', 'r2'].slice(0, jobs).map((id) => `${waking}-${id}`);
			for (const id of ids) api.submit('/images/generations', id);
			const run = await start({ items: prompts('a', 'b'), parameters: { options: { concurrency: 1 } }, node });
			for (const id of ids) {
				api.done(id);
				api.result(id);
			}
			if (waking === 'timer') await look(run);
			else await run.callBack(signedEvent('job.completed', ids.at(-1)!, { at: now }));
			expect(run.run.status).toBe('success');
			expect(run.output.map(({ json }) => json.request_id)).toEqual(ids);
			expect(run.run.data.resultData.runData.deAPI).toHaveLength(1);
			now = NOW;
		}
	});
});

describe('what nothing has woken', () => {
	it('sleeps on, and asks for nothing', async () => {
		const run = await startTwo();
		const look = vi.fn(() => ({ data: { status: 'processing' } }));
		nock(BASE_URL).get(/jobs/).optionally().reply(200, look);
		now = NOW + MINUTE;
		await run.timeOut();
		expect(look).not.toHaveBeenCalled();
		expect(run.run.status).toBe('waiting');
		expect(minutesUntilLook(run)).toBe(2);
	});
});

describe('a wait that times out', () => {
	const timeOut = async (run: WorkflowRun) => {
		await lookInVain(run);
		await lookInVain(run);
	};

	it('looks a last time, fails the node, and names every request ID', async () => {
		const run = await startTwo({}, { waitTimeout: 180 });
		await lookInVain(run);
		expect(minutesUntilLook(run)).toBe(3);
		await lookInVain(run);
		expect(run.run.status).toBe('error');
		expect(run.error?.message).toContain('The deAPI job did not finish within "Wait Timeout"');
		for (const id of ['r1', 'r2']) expect(run.error?.description).toContain(id);
	});

	it('collects what is done by then', async () => {
		const run = await startTwo({ onError: 'continueErrorOutput' }, { waitTimeout: 180 });
		await lookInVain(run);
		api.done('r1');
		api.result('r1');
		api.running('r2');
		await look(run);
		expect(files(run)).toEqual(['picture of r1']);
		expect(run.errorOutput.map(({ json }) => (json.error as { request_id: string }).request_id)).toEqual(['r2']);
	});

	it('puts every item out with its request ID under Continue On Fail', async () => {
		const run = await startTwo({ onError: 'continueRegularOutput' }, { waitTimeout: 180 });
		await timeOut(run);
		expect(run.run.status).toBe('success');
		expect(run.output.map(({ json }) => (json.error as { request_id: string }).request_id)).toEqual(['r1', 'r2']);
		expect(run.output.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }]);
	});

	it('goes on with what is paid when a person retries it', async () => {
		const run = await startTwo({}, { waitTimeout: 180 });
		await timeOut(run);
		for (const id of ['r1', 'r2']) {
			api.done(id);
			api.result(id);
		}
		await run.retryByHand({});
		expect(run.run.status).toBe('success');
		expect(files(run)).toEqual(['picture of r1', 'picture of r2']);
	});

	it('is at least two minutes away', async () => {
		const run = await startTwo({}, { waitTimeout: 5 });
		expect(minutesUntilLook(run)).toBe(2);
		await lookInVain(run);
		expect(run.run.status).toBe('error');
	});
});
