import { describe, expect, it } from 'vitest';

import { upgradeRun } from '../../../../../nodes/Deapi/run/state/upgrade.ts';

const shares = [
	{ itemIndex: 0, fingerprint: 'f0', count: 1, price: 0.001, outdated: true },
	{ itemIndex: 1, fingerprint: 'f1', count: 2, price: 0.002 },
];
const job = { requestId: 'r1', model: 'Bge_M3_FP16', madeWith: { seed: 7 }, submittedAt: 1_000, failed: true };
const refused = { itemIndex: 2, message: 'Invalid.', description: 'Check it.', requestId: 'r2', code: '422' };
const doubt = { itemIndex: 3, message: 'No answer', fingerprint: 'f3' };
const boost = { fingerprint: 'f0', prompt: 'a fine cat', negativePrompt: 'blur' };
const answer = { fingerprint: 'f4', json: { prompt: 'a fine dog' } };
const input = [{ json: { text: 'a' } }, { json: { text: 'b' } }];

/** A parked run of 0.5.0 with everything that it could hold at some time. */
const stored = {
	executionId: '17',
	runIndex: 2,
	jobs: [{ ...job, shares }],
	caller: 'r1',
	failures: [refused, doubt],
	deadline: 2_000,
	enhanced: { 0: boost },
	answers: { 4: answer },
	failedTries: { 0: 1, 3: 2 },
	unavailable: { 0: ['Flux1schnell'] },
	parkedInput: input,
	output: { field: 'picture', result: 'picture', pictureFormat: 'jpg', noTextFile: true, subtitles: ['srt'] },
	woken: false,
};
const upgraded = (change: object = {}) => upgradeRun({ ...stored, ...change });

describe('a run of version 0.5.0', () => {
	it('keeps all that it holds, each thing in its place', () => {
		expect(upgraded()).toEqual({
			version: 1,
			executionId: '17',
			runIndex: 2,
			phase: { name: 'parked', callbackJob: 'r1', until: 2_000, lookAt: 2_000, input },
			jobs: [{ ...job, parts: shares }],
			items: {
				0: { boost, failedJobs: 1, downModels: ['Flux1schnell'] },
				2: { failure: refused },
				3: { failure: doubt, failedJobs: 2 },
				4: { answer },
			},
			output: { field: 'picture', result: 'image', imageFormat: 'jpg', noTextFile: true, subtitles: ['srt'] },
		});
	});

	it.each([
		['whose callback has come', { woken: true, parkedInput: undefined }, { name: 'woken', callbackJob: 'r1', until: 2_000 }],
		['that was collected', { parkedInput: undefined }, { name: 'polling', until: 2_000 }],
		['that polls', { caller: undefined, parkedInput: undefined }, { name: 'polling', until: 2_000 }],
		[
			'that failed before it waited',
			{ caller: undefined, deadline: undefined, parkedInput: undefined, woken: undefined },
			{ name: 'submitting' },
		],
	])('%s is in its phase', (_what, change, phase) => {
		expect(upgraded(change).phase).toEqual(phase);
	});

	it('leaves it to the result what kind of file it is', () => {
		expect(upgraded({ output: { field: 'data', result: 'file' } }).output).toMatchObject({ field: 'data', result: 'any' });
	});

	it.each(['any', 'text', 'transcript', 'vectors'])('calls results of the kind "%s" what they are', (result) => {
		expect(upgraded({ output: { field: 'data', result } }).output).toEqual({ field: 'data', result });
	});

	it.each([
		['before', [doubt, { ...refused, itemIndex: 3 }]],
		['after', [{ ...refused, itemIndex: 3 }, doubt]],
	])('does not forget what may have been billed %s the item failed otherwise', (_when, failures) => {
		expect(upgraded({ failures }).items[3].failure).toEqual(doubt);
	});

	it('may have nothing but jobs', () => {
		const { executionId, runIndex, jobs, output } = stored;
		expect(upgradeRun({ executionId, runIndex, jobs, output })).toMatchObject({ phase: { name: 'submitting' }, items: {} });
	});

	it('may have nothing at all yet', () => {
		const output = { field: 'data', result: 'any' };
		const empty = { failures: [], enhanced: {}, answers: {}, failedTries: {}, unavailable: {} };
		expect(upgradeRun({ executionId: '17', runIndex: 0, jobs: [], output, ...empty })).toEqual({
			version: 1,
			executionId: '17',
			runIndex: 0,
			phase: { name: 'submitting' },
			jobs: [],
			items: {},
			output,
		});
	});

	it('survives that n8n stores it once more', () => {
		expect(upgradeRun(JSON.parse(JSON.stringify(upgraded())))).toEqual(upgraded());
	});
});

describe('a run of today', () => {
	it('is left as it is', () => {
		const run = upgraded();
		expect(upgradeRun(run)).toBe(run);
	});
});
