import { beforeEach, describe, expect, it } from 'vitest';

import { realTiming } from '../../nodes/shared/util/timing.ts';
import { api } from '../support/harness/api.mts';
import { files, prepareModels, prompts, RETRYING, start } from '../support/harness/engine.mts';
import { signedEvent } from '../support/harness/events.mts';

beforeEach(prepareModels);

describe('waiting by webhook', () => {
	it('parks, wakes on the callback, and puts the file out', async () => {
		api.submit('/images/generations', 'r1', ({ webhook_url: url }) =>
			/^https:\/\/n8n\.example\.com\/webhook-waiting\/\d+\/deapi\?signature=\w+$/.test(url),
		);
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

	it.each(['', 0, 'no such file', {}, [], true, false, null])(
		'is not taken for a failed try where an item has an error field: %j',
		async (error) => {
			for (const id of ['r1', 'r2']) api.submit('/images/generations', id);
			const items = prompts('a', 'b').map(({ json }) => ({ json: { ...json, error } }));
			const run = await start({ items, node: RETRYING, parameters: { options: { concurrency: 1 } } });
			expect(run.run.status).toBe('waiting');
			expect(run.output.map(({ json }) => json)).toEqual([
				{ request_id: 'r1', status: 'pending', model: 'Flux1schnell', seed: expect.any(Number), waits_until: expect.any(String) },
				{ request_id: 'r2', status: 'pending', model: 'Flux1schnell', seed: expect.any(Number), waits_until: expect.any(String) },
			]);

			for (const id of ['r1', 'r2']) {
				api.done(id);
				api.result(id);
			}
			expect((await run.callBack(signedEvent('job.completed', 'r2'))).resumed).toBe(true);
			expect(files(run)).toEqual(['picture of r1', 'picture of r2']);
		},
	);

	it('wakes once for several jobs, by the one that was submitted last, and keeps the order of the items', async () => {
		api.submit('/images/generations', 'r1', (body) => body.webhook_url === undefined);
		api.submit('/images/generations', 'r2', (body) => body.webhook_url === undefined);
		api.submit('/images/generations', 'r3', (body) => body.webhook_url !== undefined && body.prompt === 'c');
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
		for (let time = 0; time < 6; time++) api.refuse('/images/generations', 429, {}, { 'x-ratelimit-type': 'minute', 'retry-after': '60' });
		api.submit('/images/generations', 'r1');
		const run = await start({ items: prompts('a') });
		expect(run.run.status).toBe('waiting');
		expect(realTiming.sleep).toHaveBeenCalledTimes(6);
	});

	it('looks again at jobs that still run when the last one has ended', async () => {
		for (const id of ['r1', 'r2']) api.submit('/images/generations', id);
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
		api.submit('/images/generations', 'r1');
		api.refuse('/images/generations', 422, { message: 'Invalid.' });
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
		api.submit('/images/generations', 'r1');
		const run = await start({ items: prompts('a cat'), parameters: { prompt: '={{ Math.random() }}' } });
		api.done('r1');
		api.result('r1');
		await run.callBack(signedEvent('job.completed', 'r1'));
		expect(files(run)).toEqual(['picture of r1']);
	});

	it('does not try an item that was refused once more when it wakes', async () => {
		api.refuse('/images/generations', 422, { message: 'Invalid.' });
		api.submit('/images/generations', 'r2');
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
		api.submit('/images/generations', 'r1');
		const run = await start({ items: prompts('a cat') });
		api.done('r1');
		api.expired('r1');
		api.done('r1');
		api.result('r1');
		await run.callBack(signedEvent('job.completed', 'r1'));
		expect(files(run)).toEqual(['picture of r1']);
	});
});
