/** What the sub-node says of what goes wrong, before money is spent where that can be. */
import nock from 'nock';
import { beforeEach, describe, expect, it } from 'vitest';

import { api } from '../../support/harness/api.mts';
import { answers, ask, done, insert, numbered, PATH, run, submitted, takes, vectorOf } from '../../support/harness/embeddingJobs.mts';
import { API, BASE_URL } from '../../support/harness/contexts.mts';
import { prepareModels } from '../../support/harness/engine.mts';
import { StoreRun } from '../../support/harness/storeRun.mts';
import type { Use } from '../../support/harness/storeRun.mts';

beforeEach(() => {
	submitted.length = 0;
	prepareModels();
});

const documents =
	(given: unknown): Use =>
	async (embeddings) =>
		await embeddings.embedDocuments(given as string[]);
const question =
	(given: unknown): Use =>
	async (embeddings) =>
		await embeddings.embedQuery(given as string);

describe('before anything is sent', () => {
	it.each([
		['documents that are no list', documents('text'), 'The vector store has handed over "text", not a list of texts'],
		['an empty document', documents(['a', '', 'c']), 'Text 2 of 3 is empty'],
		['a blank document', documents([' \n']), 'Text 1 of 1 is empty'],
		['a document that is none', documents(['a', undefined]), 'Text 2 of 2 is empty'],
		['a document that is a number', documents([7]), 'Text 1 of 1 is 7, not a text'],
		['an empty question', question(''), 'The text to search for is empty'],
		['a question that is none', question(undefined), 'The text to search for is empty'],
		['a question that is an object', question({ a: 1 }), 'The text to search for is {"a":1}, not a text'],
		[
			'a question that is too long',
			question('word '.repeat(8193)),
			/^The text has 8193 words, and the model Bge_M3_FP16 takes 8192 tokens/,
		],
		['a document that is too long', documents(['a', 'word '.repeat(8193)]), /^Text 2 of 2 has 8193 words, and the model/],
	])('%s is refused', async (_what, use, message) => {
		const { error, shown } = await run(use);
		expect(error!.message).toEqual(typeof message === 'string' ? message : expect.stringMatching(message));
		expect(shown.map(({ status, error: told }) => [status, told])).toEqual([['error', error!.message]]);
	});

	it.each([
		['', '"Model" is empty'],
		['Flux1schnell', '"Model" is "Flux1schnell", which deAPI does not have for "Embeddings deAPI"'],
	])('the model "%s" is refused, and no text is named', async (model, message) => {
		const { error } = await run(insert(numbered(3)), { model });
		expect(error!.message).toBe(message);
	});

	it.each([
		[{ waitTimeout: 'soon' }, '"Wait Timeout" is "soon", not a number'],
		[{ maximumPrice: '' }, '"Maximum Price (USD)" is "", not a number'],
	])('options %j are refused', async (options, message) => {
		const { error } = await run(insert(numbered(3)), { options });
		expect(error!.message).toBe(message);
	});
});

describe('an error', () => {
	it('is shown at the sub-node, and tells the request ID', async () => {
		takes(1);
		api.failed('r1');
		const { error, shown } = await run(insert(numbered(3)));
		expect(error).toMatchObject({
			message: 'The deAPI job failed: The worker gave up (PROCESSING_ERROR)',
			description: expect.stringContaining('r1'),
			functionality: 'configuration-node',
		});
		expect(error!.node).toMatchObject({ name: 'Embeddings', type: 'n8n-nodes-deapi.embeddingsDeapi' });
		expect(error!.node.retryOnFail).toBeUndefined();
		expect(error!.context).not.toHaveProperty('itemIndex');
		expect(shown).toEqual([{ input: { documents: numbered(3) }, output: undefined, error: error!.message, status: 'error' }]);
	});

	it('names the text that deAPI refuses', async () => {
		answers(() => [422, { message: 'The given data was invalid.', errors: { 'input.1': ['The input.1 is too long.'] } }]);
		const { error } = await run(insert(numbered(3)));
		expect(error).toMatchObject({
			message: expect.stringMatching(/^Text 2 of 3: /),
			description: expect.stringContaining('"Text": The text is too long.'),
		});
	});

	it('names the texts of a job that failed among others', async () => {
		const texts = numbered(2050);
		takes(2);
		done('r1', texts.slice(0, 2048));
		api.failed('r2');
		const { error } = await run(insert(texts));
		expect(error!.message).toMatch(/^Texts 2049 to 2050 of 2050: The deAPI job failed/);
		expect(error!.description).toContain('r1');
	});

	it('names no text where the key is wrong', async () => {
		api.refuse(PATH, 401, { message: 'Unauthenticated.' });
		const { error } = await run(insert(numbered(3)));
		expect(error!.message).not.toMatch(/^Text/);
	});

	it('of a cancelled execution leaves the job to be fetched later', async () => {
		const store = new StoreRun({ use: insert(numbered(3)) });
		takes(1);
		nock(BASE_URL)
			.get(`${API}/jobs/r1`)
			.reply(() => {
				store.stop();
				return [200, { data: { status: 'processing', result_url: null } }];
			});
		await store.start();
		expect(store.error!.description).toContain('Job > Get Result fetches it later. Request ID: r1');
		expect(store.kept).toMatchObject({ deapiCalls: {} });
		expect(JSON.stringify(store.kept)).toContain('"requestId":"r1"');
	});
});

describe('Maximum Price (USD)', () => {
	it('holds for all texts of a call together', async () => {
		api.price(PATH, 0.03);
		const { error } = await run(insert(numbered(3)), { options: { maximumPrice: 0.02 } });
		expect(error!.message).toBe('These 3 texts cost $0.03, more than the $0.02 of "Maximum Price (USD)"');
	});

	it('is exact, however many texts share the price', async () => {
		const texts = numbered(2000);
		api.price(PATH, 0.000_001_23);
		takes(1);
		done('r1', texts, { price: 0.000_001_23 });
		const { error, shown } = await run(insert(texts), { options: { maximumPrice: 0.000_001_23 } });
		expect(error).toBeUndefined();
		expect(shown[0].output!.price).toBe(0.000_001_23);
	});

	it('holds for all jobs of a call together', async () => {
		api.price(PATH, 0.02);
		api.price(PATH, 0.01);
		const { error } = await run(insert(numbered(2049)), { options: { maximumPrice: 0.02 } });
		expect(error!.message).toBe('These 2049 texts cost $0.03, more than the $0.02 of "Maximum Price (USD)"');
	});

	it('is not asked for again where the texts are bought', async () => {
		api.price(PATH, 0.01);
		takes(1);
		done('r1', ['text 1'], { times: 2 });
		const { result } = await run(ask('text 1'), { options: { maximumPrice: 0.02 }, runs: 2 });
		expect(result).toEqual([vectorOf('text 1')]);
	});
});
