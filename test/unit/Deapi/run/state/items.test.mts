import { createRunExecutionData } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';

import { findOperation } from '../../../../../nodes/Deapi/operations/index.ts';
import type { JobOperation } from '../../../../../nodes/Deapi/operations/operation.ts';
import { openContext } from '../../../../../nodes/Deapi/run/state/context.ts';
import { finish } from '../../../../../nodes/Deapi/run/state/finish.ts';
import { requestsToSend } from '../../../../../nodes/Deapi/run/state/requests.ts';
import { executeContext, simulatedTiming } from '../../../../support/harness/contexts.mts';

describe('requestsToSend, in a retry by hand of two items that both have a job', () => {
	const runExecutionData = createRunExecutionData({});
	const open = (prompt: string, executionId: string) => {
		const n8n = executeContext({ parameters: { prompt }, items: [{ json: {} }, { json: {} }], runExecutionData, executionId });
		return openContext(n8n, findOperation('image', 'generate') as JobOperation, simulatedTiming());
	};
	const build = (fingerprint: string) => async (itemIndex: number) => [{ itemIndex, fingerprint }];

	it('judges all of them once more in the next try, where one of them could not be judged', async () => {
		const first = open('a cat', '1');
		const [one, two] = await requestsToSend(first, build('cat'));
		first.run.jobs = [one, two].map((part) => ({ requestId: `r${part.itemIndex}`, parts: [part], submittedAt: 0 }));

		const failing = requestsToSend(open('a dog', '2'), async (itemIndex) => {
			if (itemIndex === 1) throw new Error('No catalog now');
			return await build('dog')(itemIndex);
		});
		await expect(failing).rejects.toThrow('No catalog now');

		const next = open('a dog', '2');
		expect(next.run.jobs).toHaveLength(2);
		expect(await requestsToSend(next, build('dog'))).toHaveLength(2);
		expect(next.run.jobs).toEqual([]);
	});

	it('judges the job of a fallback model as one of its own in the next try, too', async () => {
		const data = createRunExecutionData({});
		const openAgain = (prompt: string, executionId: string) => {
			const n8n = executeContext({ parameters: { prompt }, items: [{ json: {} }, { json: {} }], runExecutionData: data, executionId });
			return openContext(n8n, findOperation('image', 'generate') as JobOperation, simulatedTiming());
		};
		const first = openAgain('a cat', '1');
		first.run.items = { 0: { downModels: ['chosen'] } };
		first.run.jobs = [{ requestId: 'r0', parts: [{ itemIndex: 0, fingerprint: 'cat of fallback' }], submittedAt: 0 }];
		let isDown = true;
		const requests = async () => {
			const { run, ...ctx } = openAgain('a {{ "cat" }}', '2');
			return await requestsToSend({ ...ctx, run }, async (itemIndex) => {
				if (itemIndex === 1 && isDown) throw new Error('No catalog now');
				return [{ itemIndex, fingerprint: run.items[itemIndex]?.downModels ? 'cat of fallback' : 'cat' }];
			});
		};
		await expect(requests()).rejects.toThrow('No catalog now');
		isDown = false;
		expect(await requests()).toEqual([{ itemIndex: 1, fingerprint: 'cat' }]);
	});
});

describe('finish', () => {
	it('puts an item out once, as its failure, though it has a job as well', () => {
		const ctx = openContext(executeContext(), findOperation('image', 'generate') as JobOperation, simulatedTiming());
		ctx.run.items = { 1: { failure: { itemIndex: 1, message: '"Prompt" is empty' } } };
		const item = (itemIndex: number) => ({ itemIndex, data: { json: { request_id: `r${itemIndex}` } } });
		expect(finish(ctx, [item(2), item(1), item(0)]).map(({ json }) => json)).toEqual([
			{ request_id: 'r0' },
			{ error: { message: '"Prompt" is empty' } },
			{ request_id: 'r2' },
		]);
	});
});
