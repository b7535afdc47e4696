import { beforeEach, describe, expect, it } from 'vitest';

import { api } from '../support/harness/api.mts';
import type { ContextOptions } from '../support/harness/contexts.mts';
import { prepareModels, prompts, RETRYING } from '../support/harness/engine.mts';
import { WorkflowRun } from '../support/harness/workflow.mts';

beforeEach(prepareModels);

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

	const fallbackModels = 'ZImageTurbo_INT8';
	const down = { message: 'The selected model is currently unavailable.' };

	it('is bought once where the job fails for its model, and another one takes over', async () => {
		better();
		api.submit('/txt2img', 'r1');
		api.failed('r1', 'model_unavailable');
		api.submit('/txt2img', 'r2', (body) => body.prompt === 'a fine cat' && body.model === fallbackModels);
		finished('r2');
		expect((await generate({ fallbackModels })).output[0].json).toMatchObject({ request_id: 'r2', prompt: 'a fine cat' });
	});

	it('is bought once where the prompt is another one in every try', async () => {
		better();
		api.refuse('/txt2img', 422, { message: 'Busy.' });
		api.submit('/txt2img', 'r1', (body) => body.prompt === 'a fine cat');
		finished('r1');
		const { output } = await generate({}, { node: RETRYING }, { prompt: '={{ $json.text + Math.random() }}' });
		expect(output[0].json.request_id).toBe('r1');
	});

	describe('in a retry by hand', () => {
		const refused = async (parameters = {}) => {
			better();
			api.refuse('/txt2img', 422, { message: 'Invalid.' });
			return await generate({}, {}, parameters);
		};
		const submits = (prompt: string) => {
			api.submit('/txt2img', 'r1', (body) => body.prompt === prompt);
			finished('r1');
		};

		it('is not bought again, also where the prompt is another one every time', async () => {
			const run = await refused({ prompt: '={{ $json.text + Math.random() }}' });
			submits('a fine cat');
			await run.retryByHand({});
			expect(run.output[0].json.prompt).toBe('a fine cat');
		});

		it('is bought anew for another prompt', async () => {
			const run = await refused();
			api.boost('/prompt/image', { prompt: 'a fine dog', negative_prompt: null }, (body) => body.prompt === 'a dog');
			submits('a fine dog');
			await run.retryByHand({ prompt: 'a dog' });
			expect(run.output[0].json.prompt).toBe('a fine dog');
		});

		it.each([
			['another prompt', { prompt: 'a dog' }, 'a dog'],
			['the same prompt', {}, 'a cat'],
		])('is not applied to %s where it is switched off, nor for a fallback model', async (_what, parameters, prompt) => {
			const run = await refused();
			api.refuse('/txt2img', 422, down);
			submits(prompt);
			await run.retryByHand({ ...parameters, options: { concurrency: 1, fallbackModels } });
			expect(run.output[0].json).toMatchObject({ request_id: 'r1', model: fallbackModels });
		});
	});
});
