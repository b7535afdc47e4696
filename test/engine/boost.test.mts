import nock from 'nock';
import { beforeEach, describe, expect, it } from 'vitest';

import { realTiming } from '../../nodes/shared/util/timing.ts';
import { api } from '../support/harness/api.mts';
import { API, BASE_URL } from '../support/harness/contexts.mts';
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
		api.boost('/prompt/image', { prompt: to, negative_prompt: null }, (body) => body.prompt === from);

	it('answers every item, wrapped or not', async () => {
		answer('a cat', 'a fine cat');
		api.boost('/prompt/image', { data: { prompt: 'a fine dog', negative_prompt: 'blur' } });
		const { output } = await boost(prompts('a cat', 'a dog'));
		expect(output.map(({ json }) => json)).toEqual([
			{ prompt: 'a fine cat', negative_prompt: null, prompt_original: 'a cat', negative_prompt_original: null },
			{ prompt: 'a fine dog', negative_prompt: 'blur', prompt_original: 'a dog', negative_prompt_original: null },
		]);
	});

	it('buys only what is missing when it is tried again', async () => {
		answer('a cat', 'a fine cat');
		api.refuse('/prompt/image', 422, { message: 'Invalid.' });
		answer('a dog', 'a fine dog');
		const { output } = await boost(prompts('a cat', 'a dog'), {}, { node: RETRYING });
		expect(output.map(({ json }) => json.prompt)).toEqual(['a fine cat', 'a fine dog']);
	});

	it('does not buy again what may have been billed', async () => {
		api.refuse('/prompt/image', 500);
		const { error } = await boost(prompts('a cat'), {}, { node: RETRYING });
		expect(error?.message).toBe('deAPI answered with status 500, and the answer may have been made and billed all the same');
	});

	it('keeps to Maximum Price', async () => {
		api.price('/prompt/image', 0.5);
		const { error } = await boost(prompts('a cat'), { maximumPrice: 0.01 });
		expect(error?.message).toBe('This job costs $0.5, more than the $0.01 of "Maximum Price (USD)"');
	});
});

describe('Prompt > Get Sample', () => {
	it('is not asked for again after trouble, though it is a GET: it has a price', async () => {
		nock(BASE_URL).get(`${API}/prompts/samples`).query(true).reply(500);
		const { error } = await new WorkflowRun({ parameters: { resource: 'prompt', operation: 'getSample' }, node: RETRYING }).start();
		expect(error?.message).toContain('may have been made and billed');
		expect(realTiming.sleep).not.toHaveBeenCalled();
	});
});

describe('Enhance Prompt First', () => {
	const generate = async (options = {}, more: Partial<ContextOptions> = {}, parameters = {}) =>
		await new WorkflowRun({
			items: prompts('a cat'),
			...more,
			parameters: {
				prompt: '={{ $json.text }}',
				waitMode: 'polling',
				options: { concurrency: 1, enhancePrompt: true, ...options },
				...parameters,
			},
		}).start();
	const better = () => api.boost('/prompt/image', { prompt: 'a fine cat', negative_prompt: 'blur' });
	const finished = (requestId: string) => {
		api.done(requestId);
		api.result(requestId);
	};

	it('submits the better prompt, and tells both', async () => {
		api.boost('/prompt/image', { prompt: 'a fine cat', negative_prompt: 'no dogs at all' }, { prompt: 'a cat', negative_prompt: 'dogs' });
		api.submit('/txt2img', 'r1', (body) => body.prompt === 'a fine cat' && body.negative_prompt === 'no dogs at all');
		finished('r1');
		const { output } = await generate({ negativePrompt: 'dogs' });
		expect(output[0].json).toMatchObject({
			prompt: 'a fine cat',
			prompt_original: 'a cat',
			negative_prompt: 'no dogs at all',
			negative_prompt_original: 'dogs',
		});
	});

	it('invents no negative prompt', async () => {
		better();
		api.submit('/txt2img', 'r1', (body) => body.prompt === 'a fine cat' && !('negative_prompt' in body));
		finished('r1');
		expect((await generate()).error).toBeUndefined();
	});

	it('enhances nothing before every item is checked', async () => {
		const { error } = await generate({}, { items: prompts('a cat', '') });
		expect(error?.message).toBe('"Prompt" is empty');
	});

	it('buys the better prompt once, however often the job is tried', async () => {
		better();
		api.submit('/txt2img', 'r1');
		api.failed('r1');
		api.submit('/txt2img', 'r2', (body) => body.prompt === 'a fine cat');
		finished('r2');
		const { output } = await generate({}, { node: RETRYING });
		expect(output[0].json).toMatchObject({ request_id: 'r2', prompt_original: 'a cat' });
	});

	it('goes with the job to another model', async () => {
		better();
		api.refuse('/txt2img', 422, { message: 'The selected model is currently unavailable.' });
		api.submit('/txt2img', 'r1', (body) => body.prompt === 'a fine cat' && body.model === 'ZImageTurbo_INT8');
		finished('r1');
		expect((await generate({ fallbackModels: 'ZImageTurbo_INT8' })).output[0].json.prompt).toBe('a fine cat');
	});

	it('submits nothing where there is no better prompt, and does not ask twice where one may have been billed', async () => {
		api.refuse('/prompt/image', 500);
		const { error } = await generate({}, { node: RETRYING });
		expect(error?.message).toBe('deAPI answered with status 500, and the prompt may have been enhanced and billed all the same');
	});

	it('says so where the better prompt is missing in the answer', async () => {
		api.boost('/prompt/image', { prompt: '' });
		expect((await generate()).error?.message).toContain('deAPI took the prompt but sent no better one');
	});

	it('is part of the price', async () => {
		api.price('/txt2img', 0.001);
		api.price('/prompt/image', 0.0005);
		const { output } = await generate({ estimatePriceOnly: true });
		expect(output[0].json.price).toBe(0.0015);
	});

	it('improves the text of speech', async () => {
		api.boost('/prompt/speech', { prompt: 'Hello, hello there!' }, { prompt: 'Hello there' });
		api.submit('/txt2audio', 'r1', (body) => body.text === 'Hello, hello there!');
		const speech = { resource: 'audio', operation: 'generateSpeech', text: 'Hello there', waitMode: 'dontWait' };
		expect((await generate({}, {}, speech)).output[0].json.prompt_original).toBe('Hello there');
	});
});
