import { beforeEach, describe, expect, it, vi } from 'vitest';

import { Deapi } from '../../nodes/Deapi/Deapi.node.ts';
import { realTiming } from '../../nodes/shared/util/timing.ts';
import { api } from '../support/harness/api.mts';
import { webhookContext } from '../support/harness/contexts.mts';
import { files, prepareModels, prompts, start } from '../support/harness/engine.mts';
import { signedEvent } from '../support/harness/events.mts';
import { WorkflowRun } from '../support/harness/workflow.mts';

beforeEach(prepareModels);

describe('waiting by webhook', () => {
	it('parks, wakes on the callback, and puts the file out', async () => {
		api.submit('/txt2img', 'r1', ({ webhook_url: url }) => /^https:\/\/n8n\.example\.com\/webhook-waiting\/\d+\?signature=\w+$/.test(url));
		const run = await start({ items: prompts('a cat'), parameters: { options: { seed: 7 } } });
		expect(run.run.status).toBe('waiting');

		api.done('r1');
		api.result('r1');
		expect(await run.callBack(signedEvent('job.completed', 'r1'))).toEqual({ resumed: true, status: 200 });
		expect(run.run.status).toBe('success');
		expect(run.output[0].json).toMatchObject({ request_id: 'r1', status: 'done', model: 'Flux1schnell', seed: 7 });
		expect(run.output[0].binary?.data).toMatchObject({ fileName: 'deapi-r1.png', mimeType: 'image/png' });
		expect(run.output[0].pairedItem).toEqual({ item: 0 });
		expect(files(run)).toEqual(['picture of r1']);
	});

	it('wakes once for several jobs, by the one that was submitted last, and keeps the order of the items', async () => {
		api.submit('/txt2img', 'r1', (body) => body.webhook_url === undefined);
		api.submit('/txt2img', 'r2', (body) => body.webhook_url === undefined);
		api.submit('/txt2img', 'r3', (body) => body.webhook_url !== undefined && body.prompt === 'c');
		const run = await start({ items: prompts('a', 'b', 'c'), parameters: { options: { concurrency: 1 } } });
		expect(await run.callBack(signedEvent('job.completed', 'r1'))).toEqual({ resumed: false, status: 200 });

		for (const id of ['r1', 'r2', 'r3']) {
			api.done(id);
			api.result(id);
		}
		expect((await run.callBack(signedEvent('job.completed', 'r3'))).resumed).toBe(true);
		expect(files(run)).toEqual(['picture of r1', 'picture of r2', 'picture of r3']);
		expect(run.output.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }, { item: 2 }]);
	});

	it('outlasts the plan’s limit of requests a minute', async () => {
		for (let time = 0; time < 6; time++) api.refuse('/txt2img', 429, {}, { 'x-ratelimit-type': 'minute', 'retry-after': '60' });
		api.submit('/txt2img', 'r1');
		const run = await start({ items: prompts('a') });
		expect(run.run.status).toBe('waiting');
		expect(realTiming.sleep).toHaveBeenCalledTimes(6);
	});

	it('looks again at jobs that still run when the last one has ended', async () => {
		for (const id of ['r1', 'r2']) api.submit('/txt2img', id);
		const run = await start({ items: prompts('a', 'b'), parameters: { options: { concurrency: 1 } } });
		api.running('r1');
		api.running('r1');
		for (const id of ['r2', 'r1']) {
			api.done(id);
			api.result(id);
		}
		await run.callBack(signedEvent('job.completed', 'r2'));
		expect(files(run)).toEqual(['picture of r1', 'picture of r2']);
	});

	it('polls when the job that should carry the callback was refused', async () => {
		api.submit('/txt2img', 'r1');
		api.refuse('/txt2img', 422, { message: 'Invalid.' });
		api.done('r1');
		api.result('r1');
		const run = await start({
			items: prompts('a', 'b'),
			parameters: { options: { concurrency: 1 } },
			node: { onError: 'continueRegularOutput' },
		});
		expect(run.run.status).toBe('success');
		expect(files(run)).toEqual(['picture of r1', undefined]);
		expect(run.output[1].json.error).toMatchObject({ message: 'deAPI refused the request: Invalid.', code: '422' });
	});

	it('does not submit again when it wakes, though the prompt is another one every time', async () => {
		api.submit('/txt2img', 'r1');
		const run = await start({ items: prompts('a cat'), parameters: { prompt: '={{ Math.random() }}' } });
		api.done('r1');
		api.result('r1');
		await run.callBack(signedEvent('job.completed', 'r1'));
		expect(files(run)).toEqual(['picture of r1']);
	});

	it('does not try an item that was refused once more when it wakes', async () => {
		api.refuse('/txt2img', 422, { message: 'Invalid.' });
		api.submit('/txt2img', 'r2');
		const run = await start({
			items: prompts('a', 'b'),
			parameters: { options: { concurrency: 1 } },
			node: { onError: 'continueRegularOutput' },
		});
		api.done('r2');
		api.result('r2');
		await run.callBack(signedEvent('job.completed', 'r2'));
		expect(run.output[0].json.error).toMatchObject({ message: 'deAPI refused the request: Invalid.', code: '422' });
		expect(files(run)).toEqual([undefined, 'picture of r2']);
	});

	it('asks for a fresh URL when the signed one has expired', async () => {
		api.submit('/txt2img', 'r1');
		const run = await start({ items: prompts('a cat') });
		api.done('r1');
		api.expired('r1');
		api.done('r1');
		api.result('r1');
		await run.callBack(signedEvent('job.completed', 'r1'));
		expect(files(run)).toEqual(['picture of r1']);
	});

	it('collects within the callback where n8n offers no way back into execute()', async () => {
		api.submit('/txt2img', 'r1');
		const run = await start({ items: prompts('a cat') });
		api.done('r1');
		api.result('r1');
		const { context } = webhookContext(signedEvent('job.completed', 'r1'), run.run.data);
		const nodeContext = run.run.data.executionData?.contextData['node:deAPI'];
		Object.assign(context, { runExecutionData: undefined, evaluateExpression: () => nodeContext });
		const { workflowData } = await new Deapi().webhook.call(context);
		expect(workflowData?.[0]?.[0].binary?.data.fileName).toBe('deapi-r1.png');
	});
});

describe('the same callback once more', () => {
	it('does not wake a second time when it comes at the same moment', async () => {
		api.submit('/txt2img', 'r-twice');
		const run = await start({ items: prompts('a') });
		const event = signedEvent('job.completed', 'r-twice');
		const parked = run.run;
		api.done('r-twice');
		api.result('r-twice');
		expect((await run.callBack(event)).resumed).toBe(true);
		run.run = parked;
		expect(await run.callBack(event)).toEqual({ resumed: false, status: 200 });
	});

	it('wakes again later, in case the first was in vain', async () => {
		api.submit('/txt2img', 'r-later');
		const run = await start({ items: prompts('a') });
		const parked = run.run;
		for (let time = 0; time < 2; time++) {
			vi.spyOn(realTiming, 'now').mockReturnValue(Date.now() + time * 60_000);
			api.done('r-later');
			api.result('r-later');
			run.run = parked;
			expect((await run.callBack(signedEvent('job.completed', 'r-later'))).resumed).toBe(true);
		}
		vi.mocked(realTiming.now).mockRestore();
	});
});

describe('many executions at once', () => {
	const begin = async (count: number) => {
		for (let run = 0; run < count; run++) await start({ items: prompts('a') });
	};

	it('let the next one submit as soon as they are parked', async () => {
		for (const id of ['r1', 'r2', 'r3', 'r4']) api.submit('/txt2img', id);
		await begin(4);
		expect(realTiming.sleep).not.toHaveBeenCalled();
	});

	it('let the next one submit where a job was refused', async () => {
		for (let run = 0; run < 3; run++) api.refuse('/txt2img', 422);
		api.submit('/txt2img', 'r1');
		await begin(4);
		expect(realTiming.sleep).not.toHaveBeenCalled();
	});
});

describe('a wait that times out', () => {
	it('fails the node, and names every request ID', async () => {
		for (const id of ['r1', 'r2']) api.submit('/txt2img', id);
		const run = await start({ items: prompts('a', 'b'), parameters: { options: { concurrency: 1 } } });
		await run.timeOut();
		expect(run.run.status).toBe('error');
		expect(run.error?.message).toBe('deAPI did not call back within "Wait Timeout"');
		expect(run.error?.description).toContain('Request IDs: r1, r2');
	});

	it('puts every item out with its request ID under Continue On Fail', async () => {
		for (const id of ['r1', 'r2']) api.submit('/txt2img', id);
		const run = await start({
			items: prompts('a', 'b'),
			parameters: { options: { concurrency: 1 } },
			node: { onError: 'continueRegularOutput' },
		});
		await run.timeOut();
		expect(run.run.status).toBe('success');
		expect(run.output.map(({ json }) => (json.error as { request_id: string }).request_id)).toEqual(['r1', 'r2']);
		expect(run.output.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }]);
	});

	it('is at least two minutes away', async () => {
		api.submit('/txt2img', 'r1');
		const run = await start({ items: prompts('a'), parameters: { options: { waitTimeout: 5 } } });
		const seconds = (run.run.waitTill!.getTime() - Date.now()) / 1000;
		expect(seconds).toBeGreaterThan(118);
		expect(seconds).toBeLessThan(121);
	});
});

describe('callbacks that wake nothing', () => {
	it.each([
		['of a job that has only started', signedEvent('job.processing', 'r1'), 200],
		['of a job that is not ours', signedEvent('job.completed', 'other'), 200],
		['of an unknown kind', signedEvent('job.dreamt', 'r1'), 200],
		['with a forged signature', signedEvent('job.completed', 'r1', { secret: 'guessed' }), 401],
		['with a stale timestamp', signedEvent('job.completed', 'r1', { at: Date.now() - 400_000 }), 401],
		['without a signature', { ...signedEvent('job.completed', 'r1'), headers: {} }, 401],
	])('%s', async (_what, event, status) => {
		api.submit('/txt2img', 'r1');
		const run = await start({ items: prompts('a cat') });
		expect(await run.callBack(event)).toEqual({ resumed: false, status });
		expect(run.run.status).toBe('waiting');
	});
});

describe('a failed job', () => {
	it('fails the node in the words of the API, with the request ID', async () => {
		api.submit('/txt2img', 'r1');
		const run = await start({ items: prompts('a cat') });
		api.failed('r1');
		await run.callBack(signedEvent('job.failed', 'r1'));
		expect(run.run.status).toBe('error');
		expect(run.error?.message).toBe('The deAPI job failed: The worker gave up (PROCESSING_ERROR)');
		expect(run.error?.description).toContain('Request ID: r1');
		expect(run.error?.context).toMatchObject({ itemIndex: 0, requestId: 'r1', errorCode: 'PROCESSING_ERROR' });
	});

	it('leaves the other items unharmed under Continue On Fail', async () => {
		for (const id of ['r1', 'r2']) api.submit('/txt2img', id);
		const run = await start({
			items: prompts('a', 'b'),
			parameters: { options: { concurrency: 1 } },
			node: { onError: 'continueRegularOutput' },
		});
		api.failed('r1');
		api.done('r2');
		api.result('r2');
		await run.callBack(signedEvent('job.completed', 'r2'));
		expect(run.run.status).toBe('success');
		expect(run.output[0].json).toEqual({
			error: {
				message: 'The deAPI job failed: The worker gave up (PROCESSING_ERROR)',
				description: expect.stringContaining('Request ID: r1'),
				request_id: 'r1',
				code: 'PROCESSING_ERROR',
			},
		});
		expect(run.output[1].json).toMatchObject({ request_id: 'r2', status: 'done' });
	});

	it('goes to the error output, and the others to the regular one', async () => {
		for (const id of ['r1', 'r2']) api.submit('/txt2img', id);
		const run = await start({
			items: prompts('a', 'b'),
			parameters: { options: { concurrency: 1 } },
			node: { onError: 'continueErrorOutput' },
		});
		api.failed('r1');
		api.done('r2');
		api.result('r2');
		await run.callBack(signedEvent('job.completed', 'r2'));
		expect(run.output.map(({ json }) => json.request_id)).toEqual(['r2']);
		expect(run.errorOutput.map(({ json }) => json.error)).toEqual([expect.objectContaining({ request_id: 'r1' })]);
	});

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
	it('goes on with its jobs and its real input when a person retries it', async () => {
		for (const id of ['r1', 'r2']) api.submit('/txt2img', id);
		const run = await start({
			items: prompts('a', 'b'),
			parameters: { options: { concurrency: 1 } },
			node: { onError: 'continueRegularOutput' },
		});
		expect(run.run.status).toBe('waiting');

		api.done('r1');
		api.result('r1');
		api.submit('/txt2img', 'r3', (body) => body.prompt === 'better b');
		await run.retryByHand({ prompt: '={{ $json.text === "b" ? "better b" : $json.text }}' });
		expect(run.run.status).toBe('waiting');
		api.done('r3');
		api.result('r3');
		await run.callBack(signedEvent('job.completed', 'r3'));
		expect(files(run)).toEqual(['picture of r1', 'picture of r3']);
	});
});

describe('several runs of the node in one execution', () => {
	it('do not mix their jobs', async () => {
		for (const id of ['r1', 'r2']) {
			api.submit('/txt2img', id);
			api.refuse('/txt2img', 422, { message: 'Invalid.' });
		}
		const run = await new WorkflowRun({
			items: prompts('a', 'b'),
			parameters: { prompt: '={{ $json.text }}', waitMode: 'dontWait', options: { concurrency: 1 } },
			node: { onError: 'continueRegularOutput' },
			runs: 2,
		}).start();
		const ids = run.run.data.resultData.runData.deAPI.map(({ data }) => data?.main[0]?.map(({ json }) => json.request_id));
		expect(ids).toEqual([
			['r1', undefined],
			['r2', undefined],
		]);
	});
});

describe('submitting', () => {
	it('sends nothing when one item is wrong', async () => {
		const run = await start({ items: prompts('a', '') });
		expect(run.error?.message).toBe('"Prompt" is empty');
		expect(run.error?.context).toMatchObject({ itemIndex: 1 });
	});

	it('names the jobs that were taken before one was refused', async () => {
		api.submit('/txt2img', 'r1');
		api.refuse('/txt2img', 422, { message: 'Invalid.', errors: { negative_prompt: ['Too rude.'] } });
		const run = await start({ items: prompts('a', 'b', 'c'), parameters: { options: { concurrency: 1 } } });
		expect(run.error?.message).toBe('deAPI refused the request: Invalid.');
		expect(run.error?.description).toContain('"Negative Prompt": Too rude.');
		expect(run.error?.description).toContain('Retry On Fail goes on with them: r1');
	});

	it('is not repeated by Retry On Fail where the job may have been taken', async () => {
		api.refuse('/txt2img', 500);
		const run = await start({ items: prompts('a'), node: { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 } });
		expect(run.run.status).toBe('error');
		expect(run.error?.message).toBe('deAPI answered with status 500, and the job may have been submitted all the same');
	});

	it('puts every item out with the reason when the run cannot wait, under Continue On Fail', async () => {
		const run = await start({
			items: prompts('a', 'b'),
			credentials: { webhookSecret: '' },
			parameters: { waitMode: 'webhook' },
			node: { onError: 'continueRegularOutput' },
		});
		expect(run.output.map(({ json }) => json.error)).toEqual(
			Array(2).fill(expect.objectContaining({ message: expect.stringContaining('has no "Webhook Secret"') })),
		);
	});
});

describe('other wait modes', () => {
	it('does not wait when it must not', async () => {
		api.submit('/txt2img', 'r1', (body) => body.webhook_url === undefined);
		const run = await start({ items: prompts('a'), parameters: { waitMode: 'dontWait', options: { seed: 5 } } });
		expect(run.run.status).toBe('success');
		expect(run.output[0].json).toEqual({ request_id: 'r1', status: 'pending', model: 'Flux1schnell', seed: 5 });
	});

	it.each([
		['the credential has no secret', { credentials: { webhookSecret: '' } }, 'no "Webhook Secret"'],
		['n8n has https, but only for itself', { resumeBase: 'https://localhost:5678/webhook-waiting' }, 'calls itself https://localhost:5678'],
		['n8n has no public address', { resumeBase: 'http://localhost:5678/webhook-waiting' }, 'calls itself http://localhost:5678'],
	])('Automatic polls when %s, and says why', async (_what, options, reason) => {
		api.submit('/txt2img', 'r1', (body) => body.webhook_url === undefined);
		api.done('r1');
		api.result('r1');
		const run = await start({ items: prompts('a'), ...options });
		expect(files(run)).toEqual(['picture of r1']);
		expect(run.hints).toEqual([expect.stringContaining(reason)]);
	});

	it('Webhook refuses before anything is sent when deAPI cannot call back', async () => {
		const run = await start({
			items: prompts('a'),
			parameters: { waitMode: 'webhook' },
			resumeBase: 'http://localhost:5678/webhook-waiting',
		});
		expect(run.error?.message).toContain('"Wait Mode" is Webhook, but deAPI calls back over public https only');
		expect(run.error?.description).toContain('WEBHOOK_URL');
	});

	it('polls as a tool of an AI Agent', async () => {
		api.submit('/txt2img', 'r1');
		api.done('r1');
		api.result('r1');
		const run = await start({ items: prompts('a'), node: { type: 'n8n-nodes-deapi.deapiTool' } });
		expect(run.output[0].json.result_url).toBe('https://storage.test/r1.png');
	});
});
