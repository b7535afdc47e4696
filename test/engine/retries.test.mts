import nock from 'nock';
import { beforeEach, describe, expect, it } from 'vitest';

import { forgetCatalog } from '../../nodes/shared/api/models.ts';
import { catalog } from '../support/emulator/catalog.mts';
import { api } from '../support/harness/api.mts';
import { API, BASE_URL } from '../support/harness/contexts.mts';
import { files, generate, prepareModels, prompts, RETRYING, start } from '../support/harness/engine.mts';
import { signedEvent } from '../support/harness/events.mts';

beforeEach(prepareModels);

describe('a failed job', () => {
	it('is submitted anew by Retry On Fail, and what is done is not', async () => {
		for (const id of ['r1', 'r2']) api.submit('/images/generations', id);
		const run = await start({
			items: prompts('a', 'b'),
			parameters: { options: { concurrency: 1 } },
			node: { retryOnFail: true, maxTries: 2, waitBetweenTries: 1 },
		});
		api.failed('r1');
		api.done('r2');
		api.result('r2');
		api.submit('/images/generations', 'r3', (body) => body.prompt === 'a');
		await run.callBack(signedEvent('job.completed', 'r2'));
		expect(run.run.status).toBe('waiting');

		for (const id of ['r2', 'r3']) {
			api.done(id);
			api.result(id);
		}
		await run.callBack(signedEvent('job.completed', 'r3'));
		expect(files(run)).toEqual(['picture of r3', 'picture of r2']);
	});
});

describe('Retry On Fail of a job of which the API says whether the same could succeed', () => {
	const failing = async (retryable: unknown, isBoughtAgain = false) => {
		api.submit('/images/generations', 'r1');
		api.says('r1', { status: 'error', error_reason: 'SOURCE_PRIVATE', retryable }).persist();
		if (isBoughtAgain) buyable('r2');
		return await start({ items: prompts('a'), parameters: { waitMode: 'polling' }, node: RETRYING });
	};
	const buyable = (requestId: string) => {
		api.submit('/images/generations', requestId);
		api.done(requestId);
		api.result(requestId);
	};

	it('does not buy it again where it could not, and a person’s retry does', async () => {
		const run = await failing(false);
		expect(run.error?.message).toBe('The deAPI job failed: the source is private or no longer there (SOURCE_PRIVATE)');
		expect(run.error?.context).toMatchObject({ requestId: 'r1', retryable: false });

		buyable('r2');
		await run.retryByHand({});
		expect(files(run)).toEqual(['picture of r2']);
	});

	it('does not buy it again where it could not, of a run that was parked', async () => {
		api.submit('/images/generations', 'r1');
		const run = await start({ items: prompts('a'), node: RETRYING });
		api.says('r1', { status: 'error', error_reason: 'SOURCE_PRIVATE', retryable: false }).persist();
		await run.callBack(signedEvent('job.failed', 'r1'));
		expect(run.run.status).toBe('error');
		expect(run.error?.context).toMatchObject({ requestId: 'r1', reason: 'SOURCE_PRIVATE' });
	});

	it.each([true, null, undefined, 'false'])('buys it again where that is %j', async (retryable) => {
		expect(files(await failing(retryable, true))).toEqual(['picture of r2']);
	});
});

describe('Retry On Fail of jobs that always fail', () => {
	it('ends after its tries, though every one of them is parked', async () => {
		api.submit('/images/generations', 'r1');
		const run = await start({ items: prompts('a'), node: { retryOnFail: true, maxTries: 2, waitBetweenTries: 1 } });
		api.failed('r1');
		api.submit('/images/generations', 'r2');
		await run.callBack(signedEvent('job.failed', 'r1'));
		expect(run.run.status).toBe('waiting');

		api.failed('r2');
		api.failed('r2');
		await run.callBack(signedEvent('job.failed', 'r2'));
		expect(run.run.status).toBe('error');
		expect(run.error?.context).toMatchObject({ requestId: 'r2' });
	});

	it('and a retry by hand submits once more', async () => {
		api.submit('/images/generations', 'r1');
		const run = await start({ items: prompts('a') });
		api.failed('r1');
		await run.callBack(signedEvent('job.failed', 'r1'));
		expect(run.run.status).toBe('error');
		api.submit('/images/generations', 'r2');
		await run.retryByHand({});
		expect(run.run.status).toBe('waiting');
	});
});

describe('a retry', () => {
	const failing = { prompt: '={{ $json.text + Math.random() }}', options: { concurrency: 1 } };
	const retrying = { retryOnFail: true, maxTries: 2, waitBetweenTries: 1 };

	it('keeps the job of an item whose prompt is another one every time', async () => {
		api.submit('/images/generations', 'r1');
		api.refuse('/images/generations', 422, { message: 'Invalid.' });
		api.submit('/images/generations', 'r2', (body) => body.prompt.startsWith('b'));
		const run = await start({ items: prompts('a', 'b'), parameters: failing, node: retrying });
		for (const id of ['r1', 'r2']) {
			api.done(id);
			api.result(id);
		}
		await run.callBack(signedEvent('job.completed', 'r2'));
		expect(files(run)).toEqual(['picture of r1', 'picture of r2']);
	});

	it('by hand keeps the job of an item that asks for the same, and makes a new one for an item that was changed', async () => {
		api.submit('/images/generations', 'r1');
		api.submit('/images/generations', 'r2');
		api.refuse('/images/generations', 422, { message: 'Invalid.' });
		const run = await start({ items: prompts('a', 'b', 'c'), parameters: { options: { concurrency: 1 } } });
		expect(run.run.status).toBe('error');

		api.submit('/images/generations', 'r3', (body) => body.prompt === 'better b');
		api.submit('/images/generations', 'r4', (body) => body.prompt === 'c');
		await run.retryByHand({ prompt: '={{ $json.text === "b" ? "better b" : $json.text }}' });
		for (const id of ['r1', 'r3', 'r4']) {
			api.done(id);
			api.result(id);
		}
		await run.callBack(signedEvent('job.completed', 'r4'));
		expect(files(run)).toEqual(['picture of r1', 'picture of r3', 'picture of r4']);
	});
});

describe('an execution that n8n lost hold of while it was parked', () => {
	const startTwo = async () => {
		for (const id of ['r1', 'r2']) api.submit('/images/generations', id);
		return await start({ items: prompts('a', 'b'), parameters: { options: { concurrency: 1 } } });
	};

	it('goes on with its jobs when a person retries it with the original workflow', async () => {
		const run = await startTwo();
		for (const id of ['r1', 'r2']) {
			api.done(id);
			api.result(id);
		}
		await run.retryByHand();
		expect(run.run.status).toBe('success');
		expect(files(run)).toEqual(['picture of r1', 'picture of r2']);
		expect(run.run.data.resultData.runData.deAPI).toHaveLength(1);
	});

	it('goes on likewise with another workflow, and makes a new job for an item that was changed', async () => {
		const run = await startTwo();
		api.submit('/images/generations', 'r3', (body) => body.prompt === 'better b');
		await run.retryByHand({ prompt: '={{ $json.text === "b" ? "better b" : $json.text }}' });
		for (const id of ['r1', 'r3']) {
			api.done(id);
			api.result(id);
		}
		await run.callBack(signedEvent('job.completed', 'r3'));
		expect(files(run)).toEqual(['picture of r1', 'picture of r3']);
	});
});

/** Of what the person has not changed: see docs/decisions/18-changed-is-what-the-person-changed.md. */
describe('a retry by hand of a run that has paid for its first item', () => {
	const random = '={{ $json.text + Math.random() }}';
	const paidForFirst = async (parameters = {}) => {
		api.submit('/images/generations', 'r1');
		api.refuse('/images/generations', 422, { message: 'Invalid.' });
		return await generate({}, { items: prompts('a', 'b'), parameters: { waitMode: 'polling', prompt: random, ...parameters } });
	};
	const submitsOnly = (prompt: string) => api.submit('/images/generations', 'r2', (body) => body.prompt.startsWith(prompt));
	const finish = (...requestIds: string[]) => {
		for (const id of requestIds) {
			api.done(id);
			api.result(id);
		}
	};

	it.each([
		['nothing', {}],
		['the wait mode', { waitMode: 'automatic' }],
		['how the run goes', { options: { concurrency: 2, maximumPrice: 1, waitTimeout: 900, fallbackModels: ['ZImageTurbo_INT8'] } }],
		['what is done with the results', { options: { concurrency: 1, outputField: 'data', pictureFormat: 'jpg' } }],
	])('keeps its job, though the prompt is another one every time, where %s was changed', async (_what, parameters) => {
		const run = await paidForFirst();
		if ('options' in parameters && 'maximumPrice' in parameters.options) api.price('/images/generations', 0.001);
		submitsOnly('b');
		finish('r1', 'r2');
		await run.retryByHand(parameters);
		if (run.run.status === 'waiting') await run.callBack(signedEvent('job.completed', 'r2'));
		expect(files(run)).toEqual(['picture of r1', 'picture of r2']);
	});

	it('keeps its job where no model was chosen, and the catalog lists another one first by now', async () => {
		const run = await paidForFirst({ prompt: '={{ $json.text }}' });
		forgetCatalog();
		nock.cleanAll();
		nock(BASE_URL)
			.get(`${API}/models`)
			.query(true)
			.reply(200, { data: [...catalog].reverse() });
		submitsOnly('b');
		finish('r1', 'r2');
		await run.retryByHand({});
		expect(files(run)).toEqual(['picture of r1', 'picture of r2']);
	});

	it.each([
		['the prompt', { prompt: `${random} ` }],
		['the model', { model: 'ZImageTurbo_INT8' }],
		['an option of the image', { options: { concurrency: 1, steps: 2 } }],
	])('buys a new one where %s was changed', async (_what, parameters) => {
		const run = await paidForFirst();
		api.submit('/images/generations', 'r3');
		api.submit('/images/generations', 'r4');
		finish('r3', 'r4');
		await run.retryByHand(parameters);
		expect(files(run)).toEqual(['picture of r3', 'picture of r4']);
	});
});

describe('a retry by hand and models that were not available', () => {
	const down = { message: 'The selected model is currently unavailable.' };
	const fallbackModels = ['Flux_2_Klein_4B_BF16'];

	it('tries the chosen model again', async () => {
		api.refuse('/images/generations', 422, down);
		api.refuse('/images/generations', 422, down);
		const run = await generate({ fallbackModels }, { parameters: { waitMode: 'dontWait' } });
		expect(run.run.status).toBe('error');
		api.submit('/images/generations', 'r1', (body) => body.model === 'Flux1schnell');
		await run.retryByHand({});
		expect(run.output[0].json).toMatchObject({ request_id: 'r1', model: 'Flux1schnell' });
	});

	it('keeps the job of a fallback model for an item that asks for the same', async () => {
		api.refuse('/images/generations', 422, down);
		api.submit('/images/generations', 'r1', (body) => body.model === fallbackModels[0]);
		api.refuse('/images/generations', 422, { message: 'Invalid.' });
		const run = await generate({ fallbackModels }, { items: prompts('a', 'b'), parameters: { waitMode: 'dontWait' } });
		expect(run.run.status).toBe('error');
		api.submit('/images/generations', 'r2', (body) => body.prompt === 'better b' && body.model === 'Flux1schnell');
		await run.retryByHand({ prompt: '={{ $json.text === "b" ? "better b" : $json.text }}' });
		expect(run.output.map(({ json }) => json.request_id)).toEqual(['r1', 'r2']);
	});
});

describe('an item in doubt', () => {
	/** With any other message, something was sent once more. */
	const DOUBT = 'deAPI answered with status 500, and the job may have been submitted all the same';
	const inDoubt = async (parameters = {}, node = {}) => {
		api.refuse('/images/generations', 500);
		return await generate({}, { items: prompts('a'), node, parameters: { waitMode: 'dontWait', ...parameters } });
	};
	const submitAgain = { options: { concurrency: 1, submitAgain: true } };

	it('stays so in a retry by hand, and the error says what a person can do', async () => {
		const run = await inDoubt();
		await run.retryByHand({});
		expect(run.error?.message).toBe(DOUBT);
		expect(run.error?.description).toContain('turn on "Submit Again If in Doubt" under Options');
	});

	it('is submitted again in a retry by hand where that was chosen', async () => {
		const run = await inDoubt();
		api.submit('/images/generations', 'r1');
		await run.retryByHand(submitAgain);
		expect(run.output[0].json.request_id).toBe('r1');
	});

	it('is never submitted again by Retry On Fail, neither at first nor within a retry by hand', async () => {
		const run = await inDoubt(submitAgain, RETRYING);
		expect(run.error?.message).toBe(DOUBT);
		api.refuse('/images/generations', 500);
		await run.retryByHand({});
		expect(run.error?.message).toBe(DOUBT);
	});

	it.each([
		['undefined', DOUBT],
		['"false"', DOUBT],
		['1', '"Submit Again If in Doubt" is 1, neither true nor false'],
	])('is not submitted again where the choice is given as %s', async (value, message) => {
		const run = await inDoubt();
		await run.retryByHand({ options: { submitAgain: `={{ ${value} }}` } });
		expect(run.error?.message).toBe(message);
	});

	it('of a prompt that was enhanced is enhanced again where that was chosen', async () => {
		const options = { concurrency: 1, enhancePrompt: true };
		api.refuse('/prompts/enhancements', 500);
		const run = await generate(options, { parameters: { waitMode: 'dontWait' } });
		api.boost('/prompts/enhancements', { prompt: 'a fine cat', negative_prompt: null });
		api.submit('/images/generations', 'r1', (body) => body.prompt === 'a fine cat');
		await run.retryByHand({ options: { ...options, submitAgain: true } });
		expect(run.output[0].json.request_id).toBe('r1');
	});
});
