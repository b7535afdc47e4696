import { ExecuteContext } from 'n8n-core';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import { api, apiOfV1 } from '../support/harness/api.mts';
import type { ContextOptions } from '../support/harness/contexts.mts';
import { files, generate, prepareModels, prompts, start } from '../support/harness/engine.mts';
import { signedEvent } from '../support/harness/events.mts';
import { WorkflowRun } from '../support/harness/workflow.mts';

beforeEach(prepareModels);

const THROWS = "={{ $('Not run').item.json.budget }}";

const ENTRIES: Array<[kind: string, parameters: NonNullable<ContextOptions['parameters']>]> = [
	['job', { prompt: 'a cat' }],
	['paidCall', { resource: 'prompt', operation: 'boostImage', prompt: 'a cat' }],
	['jobResult', { resource: 'job', operation: 'getResult', requestId: 'r1' }],
	['freeCall', { resource: 'job', operation: 'get', requestId: 'r1' }],
];

describe.each(ENTRIES)('what is read for the whole run of a %s', (kind, parameters) => {
	const BROKEN: Array<[what: string, change: ContextOptions]> = [
		['an option', { parameters: { options: { maximumPrice: THROWS } } }],
		...(kind === 'job' ? [['Wait Mode', { parameters: { waitMode: THROWS } }] as [string, ContextOptions]] : []),
		...(kind === 'jobResult' ? [['Wait for Completion', { parameters: { waitForCompletion: THROWS } }] as [string, ContextOptions]] : []),
		['the credential', { node: { credentials: {} } }],
	];
	const run = async (
		{ parameters: changed, node }: ContextOptions,
		onError: 'continueErrorOutput' | 'continueRegularOutput' | 'stopWorkflow',
	) =>
		await new WorkflowRun({
			items: prompts('a', 'b'),
			parameters: { ...parameters, ...changed },
			node: { ...node, onError },
		}).start();

	it.each(BROKEN)('fails every item where it fails, under Continue On Fail: %s', async (_what, change) => {
		const { output } = await run(change, 'continueRegularOutput');
		expect(output.map(({ json }) => Object.keys(json))).toEqual([['error'], ['error']]);
		expect(output.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }]);
		expect((output[0].json.error as { message: string }).message).not.toBe('');
	});

	it.each(BROKEN)('goes to the error output, if there is one: %s', async (_what, change) => {
		const { output, errorOutput } = await run(change, 'continueErrorOutput');
		expect(output).toEqual([]);
		expect(errorOutput.map(({ json }) => typeof (json.error as { message: string }).message)).toEqual(['string', 'string']);
	});

	it.each(BROKEN)('ends the node without it: %s', async (_what, change) => {
		expect((await run(change, 'stopWorkflow')).error?.message).toEqual(expect.any(String));
	});
});

describe('where the way to wait cannot be told in the round of a fallback model', () => {
	it('only the items fail that have no job, and what is done comes out', async () => {
		const credentials = { webhookSecret: 'a-secret-that-must-stay-secret', apiVersion: 'v2' };
		const options = { concurrency: 1, fallbackModels: ['Flux_2_Klein_4B_BF16'] };
		for (const id of ['r1', 'r2']) api.submit('/images/generations', id);
		const run = await start({
			items: prompts('a', 'b'),
			credentials,
			parameters: { waitMode: 'webhook', options },
			node: { onError: 'continueRegularOutput' },
		});
		apiOfV1.failed('r1', 'model_unavailable');
		for (let look = 0; look < 2; look++) apiOfV1.done('r2');
		api.result('r2');
		// Somebody has set the credential to version 1 meanwhile, and taken the secret out, and n8n has read it once more.
		Object.assign(credentials, { webhookSecret: '', apiVersion: 'v1' });
		await run.callBack(signedEvent('job.completed', 'r2'));
		expect(run.output[0].json.error).toMatchObject({ message: expect.stringContaining('"Wait Mode" is Webhook') });
		expect(files(run)).toEqual([undefined, 'picture of r2']);
	});
});

describe('an engine that cannot park, which n8n tells only when the jobs are submitted', () => {
	/** What all of n8n-core's contexts for `execute()` are made from. */
	let contexts = ExecuteContext.prototype;
	while (!Object.hasOwn(contexts, 'putExecutionToWait')) contexts = Object.getPrototypeOf(contexts);

	beforeEach(() => {
		vi.spyOn(contexts, 'putExecutionToWait').mockRejectedValue(new Error('No active execution found'));
		for (const id of ['r1', 'r2']) api.submit('/images/generations', id);
	});

	it('names the job of every item under Continue On Fail', async () => {
		const { output } = await generate({}, { items: prompts('a', 'b'), node: { onError: 'continueRegularOutput' } });
		expect(output.map(({ json }) => (json.error as { request_id: string }).request_id)).toEqual(['r1', 'r2']);
	});

	it('names every job in the error that ends the node', async () => {
		const { error } = await generate({}, { items: prompts('a', 'b') });
		expect(error?.message).toBe('No active execution found');
		expect(error?.description).toContain('r1, r2');
	});
});
