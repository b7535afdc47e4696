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
	const better = () => api.boost('/prompts/enhancements', { prompt: 'a fine cat', negative_prompt: 'blur' });
	const finished = (requestId: string) => {
		api.done(requestId);
		api.result(requestId);
	};

	it('submits the better prompt, and tells both', async () => {
		api.boost(
			'/prompts/enhancements',
			{ prompt: 'a fine cat', negative_prompt: 'no dogs at all' },
			{
				prompt: 'a cat',
				negative_prompt: 'dogs',
				type: 'images.generations',
				model_slug: 'Flux1schnell',
			},
		);
		api.submit('/images/generations', 'r1', (body) => body.prompt === 'a fine cat' && body.negative_prompt === 'no dogs at all');
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
		api.submit('/images/generations', 'r1', (body) => body.prompt === 'a fine cat' && !('negative_prompt' in body));
		finished('r1');
		expect((await generate()).error).toBeUndefined();
	});

	it('enhances nothing before every item is checked', async () => {
		const { error } = await generate({}, { items: prompts('a cat', '') });
		expect(error?.message).toBe('"Prompt" is empty');
	});

	it('buys the better prompt once, however often the job is tried', async () => {
		better();
		api.submit('/images/generations', 'r1');
		api.failed('r1');
		api.submit('/images/generations', 'r2', (body) => body.prompt === 'a fine cat');
		finished('r2');
		const { output } = await generate({}, { node: RETRYING });
		expect(output[0].json).toMatchObject({ request_id: 'r2', prompt_original: 'a cat' });
	});

	it('goes with the job to another model', async () => {
		better();
		api.refuse('/images/generations', 422, { message: 'The selected model is currently unavailable.' });
		api.submit('/images/generations', 'r1', (body) => body.prompt === 'a fine cat' && body.model === 'ZImageTurbo_INT8');
		finished('r1');
		expect((await generate({ fallbackModels: 'ZImageTurbo_INT8' })).output[0].json.prompt).toBe('a fine cat');
	});

	it('submits nothing where there is no better prompt, and does not ask twice where one may have been billed', async () => {
		api.refuse('/prompts/enhancements', 500);
		const { error } = await generate({}, { node: RETRYING });
		expect(error?.message).toBe('deAPI answered with status 500, and the prompt may have been enhanced and billed all the same');
	});

	it('says so where the better prompt is missing in the answer', async () => {
		api.boost('/prompts/enhancements', { prompt: '' });
		expect((await generate()).error?.message).toContain('deAPI took the prompt but sent no better one');
	});

	it('is part of the price', async () => {
		api.price('/images/generations', 0.001);
		api.price('/prompts/enhancements', 0.0005);
		const { output } = await generate({ estimatePriceOnly: true });
		expect(output[0].json.price).toBe(0.0015);
	});

	it('is bought only for the items that ask for it', async () => {
		better();
		api.submit('/images/generations', 'r1', (body) => body.prompt === 'a fine cat');
		api.submit('/images/generations', 'r2', (body) => body.prompt === 'a dog');
		const items = ['a cat', 'a dog'].map((text) => ({ json: { text, wanted: text === 'a cat' } }));
		const { output } = await generate({ enhancePrompt: '={{ $json.wanted }}' }, { items }, { waitMode: 'dontWait' });
		expect(output.map(({ json }) => [json.request_id, json.prompt])).toEqual([
			['r1', 'a fine cat'],
			['r2', undefined],
		]);
	});

	it.each(['={{ $json.nowhere }}', '={{ null }}', '={{ 1 }}', '={{ "yes" }}'])(
		'buys nothing where it is neither on nor off: %s',
		async (enhancePrompt) => {
			expect((await generate({ enhancePrompt })).error?.message).toMatch(/^"Enhance Prompt First" is (empty|.+, neither true nor false)$/);
		},
	);

	describe('with Maximum Price', () => {
		const plain = (price: number) => {
			api.price('/images/generations', price, (body) => body.prompt === 'a cat');
			api.price('/prompts/enhancements', 0.001, (body) => body.prompt === 'a cat');
		};
		const dearer = (price: number) => api.price('/images/generations', price, (body) => body.prompt === 'a fine cat');

		it('is not bought where the plain prompt costs too much already', async () => {
			plain(0.01);
			expect((await generate({ maximumPrice: 0.01 })).error?.message).toContain('costs $0.011, more than the $0.01');
		});

		it('asks for the price of what is submitted, and tells it', async () => {
			plain(0.001);
			better();
			dearer(0.009);
			api.submit('/images/generations', 'r1', (body) => body.prompt === 'a fine cat');
			const { output } = await generate({ maximumPrice: 0.01 }, {}, { waitMode: 'dontWait' });
			expect(output[0].json).toMatchObject({ request_id: 'r1', price: 0.01 });
		});

		it('submits nothing where the better prompt costs too much, and does not buy it again', async () => {
			plain(0.001);
			better();
			dearer(0.01);
			plain(0.001);
			dearer(0.01);
			const { error } = await generate({ maximumPrice: 0.01 }, { node: { ...RETRYING, maxTries: 2 } });
			expect(error?.message).toBe('This job costs $0.011, more than the $0.01 of "Maximum Price (USD)"');
			expect(error?.description).toContain('Its enhanced prompt is paid for');
		});

		it('can be asked for a price again where it cannot be had: no submission is in doubt', async () => {
			plain(0.001);
			better();
			api.price('/images/generations', null);
			plain(0.001);
			dearer(0.001);
			api.submit('/images/generations', 'r1');
			const { output } = await generate({ maximumPrice: 0.01 }, { node: { ...RETRYING, maxTries: 2 } }, { waitMode: 'dontWait' });
			expect(output[0].json.request_id).toBe('r1');
		});

		it('holds for a fallback model, with the better prompt', async () => {
			plain(0.001);
			better();
			dearer(0.001);
			api.refuse('/images/generations', 422, { message: 'The selected model is currently unavailable.' });
			api.price('/images/generations', 0.01, (body) => body.prompt === 'a fine cat' && body.model === 'ZImageTurbo_INT8');
			const { error } = await generate({ maximumPrice: 0.01, fallbackModels: 'ZImageTurbo_INT8' });
			expect(error?.message).toContain('currently unavailable');
		});

		it('names what is missing in the account without what is paid', async () => {
			plain(0.001);
			better();
			dearer(0.002);
			api.refuse('/images/generations', 422, { message: 'Invalid.', errors: { balance: ['Not enough balance.'] } });
			api.balance(0);
			expect((await generate({ maximumPrice: 0.01 })).error?.description).toContain('This job costs $0.002, the account has $0');
		});
	});

	it('submits nothing where the better text is too long for the model, and does not buy it again', async () => {
		const long = 'Hello there! '.repeat(1_000).trim();
		api.boost('/prompts/enhancements', { prompt: long });
		const speech = { resource: 'audio', operation: 'generateSpeech', text: 'Hello there', waitMode: 'dontWait' };
		const { error } = await generate({}, { node: { ...RETRYING, maxTries: 2 } }, speech);
		expect(error?.message).toBe(`The enhanced "Text" has ${long.length} characters, which the model Kokoro cannot do`);
	});

	it('improves the text of speech', async () => {
		api.boost(
			'/prompts/enhancements',
			{ prompt: 'Hello, hello there!' },
			{ prompt: 'Hello there', type: 'audio.speech', model_slug: 'Kokoro' },
		);
		api.submit('/audio/speech', 'r1', (body) => body.text === 'Hello, hello there!');
		const speech = { resource: 'audio', operation: 'generateSpeech', text: 'Hello there', waitMode: 'dontWait' };
		expect((await generate({}, {}, speech)).output[0].json.prompt_original).toBe('Hello there');
	});

	const fallbackModels = 'ZImageTurbo_INT8';
	const down = { message: 'The selected model is currently unavailable.' };

	it('is bought once where the job fails for its model, and another one takes over', async () => {
		better();
		api.submit('/images/generations', 'r1');
		api.failed('r1', 'model_unavailable');
		api.submit('/images/generations', 'r2', (body) => body.prompt === 'a fine cat' && body.model === fallbackModels);
		finished('r2');
		expect((await generate({ fallbackModels })).output[0].json).toMatchObject({ request_id: 'r2', prompt: 'a fine cat' });
	});

	it('is bought once where the prompt is another one in every try', async () => {
		better();
		api.refuse('/images/generations', 422, { message: 'Busy.' });
		api.submit('/images/generations', 'r1', (body) => body.prompt === 'a fine cat');
		finished('r1');
		const { output } = await generate({}, { node: RETRYING }, { prompt: '={{ $json.text + Math.random() }}' });
		expect(output[0].json.request_id).toBe('r1');
	});

	describe('in a retry by hand', () => {
		const refused = async (parameters = {}) => {
			better();
			api.refuse('/images/generations', 422, { message: 'Invalid.' });
			return await generate({}, {}, parameters);
		};
		const submits = (prompt: string) => {
			api.submit('/images/generations', 'r1', (body) => body.prompt === prompt);
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
			api.boost('/prompts/enhancements', { prompt: 'a fine dog', negative_prompt: null }, (body) => body.prompt === 'a dog');
			submits('a fine dog');
			await run.retryByHand({ prompt: 'a dog' });
			expect(run.output[0].json.prompt).toBe('a fine dog');
		});

		it.each([
			['another prompt', { prompt: 'a dog' }, 'a dog'],
			['the same prompt', {}, 'a cat'],
		])('is not applied to %s where it is switched off, nor for a fallback model', async (_what, parameters, prompt) => {
			const run = await refused();
			api.refuse('/images/generations', 422, down);
			submits(prompt);
			await run.retryByHand({ ...parameters, options: { concurrency: 1, fallbackModels } });
			expect(run.output[0].json).toMatchObject({ request_id: 'r1', model: fallbackModels });
		});
	});
});
