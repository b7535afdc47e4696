import nock from 'nock';
import { beforeEach, describe, expect, it } from 'vitest';

import { realTiming } from '../../nodes/shared/util/timing.ts';
import { api } from '../support/harness/api.mts';
import { BASE_URL } from '../support/harness/contexts.mts';
import type { ContextOptions } from '../support/harness/contexts.mts';
import { prepareModels, prompts, RETRYING } from '../support/harness/engine.mts';
import { WorkflowRun } from '../support/harness/workflow.mts';

beforeEach(prepareModels);

describe('Prompt > Boost Image', () => {
	const boost = async (items: ReturnType<typeof prompts>, options = {}, more: Partial<ContextOptions> = {}) =>
		await new WorkflowRun({
			items,
			...more,
			parameters: { resource: 'prompt', operation: 'boostImage', prompt: '={{ $json.text }}', options: { concurrency: 1, ...options } },
		}).start();
	const answer = (from: string, to: string) =>
		api.boost('/prompts/enhancements', { prompt: to, negative_prompt: null }, (body) => body.prompt === from);

	it('answers every item, wrapped or not', async () => {
		answer('a cat', 'a fine cat');
		api.boost('/prompts/enhancements', { data: { prompt: 'a fine dog', negative_prompt: 'blur' } });
		const { output } = await boost(prompts('a cat', 'a dog'));
		expect(output.map(({ json }) => json)).toEqual([
			{ prompt: 'a fine cat', negative_prompt: null, prompt_original: 'a cat', model: 'Flux1schnell' },
			{ prompt: 'a fine dog', negative_prompt: 'blur', prompt_original: 'a dog', model: 'Flux1schnell' },
		]);
	});

	it('buys only what is missing when it is tried again', async () => {
		answer('a cat', 'a fine cat');
		api.refuse('/prompts/enhancements', 422, { message: 'Invalid.' });
		answer('a dog', 'a fine dog');
		const { output } = await boost(prompts('a cat', 'a dog'), {}, { node: RETRYING });
		expect(output.map(({ json }) => json.prompt)).toEqual(['a fine cat', 'a fine dog']);
	});

	it.each([{}, { prompt: null }, { prompt: '' }, { data: [] }])('takes %j for no answer, though it may have been billed', async (empty) => {
		api.boost('/prompts/enhancements', empty as never);
		const { error, output } = await boost(prompts('a cat'), {}, { node: RETRYING });
		expect(output).toEqual([]);
		expect(error?.message).toBe('deAPI took the request but sent no prompt, and the answer may have been made and billed all the same');
	});

	it('does not buy again what may have been billed', async () => {
		api.refuse('/prompts/enhancements', 500);
		const { error } = await boost(prompts('a cat'), {}, { node: RETRYING });
		expect(error?.message).toBe('deAPI answered with status 500, and the answer may have been made and billed all the same');
	});

	it('keeps in a retry by hand what is paid for, though the prompt is another one every time', async () => {
		const prompt = '={{ $json.text + Math.random() }}';
		api.boost('/prompts/enhancements', { prompt: 'a fine cat', negative_prompt: null });
		api.refuse('/prompts/enhancements', 422, { message: 'Invalid.' });
		const parameters = { resource: 'prompt', operation: 'boostImage', prompt, options: { concurrency: 1 } };
		const run = await new WorkflowRun({ items: prompts('a cat', 'a dog'), parameters }).start();
		api.boost('/prompts/enhancements', { prompt: 'a fine dog', negative_prompt: null }, (body) => body.prompt.startsWith('a dog'));
		await run.retryByHand({});
		expect(run.output.map(({ json }) => json.prompt)).toEqual(['a fine cat', 'a fine dog']);
	});

	it('asks again in a retry by hand for what is in doubt, where that was chosen', async () => {
		api.refuse('/prompts/enhancements', 500);
		const run = await boost(prompts('a cat'));
		answer('a cat', 'a fine cat');
		await run.retryByHand({ options: { concurrency: 1, submitAgain: true } });
		expect(run.output[0].json.prompt).toBe('a fine cat');
	});

	it('keeps to Maximum Price', async () => {
		api.price('/prompts/enhancements', 0.5);
		const { error } = await boost(prompts('a cat'), { maximumPrice: 0.01 });
		expect(error?.message).toBe('This job costs $0.5, more than the $0.01 of "Maximum Price (USD)"');
	});
});

describe('the guards of Prompt > Boost Image', () => {
	it('are those of each item', async () => {
		const items = [
			{ json: { text: 'a cat', priceOnly: true, most: 1 } },
			{ json: { text: 'a dog', priceOnly: false, most: 0.01 } },
			{ json: { text: 'a fox', priceOnly: false, most: 1 } },
		];
		for (let count = 0; count < 3; count++) api.price('/prompts/enhancements', 0.5);
		api.boost('/prompts/enhancements', { prompt: 'a fine fox' }, (body) => body.prompt === 'a fox');
		const { output } = await new WorkflowRun({
			items,
			node: { onError: 'continueRegularOutput' },
			parameters: {
				resource: 'prompt',
				operation: 'boostImage',
				prompt: '={{ $json.text }}',
				options: { concurrency: 1, estimatePriceOnly: '={{ $json.priceOnly }}', maximumPrice: '={{ $json.most }}' },
			},
		}).start();
		expect(output.map(({ json }) => json)).toEqual([
			{ price: 0.5, currency: 'USD', model: 'Flux1schnell' },
			{ error: expect.objectContaining({ message: expect.stringContaining('more than the $0.01') }) },
			expect.objectContaining({ prompt: 'a fine fox', price: 0.5 }),
		]);
	});
});

describe('Prompt > Get Sample', () => {
	it('is not asked for again after trouble, though it is a GET: it has a price', async () => {
		nock(BASE_URL).get('/api/v1/client/prompts/samples').query(true).reply(500);
		const { error } = await new WorkflowRun({ parameters: { resource: 'prompt', operation: 'getSample' }, node: RETRYING }).start();
		expect(error?.message).toContain('may have been made and billed');
		expect(realTiming.sleep).not.toHaveBeenCalled();
	});
});
