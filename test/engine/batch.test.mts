import nock from 'nock';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import { forgetCatalog } from '../../nodes/shared/api/models.ts';
import { realTiming } from '../../nodes/shared/util/timing.ts';
import { catalog } from '../support/emulator/catalog.mts';
import { api } from '../support/harness/api.mts';
import { API, BASE_URL } from '../support/harness/contexts.mts';
import type { ContextOptions } from '../support/harness/contexts.mts';
import { WorkflowRun } from '../support/harness/workflow.mts';

const PATH = '/embeddings';
const texts = (...list: Array<string | string[]>) => list.map((text) => ({ json: { text } }));
const embed = (items: ReturnType<typeof texts>, more: Partial<ContextOptions> = {}) =>
	new WorkflowRun({
		items,
		...more,
		parameters: { resource: 'embedding', operation: 'create', text: '={{ $json.text }}', waitMode: 'polling', ...more.parameters },
	});
const asked =
	(...input: string[]) =>
	(body: { input: string[] }) =>
		JSON.stringify(body.input) === JSON.stringify(input);
const vectors = (requestId: string, ...numbers: number[]) =>
	api.doneWith(requestId, {
		name: `${requestId}.json`,
		type: 'application/json',
		content: JSON.stringify(numbers.map((number) => [number, 0])),
	});

beforeEach(() => {
	vi.spyOn(realTiming, 'sleep').mockResolvedValue();
	forgetCatalog();
	api.models();
});

describe('Embedding > Create', () => {
	it('puts all items into one job, and gives each its own vectors', async () => {
		api.submit(PATH, 'r1', asked('a', 'b', 'c', 'd'));
		vectors('r1', 1, 2, 3, 4);
		const { output } = await embed(texts('a', ['b', 'c'], 'd')).start();
		expect(output.map(({ json }) => json.embeddings)).toEqual([
			[[1, 0]],
			[
				[2, 0],
				[3, 0],
			],
			[[4, 0]],
		]);
		expect(output.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }, { item: 2 }]);
		expect(output[0].json).toMatchObject({ request_id: 'r1', dimensions: 2, model: 'Bge_M3_FP16' });
		expect(output[0].binary).toBeUndefined();
	});

	it('starts another job where the tokens of one would be too many', async () => {
		const long = 'x'.repeat(300_000);
		api.submit(PATH, 'r1', asked(long, 'a'));
		api.submit(PATH, 'r2', asked(long));
		vectors('r1', 1, 2);
		vectors('r2', 3);
		const { output } = await embed(texts(long, 'a', long), { parameters: { options: { concurrency: 1 } } }).start();
		expect(output.map(({ json }) => [json.request_id, json.embeddings])).toEqual([
			['r1', [[1, 0]]],
			['r1', [[2, 0]]],
			['r2', [[3, 0]]],
		]);
	});

	it('starts another job after 2,048 texts', async () => {
		const many = Array.from({ length: 2048 }, (_, index) => `${index}`);
		api.submit(PATH, 'r1', (body) => body.input.length === 2048);
		api.submit(PATH, 'r2', asked('one more'));
		const { output } = await embed(texts(many, 'one more'), { parameters: { waitMode: 'dontWait', options: { concurrency: 1 } } }).start();
		expect(output.map(({ json }) => json.request_id)).toEqual(['r1', 'r2']);
	});

	it.each([
		['an empty text', [''], '"Text" is empty'],
		['an empty text in a list', [['a', ' ']], 'Text 2 of the 2 in "Text" is empty'],
		['an empty list', [[]], '"Text" is empty'],
		['too many texts', [Array.from({ length: 2049 }, () => 'x')], '"Text" is a list of 2049 texts, and deAPI takes 2048 at once'],
	])('refuses %s before anything is sent', async (_what, list, message) => {
		const { error } = await embed(texts(...(list as string[]))).start();
		expect(error?.message).toBe(message);
	});

	it('fails every item of a job that failed, with its request ID', async () => {
		api.submit(PATH, 'r1');
		api.failed('r1', 'CONTEXT_LENGTH_EXCEEDED');
		const { output } = await embed(texts('a', 'b'), { node: { onError: 'continueRegularOutput' } }).start();
		expect(output.map(({ json }) => (json.error as { request_id: string }).request_id)).toEqual(['r1', 'r1']);
	});

	it.each([
		['too few vectors', JSON.stringify([[1, 0]]), 'deAPI sent 1 vectors for 2 texts'],
		['no vectors', '{"texts":2}', 'deAPI sent no vectors that this node can read'],
	])('mixes nothing up where it gets %s', async (_what, content, message) => {
		api.submit(PATH, 'r1');
		api.doneWith('r1', { name: 'r1.json', type: 'application/json', content });
		const { error } = await embed(texts('a', 'b')).start();
		expect(error?.message).toBe(message);
		expect(error?.description).toContain('Request ID: r1');
	});

	it('submits a failed job once more under Retry On Fail, and no item twice', async () => {
		api.submit(PATH, 'r1', asked('a', 'b'));
		api.failed('r1');
		api.submit(PATH, 'r2', asked('a', 'b'));
		vectors('r2', 1, 2);
		const { output } = await embed(texts('a', 'b'), { node: { retryOnFail: true, maxTries: 2, waitBetweenTries: 1 } }).start();
		expect(output.map(({ json }) => json.request_id)).toEqual(['r2', 'r2']);
	});

	it('keeps the vectors of what has not changed, when a person retries', async () => {
		api.submit(PATH, 'r1', asked('a', 'b'));
		api.doneWith('r1', { name: 'r1.json', type: 'application/json', content: '[]' });
		const run = await embed(texts('a', 'b')).start();
		expect(run.error?.message).toContain('no vectors');

		api.submit(PATH, 'r2', asked('better b'));
		vectors('r1', 1, 2);
		vectors('r2', 3);
		await run.retryByHand({ text: '={{ $json.text === "b" ? "better b" : $json.text }}' });
		expect(run.output.map(({ json }) => [json.request_id, json.embeddings])).toEqual([
			['r1', [[1, 0]]],
			['r2', [[3, 0]]],
		]);
	});
});

describe('a batch that may have been submitted', () => {
	it('is remembered for every one of its items, also where the first ends the node', async () => {
		api.refuse(PATH, 500);
		const run = await embed(texts('a', 'b', 'c')).start();
		expect(run.error?.message).toContain('the job may have been submitted all the same');

		// A person has changed the first item, and retries: the others may not be sent again by themselves.
		const sent: unknown[] = [];
		nock(BASE_URL)
			.post(`${API}${PATH}`, (body) => sent.push(body) > 0)
			.optionally()
			.reply(500, {});
		await run.retryByHand({ text: '={{ $json.text === "a" ? "better a" : $json.text }}' });
		expect(sent).toEqual([]);
		expect(run.error?.message).toContain('the job may have been submitted all the same');
	});
});

describe('a batch that is refused for some of its texts', () => {
	const GOING_ON = { node: { onError: 'continueRegularOutput' } } as const;
	const refuse = (fields: string[], ...input: string[]) =>
		nock(BASE_URL)
			.post(`${API}${PATH}`, asked(...input))
			.reply(422, { message: 'Invalid.', errors: Object.fromEntries(fields.map((field) => [field, [`The ${field} field is too long.`]])) });

	it.each(['input.2', 'input[2]'])('fails the item alone whose text it names, in the user’s words: %s', async (field) => {
		refuse([field], 'a', 'b', 'c', 'd');
		api.submit(PATH, 'r1', asked('a', 'd'));
		vectors('r1', 1, 4);
		const { output } = await embed(texts('a', ['b', 'c'], 'd'), GOING_ON).start();
		expect(output.map(({ json }) => json.embeddings)).toEqual([[[1, 0]], undefined, [[4, 0]]]);
		expect(output[1].json.error).toMatchObject({
			message: 'deAPI refused the request: Invalid.',
			description: '"Text": The text field is too long. (text 2 of 2)',
		});
	});

	it('goes on without one after the other, and ends when all are refused', async () => {
		refuse(['input.0', 'input.1'], 'a', 'b', 'c');
		refuse(['input.0'], 'c');
		const { output } = await embed(texts('a', 'b', 'c'), GOING_ON).start();
		expect(output.map(({ json }) => (json.error as { description: string }).description)).toEqual(
			Array(3).fill('"Text": The text field is too long.'),
		);
	});

	it('ends the node without Continue On Fail, naming the item, and submits nothing more', async () => {
		refuse(['input.1'], 'a', 'b', 'c');
		const { error } = await embed(texts('a', 'b', 'c')).start();
		expect(error?.context?.itemIndex).toBe(1);
		expect(error?.description).toBe('"Text": The text field is too long.');
	});

	it('carries the callback with what is left of it', async () => {
		refuse(['input.1'], 'a', 'b');
		api.submit(PATH, 'r1', (body) => 'webhook_url' in body && body.input.length === 1);
		const run = await embed(texts('a', 'b'), { ...GOING_ON, parameters: { waitMode: 'webhook' } }).start();
		expect(run.run.status).toBe('waiting');
	});

	it('is halved where it names no text, until the others are in', async () => {
		refuse(['input'], 'a', 'b', 'c', 'd');
		api.submit(PATH, 'r1', asked('a', 'b'));
		refuse(['input'], 'c', 'd');
		api.submit(PATH, 'r2', asked('c'));
		refuse(['input'], 'd');
		vectors('r1', 1, 2);
		vectors('r2', 3);
		const { output } = await embed(texts('a', 'b', 'c', 'd'), GOING_ON).start();
		expect(output.map(({ json }) => json.request_id)).toEqual(['r1', 'r1', 'r2', undefined]);
	});

	it('is not halved for ever where all are refused', async () => {
		let refused = 0;
		nock(BASE_URL)
			.persist()
			.post(`${API}${PATH}`)
			.reply(422, () => {
				refused++;
				return { message: 'Invalid.', errors: { input: ['Too odd.'] } };
			});
		const { output } = await embed(texts(...Array.from({ length: 500 }, (_, index) => `t${index}`)), GOING_ON).start();
		expect(output.every(({ json }) => 'error' in json)).toBe(true);
		expect(refused).toBeLessThan(65);
	});

	it.each([
		['without Continue On Fail', {}, { input: ['Too odd.'] }],
		['for another field', GOING_ON, { model: ['Too old.'] }],
		['for want of money', GOING_ON, { balance: ['Not enough balance.'] }],
	])('is not halved %s', async (_what, more, errors) => {
		let asked = 0;
		nock(BASE_URL)
			.persist()
			.post(`${API}${PATH}`)
			.reply(422, () => {
				asked++;
				return { message: 'Invalid.', errors };
			});
		api.balance(0);
		api.price(PATH, 1);
		await embed(texts('a', 'b'), more).start();
		expect(asked).toBe(1);
		nock.cleanAll();
	});
});

describe('Fallback Models of a batch', () => {
	it('may be others for every item: each goes on to its own', async () => {
		const sent: Array<{ model: string; input: string[] }> = [];
		forgetCatalog();
		nock.cleanAll();
		const [entry] = catalog.filter(({ slug }) => slug === 'Bge_M3_FP16');
		const slugs = ['Bge_M3_FP16', 'Second', 'Third'];
		nock(BASE_URL)
			.get(`${API}/models`)
			.query(true)
			.reply(200, { data: slugs.map((slug) => ({ ...entry, slug, name: slug })) });
		nock(BASE_URL)
			.post(`${API}${PATH}`)
			.times(3)
			.reply(async (request: Request) => {
				const body = (await request.clone().json()) as (typeof sent)[number];
				sent.push(body);
				if (body.model === 'Bge_M3_FP16') return [422, { message: 'The selected model is currently unavailable.' }];
				return [200, { data: { request_id: body.model } }];
			});
		const items = [
			{ json: { text: 'a', next: 'Second' } },
			{ json: { text: 'b', next: 'Third' } },
			{ json: { text: 'c', next: 'Second' } },
		];
		const run = await embed(items as never, {
			parameters: { waitMode: 'dontWait', options: { fallbackModels: '={{ $json.next }}' } },
		}).start();
		expect(run.output.map(({ json }) => [json.request_id, json.model])).toEqual([
			['Second', 'Second'],
			['Third', 'Third'],
			['Second', 'Second'],
		]);
		expect(sent.map(({ model, input }) => [model, input])).toEqual([
			['Bge_M3_FP16', ['a', 'b', 'c']],
			['Second', ['a', 'c']],
			['Third', ['b']],
		]);
	});
});

describe('the price of embeddings', () => {
	it('is asked for once, and shared by the length of the texts', async () => {
		api.price(PATH, 0.004);
		const { output } = await embed(texts('x'.repeat(100), 'x'.repeat(292)), {
			parameters: { options: { estimatePriceOnly: true } },
		}).start();
		expect(output.map(({ json }) => json.price)).toEqual([0.00104, 0.00296]);
	});

	it('keeps a dear text out, and lets the others go', async () => {
		api.price(PATH, 0.004);
		api.submit(PATH, 'r1', asked('a', 'b'));
		vectors('r1', 1, 2);
		const { output } = await embed(texts('a', 'x'.repeat(1_000), 'b'), {
			parameters: { options: { maximumPrice: 0.001 } },
			node: { onError: 'continueRegularOutput' },
		}).start();
		expect(output.map(({ json }) => json.embeddings)).toEqual([[[1, 0]], undefined, [[2, 0]]]);
		expect(output[1].json.error).toMatchObject({ message: expect.stringContaining('more than the $0.001') });
		expect(output[0].json.price).toBeGreaterThan(0);
	});
});

describe('what a job of embeddings was charged', () => {
	const charged = (price: unknown) => api.says('r1', { status: 'done', result: '[[1,0],[2,0]]', result_url: null, price });
	const ofTwo = async (options = {}) => {
		api.submit(PATH, 'r1');
		return (await embed(texts('x'.repeat(100), 'x'.repeat(292)), { parameters: { options } }).start()).output.map(({ json }) => json);
	};

	it('is shared by the length of the texts, and the vectors may come as a text in the status', async () => {
		charged({ amount: 0.002, is_estimated: false });
		const [first, second] = await ofTwo();
		expect([first, second]).toMatchObject([
			{ price: 0.00052, embeddings: [[1, 0]] },
			{ price: 0.00148, embeddings: [[2, 0]] },
		]);
		expect(first).not.toHaveProperty('price_is_estimated');
	});

	it('takes the place of what was asked for, which stays where nothing is said', async () => {
		api.price(PATH, 0.004);
		charged({ amount: 0.002, is_estimated: true });
		expect(await ofTwo({ maximumPrice: 1 })).toMatchObject([
			{ price: 0.00052, price_is_estimated: true },
			{ price: 0.00148, price_is_estimated: true },
		]);
		api.price(PATH, 0.004);
		charged(null);
		expect((await ofTwo({ maximumPrice: 1 })).map(({ price }) => price)).toEqual([0.00104, 0.00296]);
	});
});

describe('Job > Get Result', () => {
	it('reads vectors, too, and brings the file', async () => {
		const embeddings = [1, 2].map((number) => Array(64).fill(number));
		api.doneWith('r1', { name: 'r1.json', type: 'application/json', content: JSON.stringify(embeddings) });
		const run = await new WorkflowRun({ parameters: { resource: 'job', operation: 'getResult', requestId: 'r1' } }).start();
		expect(run.output[0].json).toMatchObject({ embeddings, dimensions: 64 });
		expect(run.output[0].binary?.data.fileName).toBe('deapi-r1.json');
	});
});
