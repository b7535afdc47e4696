import { beforeEach, describe, expect, it, vi } from 'vitest';

import { realTiming } from '../../nodes/shared/util/timing.ts';
import { api } from '../support/harness/api.mts';
import { prepareModels, prompts } from '../support/harness/engine.mts';
import { signedEvent } from '../support/harness/events.mts';
import { WorkflowRun } from '../support/harness/workflow.mts';

beforeEach(() => {
	vi.restoreAllMocks();
	prepareModels();
});

describe('several runs of the node in one execution', () => {
	it('do not mix their jobs', async () => {
		for (const id of ['r1', 'r2']) {
			api.submit('/images/generations', id);
			api.refuse('/images/generations', 422, { message: 'Invalid.' });
		}
		const run = await new WorkflowRun({
			items: prompts('a', 'b'),
			parameters: { prompt: '={{ $json.text }}', waitMode: 'dontWait', options: { concurrency: 1 } },
			node: { onError: 'continueRegularOutput' },
			runs: 2,
		}).start();
		const ids = run.run.data.resultData.runData.deAPI.map(({ data }) => data?.main[0]?.map(({ json }) => json.request_id));
		expect(ids).toEqual([
			['r1', undefined],
			['r2', undefined],
		]);
	});

	it('keep their own state, also where the first one sleeps while the second one stands in line', async () => {
		api.submit('/images/generations', 'r1');
		const run = await new WorkflowRun({ items: prompts('a'), parameters: { prompt: '={{ $json.text }}' }, runs: 2 }).start();
		// The one that sleeps, its twin, and the second run.
		expect(run.run.data.executionData?.nodeExecutionStack).toHaveLength(3);

		api.done('r1');
		api.result('r1');
		api.submit('/images/generations', 'r2');
		await run.callBack(signedEvent('job.completed', 'r1'));
		expect(run.run.status).toBe('waiting');
		api.done('r2');
		api.result('r2');
		await run.callBack(signedEvent('job.completed', 'r2'));
		expect(run.run.status).toBe('success');
		const ids = run.run.data.resultData.runData.deAPI.map(({ data }) => data?.main[0]?.map(({ json }) => json.request_id));
		expect(ids).toEqual([['r1'], ['r2']]);
	});

	it('do not pass their input on when the first one’s wait has timed out', async () => {
		for (const id of ['r1', 'r2']) api.submit('/images/generations', id);
		const parameters = { prompt: '={{ $json.text }}', options: { waitTimeout: 120 } };
		const run = await new WorkflowRun({ items: prompts('a'), parameters, node: { onError: 'continueRegularOutput' }, runs: 2 }).start();
		api.running('r1');
		vi.spyOn(realTiming, 'now').mockReturnValue(run.run.waitTill!.getTime());
		await run.timeOut();
		expect(run.run.status).toBe('waiting');
		api.done('r2');
		api.result('r2');
		await run.callBack(signedEvent('job.completed', 'r2', { at: realTiming.now() }));
		const ids = run.run.data.resultData.runData.deAPI.map(({ data }) => data?.main[0]?.map(({ json }) => json.request_id ?? json.error));
		expect(ids).toEqual([[expect.objectContaining({ request_id: 'r1' })], ['r2']]);
	});

	it('are tried again each by itself: what the first one has paid for is not the second one’s', async () => {
		api.submit('/images/generations', 'r1');
		api.refuse('/images/generations', 422, { message: 'Invalid.' });
		const run = await new WorkflowRun({
			items: prompts('a', 'b'),
			parameters: { prompt: '={{ $json.text }}', waitMode: 'dontWait', options: { concurrency: 1 } },
			runs: 2,
		}).start();
		expect(run.run.status).toBe('error');
		for (const id of ['r2', 'r3', 'r4']) api.submit('/images/generations', id);
		await run.retryByHand({});
		const ids = run.run.data.resultData.runData.deAPI.map(({ data }) => data?.main[0]?.map(({ json }) => json.request_id));
		expect(ids).toEqual([
			['r1', 'r2'],
			['r3', 'r4'],
		]);
	});
});
