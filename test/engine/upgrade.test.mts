/**
 * Executions that version 0.5.0 of this package has left in n8n's database, taken up by today's code.
 *
 * Made on 2026-11-25 with the package of commit 04c1e39 on n8n 2.41.1 against the emulated deAPI: the column `data` of
 * the table `execution_data`, flatted text as n8n stores it. Taken away: the other nodes' output, the stacks of errors,
 * and what n8n does not need to go on (`startData`, `runtimeData`, `resumeToken`, the error's second copy).
 */
import { readFileSync } from 'node:fs';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import { realTiming } from '../../nodes/shared/util/timing.ts';
import { api } from '../support/harness/api.mts';
import { files, prepareModels } from '../support/harness/engine.mts';
import { signedEvent } from '../support/harness/events.mts';
import { WorkflowRun } from '../support/harness/workflow.mts';
import { saidBy } from '../support/harness/files.mts';

/** None has waited to its end. */
const NOW = Date.parse('2026-11-25T23:00:00Z');

beforeEach(() => {
	prepareModels();
	vi.spyOn(realTiming, 'now').mockReturnValue(NOW);
});

const stored = (name: string, executionId: string) =>
	WorkflowRun.stored(readFileSync(new URL(`parkedBy050/${name}.json`, import.meta.url), 'utf8'), executionId);
const event = (name: string, requestId: string) => signedEvent(name, requestId, { at: NOW });
const DETAILS = ', cinematic lighting, fine detail, rich colours, sharp focus';
const WITHOUT = 'people, blurry, low quality, distorted, deformed';

/**
 * Image > Generate with a webhook, Continue On Fail, Enhance Prompt First, JPG, a maximum price and a fallback model. Of the
 * four items, the second has no prompt, the submission of the third is in doubt, and the fourth was refused for its model.
 */
describe('images that 0.5.0 has parked', () => {
	const [lighthouse, fox] = ['dd215d92-a3e3-43f6-b7c0-45eb142df4e1', 'b00f60cb-1838-49e7-8e58-a02592769c16'];
	const image = (requestId: string, prompt: string, more: object) => ({
		json: {
			request_id: requestId,
			status: 'done',
			prompt: prompt + DETAILS,
			prompt_original: prompt,
			negative_prompt: WITHOUT,
			negative_prompt_original: 'people',
			...more,
		},
		binary: { picture: { fileName: `deapi-${requestId}.jpg`, mimeType: 'image/jpeg' } },
	});
	const everyItem = [
		{ ...image(lighthouse, 'a lighthouse', { model: 'Flux1schnell', seed: 229678302, price: 0.0039328 }), pairedItem: { item: 0 } },
		{ json: { error: { message: '"Prompt" is empty' } }, pairedItem: { item: 1 } },
		{ json: { error: { message: expect.stringContaining('may have been submitted'), code: 'ECONNRESET' } }, pairedItem: { item: 2 } },
		{ ...image(fox, 'a fox', { model: 'ZImageTurbo_INT8', seed: 1875991418, price: 0.019097799999999998 }), pairedItem: { item: 3 } },
	];
	const finish = () => {
		for (const id of [lighthouse, fox]) {
			const jpg = { name: `${id}.jpg`, type: 'image/jpeg', content: `picture of ${id}` };
			api.doneWith(id, { name: `${id}.png`, type: 'image/png', content: '', others: { jpg: `https://storage.test/${jpg.name}` } });
			api.stored(jpg);
		}
	};

	it('wake by the callback, and every item comes out, also that of a job that still runs', async () => {
		const run = stored('images', '1');
		expect(await run.callBack(event('job.completed', lighthouse))).toEqual({ resumed: false, status: 200 });
		api.running(lighthouse);
		api.running(lighthouse);
		finish();
		expect(await run.callBack(event('job.completed', fox))).toEqual({ resumed: true, status: 200 });
		expect(run.run.status).toBe('success');
		expect(run.output).toMatchObject(everyItem);
		const contents = run.output.map(({ binary }) => binary && saidBy(binary.picture));
		expect(contents).toEqual([`picture of ${lighthouse}`, undefined, undefined, `picture of ${fox}`]);
	});

	it('end their wait where n8n has lost hold of them and a person retries, and name their jobs', async () => {
		const run = stored('images', '1');
		await run.retryByHand();
		expect(run.run.status).toBe('success');
		const late = (requestId: string) => ({ json: { error: { request_id: requestId } } });
		expect(run.output).toMatchObject([late(lighthouse), everyItem[1], everyItem[2], late(fox)]);
	});
});

/** Embedding > Create: three items with four texts in one job, with a maximum price. */
describe('a batch that 0.5.0 has parked', () => {
	it('wakes by the callback, and gives each item its own vectors and its share of the price', async () => {
		const [id, run] = ['ea7353e4-2a73-41f3-ba63-a650cdc0d0a5', stored('embeddings', '2')];
		api.doneWith(id, { name: `${id}.json`, type: 'application/json', content: '[[1, 0], [2, 0], [3, 0], [4, 0]]' });
		expect((await run.callBack(event('job.completed', id))).resumed).toBe(true);
		expect(run.output.map(({ json: { embeddings, price }, pairedItem }) => [embeddings, price, pairedItem])).toEqual([
			[[[1, 0]], 8e-8, { item: 0 }],
			[
				[
					[2, 0],
					[3, 0],
				],
				expect.closeTo(1.8e-7, 12),
				{ item: 1 },
			],
			[[[4, 0]], 8e-8, { item: 2 }],
		]);
		expect(run.output[2].json).toMatchObject({ request_id: id, dimensions: 2, model: 'Bge_M3_FP16' });
	});
});

describe('a batch that 0.5.0 has parked, and whose price the API says', () => {
	it('keeps what was asked for, since it does not know how to share the other', async () => {
		const [id, run] = ['ea7353e4-2a73-41f3-ba63-a650cdc0d0a5', stored('embeddings', '2')];
		api.says(id, { status: 'done', result: '[[1, 0], [2, 0], [3, 0], [4, 0]]', price: { amount: 1, is_estimated: false } });
		const later = NOW + 60_000;
		vi.spyOn(realTiming, 'now').mockReturnValue(later);
		await run.callBack(signedEvent('job.completed', id, { at: later }));
		expect(run.output.map(({ json: { price } }) => price)).toEqual([8e-8, expect.closeTo(1.8e-7, 12), 8e-8]);
	});
});

/** Two images with Enhance Prompt First and three tries of Retry On Fail: the first job of the first has failed already. */
describe('a run that 0.5.0 has parked in its second try', () => {
	const [lighthouse, vase] = ['13f6216d-c5e0-4526-adbf-7a46beb71ce1', '4f2ffd5c-189f-401d-90c7-579d746a4bb7'];
	const submitLighthouse = (requestId: string) =>
		api.submit('/images/generations', requestId, (body) => body.prompt === `a lighthouse${DETAILS}`);

	it('has one try left, for which the better prompt is not bought again', async () => {
		const run = stored('retrying', '4');
		api.failed(lighthouse);
		api.done(vase);
		api.result(vase);
		submitLighthouse('r3');
		await run.callBack(event('job.failed', lighthouse));
		expect(run.run.status).toBe('waiting');

		// n8n itself tries three times.
		for (let time = 0; time < 3; time++) {
			api.failed('r3');
			api.done(vase);
			api.result(vase);
		}
		await run.callBack(event('job.failed', 'r3'));
		expect(run.run.status).toBe('error');
		expect(run.error?.context).toMatchObject({ requestId: 'r3' });
	});
});

/** The same workflow; then the answer to a submission was lost, and a person has retried it without a prompt. */
describe('a run that 0.5.0 has kept after it failed', () => {
	const vase = '4536dca2-3ec1-409f-80e7-26f4f7d3c49d';

	it('does not submit again by itself what may have been billed', async () => {
		const run = stored('inDoubt', '6');
		await run.retryByHand({ prompt: '={{ $json.prompt }}' });
		expect(run.error?.message).toBe('deAPI could not be reached (ECONNRESET), and the job may have been submitted all the same');
		expect(run.error?.description).toContain(vase);
	});

	it('keeps the job that is paid for, and submits what a person has changed', async () => {
		const run = stored('inDoubt', '6');
		api.boost('/prompts/enhancements', { prompt: 'a fine mill' }, (body) => body.prompt === 'a mill');
		api.submit('/images/generations', 'r1', (body) => body.prompt === 'a fine mill');
		await run.retryByHand({ prompt: '={{ $json.prompt.replace("lighthouse", "mill") }}' });
		expect(run.run.status).toBe('waiting');
		for (const id of ['r1', vase]) {
			api.done(id);
			api.result(id);
		}
		await run.callBack(event('job.completed', 'r1'));
		expect(files(run)).toEqual(['picture of r1', `picture of ${vase}`]);
	});
});

/** Prompt > Boost Image with a maximum price: of two items, the second was refused. */
describe('answers that 0.5.0 has kept after a failure', () => {
	it('are bought anew by hand: a model of its own is to read each prompt now', async () => {
		const run = stored('boost', '3');
		for (const what of ['lighthouse', 'vase']) {
			api.price('/prompts/enhancements', 0.001);
			const isFor = { prompt: `a ${what}`, type: 'images.generations', model_slug: 'Flux1schnell' };
			api.boost('/prompts/enhancements', { prompt: `a fine ${what}`, negative_prompt: null }, isFor);
		}
		await run.retryByHand({});
		expect(run.run.status).toBe('success');
		expect(run.output).toMatchObject([
			{ json: { prompt: 'a fine lighthouse', prompt_original: 'a lighthouse', price: 0.001 }, pairedItem: { item: 0 } },
			{ json: { prompt: 'a fine vase', prompt_original: 'a vase', price: 0.001 }, pairedItem: { item: 1 } },
		]);
	});
});
