import { beforeEach, describe, expect, it } from 'vitest';

import { api } from '../support/harness/api.mts';
import { files, prepareModels, prompts, start } from '../support/harness/engine.mts';
import { signedEvent } from '../support/harness/events.mts';

beforeEach(prepareModels);

describe('a failed job', () => {
	it('is submitted anew by Retry On Fail, and what is done is not', async () => {
		for (const id of ['r1', 'r2']) api.submit('/txt2img', id);
		const run = await start({
			items: prompts('a', 'b'),
			parameters: { options: { concurrency: 1 } },
			node: { retryOnFail: true, maxTries: 2, waitBetweenTries: 1 },
		});
		api.failed('r1');
		api.done('r2');
		api.result('r2');
		api.submit('/txt2img', 'r3', (body) => body.prompt === 'a');
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

describe('Retry On Fail of jobs that always fail', () => {
	it('ends after its tries, though every one of them is parked', async () => {
		api.submit('/txt2img', 'r1');
		const run = await start({ items: prompts('a'), node: { retryOnFail: true, maxTries: 2, waitBetweenTries: 1 } });
		api.failed('r1');
		api.submit('/txt2img', 'r2');
		await run.callBack(signedEvent('job.failed', 'r1'));
		expect(run.run.status).toBe('waiting');

		api.failed('r2');
		api.failed('r2');
		await run.callBack(signedEvent('job.failed', 'r2'));
		expect(run.run.status).toBe('error');
		expect(run.error?.context).toMatchObject({ requestId: 'r2' });
	});

	it('and a retry by hand submits once more', async () => {
		api.submit('/txt2img', 'r1');
		const run = await start({ items: prompts('a') });
		api.failed('r1');
		await run.callBack(signedEvent('job.failed', 'r1'));
		expect(run.run.status).toBe('error');
		api.submit('/txt2img', 'r2');
		await run.retryByHand({});
		expect(run.run.status).toBe('waiting');
	});
});

describe('a retry', () => {
	const failing = { prompt: '={{ $json.text + Math.random() }}', options: { concurrency: 1 } };
	const retrying = { retryOnFail: true, maxTries: 2, waitBetweenTries: 1 };

	it('keeps the job of an item whose prompt is another one every time', async () => {
		api.submit('/txt2img', 'r1');
		api.refuse('/txt2img', 422, { message: 'Invalid.' });
		api.submit('/txt2img', 'r2', (body) => body.prompt.startsWith('b'));
		const run = await start({ items: prompts('a', 'b'), parameters: failing, node: retrying });
		for (const id of ['r1', 'r2']) {
			api.done(id);
			api.result(id);
		}
		await run.callBack(signedEvent('job.completed', 'r2'));
		expect(files(run)).toEqual(['picture of r1', 'picture of r2']);
	});

	it('by hand keeps the job of an item that asks for the same, and makes a new one for an item that was changed', async () => {
		api.submit('/txt2img', 'r1');
		api.submit('/txt2img', 'r2');
		api.refuse('/txt2img', 422, { message: 'Invalid.' });
		const run = await start({ items: prompts('a', 'b', 'c'), parameters: { options: { concurrency: 1 } } });
		expect(run.run.status).toBe('error');

		api.submit('/txt2img', 'r3', (body) => body.prompt === 'better b');
		api.submit('/txt2img', 'r4', (body) => body.prompt === 'c');
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
		for (const id of ['r1', 'r2']) api.submit('/txt2img', id);
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

	it('is not retried with another workflow, in which n8n would pass the input out as the result', async () => {
		const run = await startTwo();
		await expect(run.retryByHand({ prompt: 'better' })).rejects.toThrow('choose "Retry with original workflow"');
	});
});
