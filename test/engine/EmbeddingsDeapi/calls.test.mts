/** What is bought, and how often: the sub-node on n8n-core's engine, under what stands for a vector store. */
import { beforeEach, describe, expect, it } from 'vitest';

import { api } from '../../support/harness/api.mts';
import { answers, ask, done, insert, numbered, run, submitted, takes, vectorOf } from '../../support/harness/embeddingJobs.mts';
import { prepareModels, RETRYING } from '../../support/harness/engine.mts';

beforeEach(() => {
	submitted.length = 0;
	prepareModels();
});

describe('Embeddings deAPI', () => {
	it('puts the documents of a call into one job, and hands their vectors back in their order', async () => {
		takes(1);
		done('r1', numbered(3), { price: 0.000_12 });
		const { result, shown } = await run(insert(numbered(3)));
		expect(submitted).toEqual([numbered(3)]);
		expect(result).toEqual(numbered(3).map(vectorOf));
		expect(shown).toEqual([
			{
				input: { documents: numbered(3) },
				output: { texts: 3, dimensions: 2, model: 'Bge_M3_FP16', request_ids: ['r1'], price: 0.000_12 },
				error: undefined,
				status: 'success',
			},
		]);
	});

	it('shows of a question the vector, and of long documents the beginning', async () => {
		takes(2);
		done('r1', ['text 7']);
		done('r2', ['1'.repeat(120)]);
		const { shown, result } = await run(async (embeddings) => [
			await embeddings.embedQuery('text 7'),
			await embeddings.embedDocuments(['1'.repeat(120)]),
		]);
		expect(result[0]).toEqual([7, 0.5]);
		expect(shown[0]).toMatchObject({ input: { query: 'text 7' }, output: { response: [7, 0.5], request_ids: ['r1'] } });
		expect(shown[1].input).toEqual({ documents: ['1'.repeat(100)] });
	});

	it('gives nothing for nothing', async () => {
		const { result, shown } = await run(insert([]));
		expect([result, shown]).toEqual([[], []]);
	});

	it('puts 10,000 texts into five jobs, and keeps little of them', async () => {
		const texts = numbered(10_000);
		takes(5);
		for (const [index, from] of [0, 2048, 4096, 6144, 8192].entries()) done(`r${index + 1}`, texts.slice(from, from + 2048));
		const store = await run(insert(texts));
		expect(submitted.map(({ length }) => length).sort()).toEqual([1808, 2048, 2048, 2048, 2048]);
		expect(store.result).toEqual(texts.map(vectorOf));
		expect(JSON.stringify(store.kept).length).toBeLessThan(500);
	});

	it('fetches the same texts again in the next try of the vector store, without buying them again', async () => {
		takes(1);
		done('r1', numbered(3), { times: 2 });
		let tries = 0;
		const store = await run(
			async (embeddings) => {
				const vectors = await embeddings.embedDocuments(numbered(3));
				if (++tries === 1) throw new Error('the database is away');
				return vectors;
			},
			{ node: RETRYING },
		);
		expect(store.error).toBeUndefined();
		expect(store.result).toEqual(numbered(3).map(vectorOf));
		expect(submitted).toHaveLength(1);
		expect(store.shown.map(({ output }) => output!.request_ids)).toEqual([['r1'], ['r1']]);
	});

	it('goes on with what was submitted when a person retries the execution', async () => {
		takes(1);
		api.running('r1');
		const store = await run(insert(numbered(3)), { options: { waitTimeout: 1 } });
		expect(store.error).toMatchObject({
			message: 'The deAPI job did not finish within "Wait Timeout"',
			description: expect.stringContaining('Request ID: r1'),
		});
		done('r1', numbered(3));
		await store.retryByHand();
		expect(store.error).toBeUndefined();
		expect(store.result).toEqual(numbered(3).map(vectorOf));
		expect(submitted).toHaveLength(1);
	});

	it('buys of several jobs only the one again that has failed', async () => {
		const texts = numbered(2049);
		takes(2);
		done('r1', texts.slice(0, 2048), { times: 2 });
		api.failed('r2');
		takes(1);
		done('r3', texts.slice(2048));
		const store = await run(insert(texts), { node: RETRYING });
		expect(store.error).toBeUndefined();
		expect(store.result).toEqual(texts.map(vectorOf));
		expect(submitted.map(({ length }) => length)).toEqual([2048, 1, 1]);
		expect(store.shown.map(({ error }) => error)).toEqual([
			'Text 2049 of 2049: The deAPI job failed: The worker gave up (PROCESSING_ERROR)',
			undefined,
		]);
	});

	it('does not mix questions that are asked at once, and buys the same one once', async () => {
		takes(2);
		done('r1', ['text 1']);
		done('r2', ['text 2']);
		const { result, shown } = await run(ask('text 1', 'text 2', 'text 1'));
		expect(result).toEqual([vectorOf('text 1'), vectorOf('text 2'), vectorOf('text 1')]);
		expect(submitted).toEqual([['text 1'], ['text 2']]);
		expect(shown.map(({ output }) => output!.request_ids)).toEqual([['r1'], ['r2'], ['r1']]);
	});

	it('buys a question once that comes again in a loop', async () => {
		takes(1);
		done('r1', ['text 1'], { times: 3 });
		const { shown } = await run(ask('text 1'), { runs: 3 });
		expect(shown.map(({ output }) => output!.response)).toEqual(Array(3).fill(vectorOf('text 1')));
		expect(submitted).toEqual([['text 1']]);
	});

	it('does not send again what deAPI may have taken, unless a person says so', async () => {
		answers(() => [500, {}]);
		const store = await run(insert(numbered(2)), { node: RETRYING });
		expect(submitted).toHaveLength(1);
		expect(store.error).toMatchObject({
			message: expect.stringContaining('the job may have been submitted all the same'),
			description: expect.stringContaining('"Submit Again If in Doubt" under Options'),
		});
		await store.retryByHand();
		expect(submitted).toHaveLength(1);
		takes(1);
		done('r2', numbered(2));
		await store.retryByHand({ options: { submitAgain: true } });
		expect(store.result).toEqual(numbered(2).map(vectorOf));
	});

	it('keeps nothing of what has bought nothing', async () => {
		const { kept } = await run(insert(numbered(2)), { options: { waitTimeout: 'soon' } });
		expect(kept).toEqual({ deapiCalls: {} });
	});
});
