import type { IDataObject, ISupplyDataFunctions } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';

import { keepRun, runIn } from '../../../nodes/Deapi/run/state/store.ts';
import type { JobPart, Run } from '../../../nodes/Deapi/run/state/run.ts';
import { callKey, closeCall, leaveCall, openCall } from '../../../nodes/EmbeddingsDeapi/calls.ts';

const nodeOf = (context: IDataObject) => ({ getContext: () => context, getExecutionId: () => '17' }) as unknown as ISupplyDataFunctions;
const part = (itemIndex: number): JobPart => ({ itemIndex, fingerprint: 'f'.repeat(43), count: 1, share: 0.5 });
const runOf = (change: Partial<Run>): Run => ({
	version: 1,
	executionId: '16',
	runIndex: 0,
	phase: { name: 'polling', until: 1 },
	jobs: [],
	items: {},
	output: { field: 'data', result: 'vectors' },
	...change,
});

describe('callKey', () => {
	it.each([
		['another model', 'm2', ['a', 'b']],
		['another text', 'm1', ['a', 'c']],
		['another order', 'm1', ['b', 'a']],
		['other borders between the texts', 'm1', ['ab']],
		['a text more', 'm1', ['a', 'b', '']],
	])('tells %s', (_what, model, texts) => {
		expect(callKey(model, texts)).not.toBe(callKey('m1', ['a', 'b']));
		expect(callKey(model, texts)).toBe(callKey(model, [...texts]));
	});
});

describe('what is kept of a call', () => {
	it('brings back which text is in which job, whatever they are put together of', () => {
		const context: IDataObject = {};
		const n8n = nodeOf(context);
		const store = openCall(n8n, 'k');
		const jobs = [
			{ requestId: 'r1', parts: [0, 1, 4, 5, 6].map(part), model: 'm', submittedAt: 1 },
			{ requestId: 'r2', parts: [2, 3].map(part), model: 'm', submittedAt: 1 },
		];
		keepRun(store, runOf({ jobs }));
		closeCall(n8n, 'k', store, 'm');
		expect(context).toEqual({
			deapiCalls: {
				k: {
					model: 'm',
					done: [
						{
							requestId: 'r1',
							rows: [
								[0, 2],
								[4, 3],
							],
						},
						{ requestId: 'r2', rows: [[2, 2]] },
					],
				},
			},
		});
		const again = runIn(openCall(nodeOf(JSON.parse(JSON.stringify(context))), 'k'))!;
		expect(again.executionId).toBe('17');
		expect(again.jobs.map(({ requestId, parts }) => [requestId, parts.map(({ itemIndex }) => itemIndex)])).toEqual([
			['r1', [0, 1, 4, 5, 6]],
			['r2', [2, 3]],
		]);
	});

	it.each([
		['nothing where there is no run', undefined, false],
		['nothing where nothing was bought', runOf({ items: { 0: { wording: 'w' } } }), false],
		['a job', runOf({ jobs: [{ requestId: 'r1', parts: [part(0)], submittedAt: 1 }] }), true],
		['what may have been bought', runOf({ items: { 0: { failure: { itemIndex: 0, message: 'm', fingerprint: 'f' } } } }), true],
	])('is %s, after a failure', (_what, run, isKept) => {
		const context: IDataObject = {};
		const store = openCall(nodeOf(context), 'k');
		if (run) keepRun(store, run);
		leaveCall(nodeOf(context), 'k');
		expect('k' in (context.deapiCalls as IDataObject)).toBe(isKept);
	});
});
