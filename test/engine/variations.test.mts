import nock from 'nock';
import { beforeEach, describe, expect, it } from 'vitest';

import { api } from '../support/harness/api.mts';
import type { ContextOptions } from '../support/harness/contexts.mts';
import { files, generate, prepareModels, prompts, RETRYING } from '../support/harness/engine.mts';
import { signedEvent } from '../support/harness/events.mts';

beforeEach(prepareModels);

const GENERATIONS = '/images/generations';
const POLLING = { parameters: { waitMode: 'polling' } };
const finished = (...requestIds: string[]) => {
	for (const id of requestIds) {
		api.done(id);
		api.result(id);
	}
};
const submitted = (...requestIds: string[]) => requestIds.map((id) => api.record(GENERATIONS, id));
const unavailable = { message: 'The selected model is currently unavailable.' };
const make = async (options: Record<string, unknown> = {}, more: Partial<ContextOptions> = POLLING) =>
	await generate({ numberOfResults: 3, ...options }, more);

describe('Number of Results', () => {
	it('makes an item of each, in order, with seeds that differ and are told', async () => {
		const sent = submitted('r1', 'r2', 'r3', 'r4', 'r5', 'r6');
		finished('r1', 'r2', 'r3', 'r4', 'r5', 'r6');
		const run = await make({}, { ...POLLING, items: prompts('a', 'b') });
		expect(run.output.map(({ json }) => [json.request_id, json.variation])).toEqual([
			['r1', 1],
			['r2', 2],
			['r3', 3],
			['r4', 1],
			['r5', 2],
			['r6', 3],
		]);
		expect(run.output.map(({ pairedItem }) => pairedItem)).toEqual([0, 0, 0, 1, 1, 1].map((item) => ({ item })));
		expect(files(run)).toEqual(['r1', 'r2', 'r3', 'r4', 'r5', 'r6'].map((id) => `picture of ${id}`));
		const seeds = sent.map((body) => body().seed as number);
		expect(run.output.map(({ json }) => json.seed)).toEqual(seeds);
		expect(new Set(seeds.slice(0, 3)).size).toBe(3);
		expect(new Set(sent.map((body) => body().prompt))).toEqual(new Set(['a', 'b']));
	});

	it.each([
		[7, [7, 8, 9]],
		[Number.MAX_SAFE_INTEGER, [0, 1, 2].map((less) => Number.MAX_SAFE_INTEGER - less)],
	])('begins with the seed that is written: %i', async (seed, seeds) => {
		const sent = submitted('r1', 'r2', 'r3');
		finished('r1', 'r2', 'r3');
		await make({ seed });
		expect(sent.map((body) => body().seed)).toEqual(seeds);
	});

	it.each([undefined, '', 1, '1'])('makes one as ever where it is %j', async (numberOfResults) => {
		submitted('r1');
		finished('r1');
		const { output } = await make({ numberOfResults });
		expect(output).toHaveLength(1);
		expect(output[0].json).not.toHaveProperty('variation');
	});

	it.each([0, 11, 1.5, 'some'])('refuses %j before anything is sent', async (numberOfResults) => {
		expect((await make({ numberOfResults })).error?.message).toMatch(/^"Number of Results" is /);
	});

	it('parks with all of them, and wakes once', async () => {
		const sent = submitted('r1', 'r2', 'r3');
		const run = await make({}, {});
		expect(run.run.status).toBe('waiting');
		expect(sent.map((body) => typeof body().webhook_url)).toEqual(['undefined', 'undefined', 'string']);
		finished('r1', 'r2', 'r3');
		await run.callBack(signedEvent('job.completed', 'r3'));
		expect(files(run)).toEqual(['picture of r1', 'picture of r2', 'picture of r3']);
	});

	it('puts out the request ID of each without waiting', async () => {
		submitted('r1', 'r2', 'r3');
		const { output } = await make({}, { parameters: { waitMode: 'dontWait' } });
		expect(output.map(({ json }) => [json.request_id, json.variation])).toEqual([
			['r1', 1],
			['r2', 2],
			['r3', 3],
		]);
	});
});

describe('a variation that fails', () => {
	it('fails as an item does, in its place, under Continue On Fail', async () => {
		submitted('r1', 'r2', 'r3');
		finished('r1', 'r3');
		api.failed('r2');
		const run = await make({}, { ...POLLING, node: { onError: 'continueRegularOutput' } });
		expect(files(run)).toEqual(['picture of r1', undefined, 'picture of r3']);
		expect(run.output[1].json.error).toMatchObject({
			message: expect.stringMatching(/^Variation 2 of 3: The deAPI job failed/),
			request_id: 'r2',
		});
	});

	it('ends the node, and Retry On Fail buys it again alone', async () => {
		submitted('r1', 'r2', 'r3', 'r4');
		api.failed('r2');
		finished('r1', 'r3');
		finished('r1', 'r4', 'r3');
		const run = await make({}, { ...POLLING, node: RETRYING });
		expect(files(run)).toEqual(['picture of r1', 'picture of r4', 'picture of r3']);
		expect(run.output.map(({ json }) => json.variation)).toEqual([1, 2, 3]);
	});

	it('names itself and the others in the error', async () => {
		submitted('r1', 'r2', 'r3');
		finished('r1', 'r3');
		api.failed('r2');
		const { error } = await make();
		expect(error?.message).toMatch(/^Variation 2 of 3: /);
		expect(error?.description).toContain('Other jobs of this run are submitted, and Retry On Fail goes on with them: r1, r3');
	});

	it('goes to a fallback model alone', async () => {
		submitted('r1');
		api.refuse(GENERATIONS, 422, unavailable);
		const [other, last] = submitted('r2', 'r3');
		finished('r1', 'r2', 'r3');
		const { output } = await make({ fallbackModels: 'ZImageTurbo_INT8' });
		expect([other().model, last().model]).toEqual(['ZImageTurbo_INT8', 'Flux1schnell']);
		expect(output.map(({ json }) => json.model)).toEqual(['Flux1schnell', 'ZImageTurbo_INT8', 'Flux1schnell']);
	});

	it('is not bought again where it may have been submitted, nor are the others', async () => {
		submitted('r1');
		api.refuse(GENERATIONS, 500);
		const run = await make({}, { ...POLLING, node: RETRYING });
		expect(run.error?.message).toMatch(/^Variation 2 of 3: deAPI answered with status 500, and the job may have been submitted/);
	});

	it('is submitted again by hand where that is wanted, and only it and those that were not reached', async () => {
		submitted('r1');
		api.refuse(GENERATIONS, 500);
		const run = await make();
		expect(nock.pendingMocks().filter((mock) => mock.startsWith('POST'))).toEqual([]);
		submitted('r2', 'r3');
		finished('r1', 'r2', 'r3');
		await run.retryByHand({ options: { concurrency: 1, numberOfResults: 3, submitAgain: true } });
		expect(run.output.map(({ json }) => json.request_id)).toEqual(['r1', 'r2', 'r3']);
	});
});

describe('a retry by hand with another number', () => {
	const failing = async (numberOfResults: number, requestIds: string[]) => {
		submitted(...requestIds);
		finished(...requestIds.slice(0, -1));
		api.failed(requestIds.at(-1)!);
		return await make({ numberOfResults });
	};

	it.each([
		[2, 4, ['r1', 'r2', 'r3', 'r4'], ['r2', 'r3', 'r4']],
		[3, 2, ['r1', 'r2'], []],
		[1, 2, ['r1', 'r2'], ['r1', 'r2']],
	])('from %i to %i keeps what there is', async (before, after, expected, bought) => {
		const first = before === 1 ? ['gone'] : ['r1', 'r2', 'r3'].slice(0, before - 1).concat(before === 3 ? 'gone' : 'lost');
		const run = await failing(before, first);
		submitted(...bought);
		finished(...expected);
		await run.retryByHand({ waitMode: 'polling', options: { concurrency: 1, numberOfResults: after } });
		expect(run.error).toBeUndefined();
		expect(run.output.map(({ json }) => [json.request_id, json.variation])).toEqual(expected.map((id, index) => [id, index + 1]));
	});
});

describe('a second retry by hand', () => {
	it('keeps what a fallback model has made, also where more is asked for', async () => {
		api.refuse(GENERATIONS, 422, unavailable);
		submitted('r1');
		api.refuse(GENERATIONS, 422, { message: 'Invalid.' });
		const options = { concurrency: 1, fallbackModels: 'ZImageTurbo_INT8' };
		const run = await make({ ...options, numberOfResults: 2 });
		expect(run.error?.message).toMatch(/^Variation 2 of 2: /);
		api.refuse(GENERATIONS, 422, { message: 'Invalid.' });
		await run.retryByHand({});
		submitted('r2', 'r3');
		finished('r1', 'r2', 'r3');
		await run.retryByHand({ options: { ...options, numberOfResults: 3 } });
		expect(run.error).toBeUndefined();
		expect(run.output.map(({ json }) => json.request_id)).toEqual(['r1', 'r2', 'r3']);
	});
});

describe('the price of variations', () => {
	it('is that of the whole item, asked for once', async () => {
		api.price(GENERATIONS, 0.002);
		const { output } = await make({ estimatePriceOnly: true });
		expect(output.map(({ json }) => json)).toEqual([{ price: 0.006, currency: 'USD', model: 'Flux1schnell', jobs: 3 }]);
	});

	it('is held against the maximum as a whole', async () => {
		api.price(GENERATIONS, 0.002);
		const { error } = await make({ maximumPrice: 0.005 });
		expect(error?.message).toBe('The 3 jobs of this item cost $0.006, more than the $0.005 of "Maximum Price (USD)"');
	});

	it('counts what an earlier try has bought', async () => {
		api.price(GENERATIONS, 0.002);
		submitted('r1', 'r2', 'r3');
		finished('r1', 'r3');
		api.failed('r2');
		const run = await make({ maximumPrice: 0.006 });
		api.price(GENERATIONS, 0.0021);
		await run.retryByHand({});
		expect(run.error?.message).toContain('The 3 jobs of this item cost $0.0061, more than');
	});

	it('is that of what is missing and of what there is, where a retry wants it only', async () => {
		submitted('r1');
		api.refuse(GENERATIONS, 422, { message: 'Invalid.' });
		const run = await make({ numberOfResults: 2 });
		api.price(GENERATIONS, 0.002);
		finished('r1');
		await run.retryByHand({ options: { concurrency: 1, numberOfResults: 2, estimatePriceOnly: true } });
		expect(run.output.map(({ json }) => json.price)).toContain(0.002);
	});

	it('is that of each in its output', async () => {
		api.price(GENERATIONS, 0.002);
		submitted('r1', 'r2', 'r3');
		finished('r1', 'r2', 'r3');
		expect((await make({ maximumPrice: 1 })).output.map(({ json }) => json.price)).toEqual([0.002, 0.002, 0.002]);
	});
});

describe('Enhance Prompt First with variations', () => {
	it('buys one better prompt for all of them', async () => {
		api.boost('/prompts/enhancements', { prompt: 'a fine cat' });
		const sent = submitted('r1', 'r2', 'r3');
		finished('r1', 'r2', 'r3');
		const { output } = await make({ enhancePrompt: true, concurrency: 3 });
		expect(sent.map((body) => body().prompt)).toEqual(['a fine cat', 'a fine cat', 'a fine cat']);
		expect(output.map(({ json }) => json.prompt_original)).toEqual(['a', 'a', 'a']);
	});

	it('is part of the price once', async () => {
		api.price(GENERATIONS, 0.002);
		api.price('/prompts/enhancements', 0.0005);
		expect((await make({ enhancePrompt: true, estimatePriceOnly: true })).output[0].json.price).toBe(0.0065);
	});

	it('buys nothing more where the better prompt may have been billed, nor in a retry', async () => {
		api.refuse('/prompts/enhancements', 500);
		const { error } = await make({ enhancePrompt: true }, { ...POLLING, node: RETRYING });
		expect(error?.message).toBe(
			'Variation 1 of 3: deAPI answered with status 500, and the prompt may have been enhanced and billed all the same',
		);
	});
});
