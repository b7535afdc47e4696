import { beforeEach, describe, expect, it } from 'vitest';

import { api } from '../support/harness/api.mts';
import { generate, prepareModels, prompts } from '../support/harness/engine.mts';
import { signedEvent } from '../support/harness/events.mts';

beforeEach(prepareModels);

describe('Estimate Price Only', () => {
	it('tells the price of every item and submits nothing', async () => {
		api.price('/txt2img', 0.00136);
		api.price('/txt2img', 0.002);
		const { output } = await generate({ estimatePriceOnly: true }, { items: prompts('a', 'b') });
		expect(output.map(({ json }) => json)).toEqual([
			{ price: 0.00136, currency: 'USD', model: 'Flux1schnell' },
			{ price: 0.002, currency: 'USD', model: 'Flux1schnell' },
		]);
	});

	it('works without a webhook secret, and repeats the question when the server stumbles', async () => {
		api.refuse('/txt2img/price-calculation', 500);
		api.price('/txt2img', 0.001);
		const { output } = await generate(
			{ estimatePriceOnly: true },
			{ credentials: { webhookSecret: '' }, parameters: { waitMode: 'webhook' } },
		);
		expect(output[0].json.price).toBe(0.001);
	});
});

describe('Maximum Price', () => {
	it('submits what costs as much or less, and tells the price', async () => {
		api.price('/txt2img', 0.01);
		api.submit('/txt2img', 'r1');
		const { output } = await generate({ maximumPrice: 0.01 }, { parameters: { waitMode: 'dontWait' } });
		expect(output[0].json).toMatchObject({ request_id: 'r1', price: 0.01 });
	});

	it('submits nothing when one item is too dear', async () => {
		api.price('/txt2img', 0.001);
		api.price('/txt2img', 0.5);
		const { error } = await generate({ maximumPrice: 0.01 }, { items: prompts('a', 'b') });
		expect(error?.message).toBe('This job costs $0.5, more than the $0.01 of "Maximum Price (USD)"');
		expect(error?.context).toMatchObject({ itemIndex: 1 });
	});

	it('leaves out only the dear items under Continue On Fail', async () => {
		api.price('/txt2img', 0.5);
		api.price('/txt2img', 0.001);
		api.submit('/txt2img', 'r2', (body) => body.prompt === 'b');
		const { output } = await generate(
			{ maximumPrice: 0.01 },
			{ items: prompts('a', 'b'), parameters: { waitMode: 'dontWait' }, node: { onError: 'continueRegularOutput' } },
		);
		expect(output[0].json.error).toMatchObject({ message: expect.stringContaining('costs $0.5') });
		expect(output[1].json.request_id).toBe('r2');
	});
});

describe('an empty wallet', () => {
	it('says what is in it and what is missing', async () => {
		api.refuse('/txt2img', 422, { message: 'Invalid.', errors: { balance: ['Not enough balance.'] } });
		api.balance(0.001);
		api.price('/txt2img', 0.0041);
		const { error } = await generate({});
		expect(error?.message).toBe('The balance of the deAPI account is too low: Not enough balance.');
		expect(error?.description).toContain('This job costs $0.0041, the account has $0.001: $0.0031 are missing.');
		expect(error?.description).toContain('Top up the account');
	});
});

describe('Fallback Models', () => {
	const fallback = { fallbackModels: ['Flux_2_Klein_4B_BF16', 'ZImageTurbo_INT8'] };
	const down = { message: 'The selected model is currently unavailable.' };

	it('take over when the model is down at submission, with the limits of their own', async () => {
		api.refuse('/txt2img', 422, down);
		api.submit('/txt2img', 'r1', (body) => body.model === 'Flux_2_Klein_4B_BF16' && body.width === 1024);
		const { output } = await generate(fallback, { parameters: { waitMode: 'dontWait' } });
		expect(output[0].json.model).toBe('Flux_2_Klein_4B_BF16');
	});

	it('take over one after the other', async () => {
		api.refuse('/txt2img', 422, down);
		api.refuse('/txt2img', 422, { message: 'Invalid.', errors: { model: ['The selected model is invalid.'] } });
		api.submit('/txt2img', 'r1', (body) => body.model === 'ZImageTurbo_INT8');
		const { output } = await generate(fallback, { parameters: { waitMode: 'dontWait' } });
		expect(output[0].json.model).toBe('ZImageTurbo_INT8');
	});

	it('take over when the chosen model is not in the catalogue', async () => {
		api.submit('/txt2img', 'r1', (body) => body.model === 'Flux_2_Klein_4B_BF16');
		const { output } = await generate(fallback, { parameters: { model: 'Retired', waitMode: 'dontWait' } });
		expect(output[0].json.model).toBe('Flux_2_Klein_4B_BF16');
	});

	it('take over when the job fails for its model, within the same execution, and the other items keep their jobs', async () => {
		for (const id of ['r1', 'r2']) api.submit('/txt2img', id);
		const waiting = await generate(fallback, { items: prompts('a', 'b') });
		api.failed('r1', 'model_unavailable');
		api.done('r2');
		api.submit('/txt2img', 'r3', (body) => body.prompt === 'a' && body.model === 'Flux_2_Klein_4B_BF16');
		await waiting.callBack(signedEvent('job.completed', 'r2'));
		expect(waiting.run.status).toBe('waiting');

		for (const id of ['r2', 'r3']) {
			api.done(id);
			api.result(id);
		}
		await waiting.callBack(signedEvent('job.completed', 'r3'));
		expect(waiting.output.map(({ json }) => [json.request_id, json.model])).toEqual([
			['r3', 'Flux_2_Klein_4B_BF16'],
			['r2', 'Flux1schnell'],
		]);
	});

	it('take over while polling, too', async () => {
		api.submit('/txt2img', 'r1');
		api.failed('r1', 'model_unavailable');
		api.submit('/txt2img', 'r2', (body) => body.model === 'Flux_2_Klein_4B_BF16');
		api.done('r2');
		api.result('r2');
		const { output } = await generate(fallback, { parameters: { waitMode: 'polling' } });
		expect(output[0].json).toMatchObject({ request_id: 'r2', model: 'Flux_2_Klein_4B_BF16' });
	});

	it('do not take over when the job fails for another reason, and fail with the last reason when all are down', async () => {
		api.submit('/txt2img', 'r1');
		api.failed('r1', 'PROCESSING_ERROR');
		expect((await generate(fallback, { parameters: { waitMode: 'polling' } })).error?.message).toContain('PROCESSING_ERROR');

		for (let attempt = 0; attempt < 3; attempt++) api.refuse('/txt2img', 422, down);
		expect((await generate(fallback)).error?.message).toBe(`deAPI refused the request: ${down.message}`);
	});

	it('are out of models when the last one is down, too: the job’s own failure is told', async () => {
		for (const id of ['r1', 'r2']) {
			api.submit('/txt2img', id);
			api.failed(id, 'model_unavailable');
		}
		const { error } = await generate({ fallbackModels: 'Flux_2_Klein_4B_BF16' }, { parameters: { waitMode: 'polling' } });
		expect(error?.message).toContain('model_unavailable');
		expect(error?.context?.requestId).toBe('r2');
	});

	it('keep to Maximum Price', async () => {
		api.price('/txt2img', 0.001);
		api.refuse('/txt2img', 422, down);
		api.price('/txt2img', 0.9);
		const { error } = await generate({ fallbackModels: 'Flux_2_Klein_4B_BF16', maximumPrice: 0.01 });
		expect(error?.message).toBe(`deAPI refused the request: ${down.message}`);
	});

	it('do not take over where the job may have been submitted', async () => {
		api.refuse('/txt2img', 500, down);
		expect((await generate(fallback)).error?.message).toContain('may have been submitted all the same');
	});

	it('say so when they are not in the catalogue', async () => {
		api.submit('/txt2img', 'r1');
		api.failed('r1', 'model_unavailable');
		const { error } = await generate({ fallbackModels: ['Retired'] }, { parameters: { waitMode: 'polling' } });
		expect(error?.message).toBe(
			'The model Flux1schnell is not available at the moment, and "Fallback Models" names no other one that deAPI has',
		);
	});
});
