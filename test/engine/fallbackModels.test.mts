import { beforeEach, describe, expect, it } from 'vitest';

import { api } from '../support/harness/api.mts';
import { generate, prepareModels, prompts } from '../support/harness/engine.mts';
import { signedEvent } from '../support/harness/events.mts';

beforeEach(prepareModels);

describe('Fallback Models', () => {
	const fallback = { fallbackModels: ['Flux_2_Klein_4B_BF16', 'ZImageTurbo_INT8'] };
	const down = { message: 'The selected model is currently unavailable.' };

	it('take over when the model is down at submission, with the limits of their own', async () => {
		api.refuse('/images/generations', 422, down);
		api.submit('/images/generations', 'r1', (body) => body.model === 'Flux_2_Klein_4B_BF16' && body.width === 1024);
		const { output } = await generate(fallback, { parameters: { waitMode: 'dontWait' } });
		expect(output[0].json.model).toBe('Flux_2_Klein_4B_BF16');
	});

	it('take over one after the other', async () => {
		api.refuse('/images/generations', 422, down);
		api.refuse('/images/generations', 422, { message: 'Invalid.', errors: { model: ['The selected model is invalid.'] } });
		api.submit('/images/generations', 'r1', (body) => body.model === 'ZImageTurbo_INT8');
		const { output } = await generate(fallback, { parameters: { waitMode: 'dontWait' } });
		expect(output[0].json.model).toBe('ZImageTurbo_INT8');
	});

	it('take over when the chosen model is not in the catalog', async () => {
		api.submit('/images/generations', 'r1', (body) => body.model === 'Flux_2_Klein_4B_BF16');
		const { output } = await generate(fallback, { parameters: { model: 'Retired', waitMode: 'dontWait' } });
		expect(output[0].json.model).toBe('Flux_2_Klein_4B_BF16');
	});

	it('take over when the job fails for its model, within the same execution, and the other items keep their jobs', async () => {
		for (const id of ['r1', 'r2']) api.submit('/images/generations', id);
		const waiting = await generate(fallback, { items: prompts('a', 'b') });
		api.failed('r1', 'model_unavailable');
		api.done('r2');
		api.submit('/images/generations', 'r3', (body) => body.prompt === 'a' && body.model === 'Flux_2_Klein_4B_BF16');
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
		api.submit('/images/generations', 'r1');
		api.failed('r1', 'model_unavailable');
		api.submit('/images/generations', 'r2', (body) => body.model === 'Flux_2_Klein_4B_BF16');
		api.done('r2');
		api.result('r2');
		const { output } = await generate(fallback, { parameters: { waitMode: 'polling' } });
		expect(output[0].json).toMatchObject({ request_id: 'r2', model: 'Flux_2_Klein_4B_BF16' });
	});

	it.each([
		['a refusal', { message: 'No workers available.' }],
		['the reason of a refusal', { message: 'Try later.', error_reason: 'CAPACITY_UNAVAILABLE' }],
	])('take over when there is no capacity, by %s', async (_what, body) => {
		api.refuse('/images/generations', 422, body);
		api.submit('/images/generations', 'r1', (body) => body.model === 'Flux_2_Klein_4B_BF16');
		const { output } = await generate(fallback, { parameters: { waitMode: 'dontWait' } });
		expect(output[0].json.model).toBe('Flux_2_Klein_4B_BF16');
	});

	it('take over when a job fails for want of capacity, even if the same would fail again', async () => {
		api.submit('/images/generations', 'r1');
		api.says('r1', { status: 'error', error_code: 'WORKER_ERROR', error_reason: 'CAPACITY_UNAVAILABLE', retryable: false });
		api.submit('/images/generations', 'r2', (body) => body.model === 'Flux_2_Klein_4B_BF16');
		api.done('r2');
		api.result('r2');
		const { output } = await generate(fallback, { parameters: { waitMode: 'polling' } });
		expect(output[0].json).toMatchObject({ request_id: 'r2', model: 'Flux_2_Klein_4B_BF16' });
	});

	it('do not take over when the input is beyond somebody’s capacity', async () => {
		api.refuse('/images/generations', 422, { message: 'The prompt exceeds the capacity of the model.' });
		expect((await generate(fallback)).error?.message).toContain('exceeds the capacity');
		api.submit('/images/generations', 'r1');
		api.says('r1', { status: 'error', error_reason: 'INPUT_TOO_LARGE', error_message: 'Beyond the capacity of a worker.' });
		expect((await generate(fallback, { parameters: { waitMode: 'polling' } })).error?.context).toMatchObject({ reason: 'INPUT_TOO_LARGE' });
	});

	it('do not take over when the job fails for another reason, and fail with the last reason when all are down', async () => {
		api.submit('/images/generations', 'r1');
		api.failed('r1', 'PROCESSING_ERROR');
		expect((await generate(fallback, { parameters: { waitMode: 'polling' } })).error?.message).toContain('PROCESSING_ERROR');

		for (let attempt = 0; attempt < 3; attempt++) api.refuse('/images/generations', 422, down);
		expect((await generate(fallback)).error?.message).toBe(`deAPI refused the request: ${down.message}`);
	});

	it('are out of models when the last one is down, too: the job’s own failure is told', async () => {
		for (const id of ['r1', 'r2']) {
			api.submit('/images/generations', id);
			api.failed(id, 'model_unavailable');
		}
		const { error } = await generate({ fallbackModels: 'Flux_2_Klein_4B_BF16' }, { parameters: { waitMode: 'polling' } });
		expect(error?.message).toContain('model_unavailable');
		expect(error?.context?.requestId).toBe('r2');
	});

	it('keep to Maximum Price', async () => {
		api.price('/images/generations', 0.001);
		api.refuse('/images/generations', 422, down);
		api.price('/images/generations', 0.9);
		const { error } = await generate({ fallbackModels: 'Flux_2_Klein_4B_BF16', maximumPrice: 0.01 });
		expect(error?.message).toBe(`deAPI refused the request: ${down.message}`);
	});

	it('do not take over where the job may have been submitted', async () => {
		api.refuse('/images/generations', 500, down);
		expect((await generate(fallback)).error?.message).toContain('may have been submitted all the same');
	});

	it('say so when they are not in the catalog', async () => {
		api.submit('/images/generations', 'r1');
		api.failed('r1', 'model_unavailable');
		const { error } = await generate({ fallbackModels: ['Retired'] }, { parameters: { waitMode: 'polling' } });
		expect(error?.message).toBe(
			'The model Flux1schnell is not available at the moment, and "Fallback Model Names or IDs" names no other one that deAPI has',
		);
	});
});
