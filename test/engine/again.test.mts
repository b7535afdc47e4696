/** n8n may take a success for a failed try (its output begins with an item that has a field `error`), and call the node once more. */
import nock from 'nock';
import { createRunExecutionData } from 'n8n-workflow';
import { beforeEach, describe, expect, it } from 'vitest';

import { Deapi } from '../../nodes/Deapi/Deapi.node.ts';
import { api } from '../support/harness/api.mts';
import { API, BASE_URL, executeContext } from '../support/harness/contexts.mts';
import type { ContextOptions } from '../support/harness/contexts.mts';
import { files, prepareModels, prompts, RETRYING, start } from '../support/harness/engine.mts';
import { signedEvent } from '../support/harness/events.mts';
import { fileSaying } from '../support/harness/files.mts';

beforeEach(prepareModels);

/** Two calls of `execute()` in one run of the node. */
async function runTwice(parameters: ContextOptions['parameters'], items = prompts('a', 'b')) {
	const options: ContextOptions = { parameters, items, runExecutionData: createRunExecutionData({}) };
	const first = await new Deapi().execute.call(executeContext(options));
	const second = await new Deapi().execute.call(executeContext(options));
	return [first, second];
}

const image = { prompt: '={{ $json.text + Math.random() }}' };
const oneByOne = { concurrency: 1 };
const submitBoth = () => ['r1', 'r2'].forEach((id) => api.submit('/images/generations', id));
const finish = (...requestIds: string[]) => {
	for (const id of requestIds) {
		api.done(id);
		api.result(id);
	}
};

describe('a run that n8n asks for again after its success puts the same out, and pays nothing', () => {
	it('of jobs that it polled for', async () => {
		submitBoth();
		finish('r1', 'r2', 'r1', 'r2');
		const [first, second] = await runTwice({ ...image, waitMode: 'polling', options: oneByOne });
		expect(first[0]).toHaveLength(2);
		expect(second).toEqual(first);
	});

	it('of jobs that it did not wait for', async () => {
		submitBoth();
		const [first, second] = await runTwice({ ...image, waitMode: 'dontWait', options: oneByOne });
		expect(first[0].map(({ json }) => json.request_id)).toEqual(['r1', 'r2']);
		expect(second).toEqual(first);
	});

	it('of answers', async () => {
		for (const prompt of ['a fine cat', 'a fine dog']) api.boost('/prompts/enhancements', { prompt, negative_prompt: null });
		const [first, second] = await runTwice({ ...image, resource: 'prompt', operation: 'boostImage', options: oneByOne });
		expect(first[0].map(({ json }) => json.prompt)).toEqual(['a fine cat', 'a fine dog']);
		expect(second).toEqual(first);
	});

	it('of results that were fetched', async () => {
		finish('r1', 'r1');
		const [first, second] = await runTwice({ resource: 'job', operation: 'getResult', requestId: 'r1' }, prompts('a'));
		expect(second).toEqual(first);
	});

	it('of what is free', async () => {
		api.balance(5);
		api.balance(5);
		const [first, second] = await runTwice({ resource: 'account', operation: 'getBalance' }, prompts('a'));
		expect(second).toEqual(first);
	});

	it('of prices', async () => {
		for (let time = 0; time < 4; time++) api.price('/images/generations', 0.001);
		const [first, second] = await runTwice({ prompt: 'a cat', options: { estimatePriceOnly: true } });
		expect(second).toEqual(first);
	});

	it('with a failed item among the others, whose job has no tries left', async () => {
		submitBoth();
		for (let time = 0; time < 2; time++) {
			finish('r1');
			api.failed('r2');
		}
		const options: ContextOptions = {
			parameters: { ...image, waitMode: 'polling', options: oneByOne },
			items: prompts('a', 'b'),
			node: { onError: 'continueRegularOutput' },
			runExecutionData: createRunExecutionData({}),
		};
		const first = await new Deapi().execute.call(executeContext(options));
		expect(first[0][1].json.error).toMatchObject({ request_id: 'r2' });
		expect(await new Deapi().execute.call(executeContext(options))).toEqual(first);
	});

	it('after a callback has woken it', async () => {
		api.submit('/images/generations', 'r1');
		const run = await start({ items: prompts('a'), parameters: image, node: RETRYING });
		const done = { status: 'done', error: '', result_url: 'https://storage.test/r1.png' };
		nock(BASE_URL).get(`${API}/jobs/r1`).times(3).optionally().reply(200, { data: done });
		nock('https://storage.test')
			.get('/r1.png')
			.times(3)
			.optionally()
			.reply(200, fileSaying('picture of r1'), { 'content-type': 'image/png' });
		await run.callBack(signedEvent('job.completed', 'r1'));
		expect(run.run.status).toBe('success');
		expect(files(run)).toEqual(['picture of r1']);
	});
});
