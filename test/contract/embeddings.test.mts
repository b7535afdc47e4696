/** The sub-node against the emulated API, under what stands for a vector store. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { embed } from '../support/emulator/embeddings.mts';
import { insert, numbered } from '../support/harness/embeddingJobs.mts';
import { paidOf } from '../support/harness/testBed.mts';
import { StoreRun } from '../support/harness/storeRun.mts';
import type { StoreOptions } from '../support/harness/storeRun.mts';
import { CREDENTIALS, Rig } from './rig.mts';

let rig: Rig;

beforeAll(async () => {
	rig = await Rig.open();
});
afterAll(async () => await rig?.close());
beforeEach(() => rig.clear());

const run = async (texts: string[], more: Partial<StoreOptions> = {}, apiVersion = 'v2') =>
	await new StoreRun({
		use: insert(texts),
		credentials: { ...CREDENTIALS, baseUrl: rig.emulator.url, apiVersion },
		...more,
	}).start();

describe('Embeddings deAPI', () => {
	it.each(['v1', 'v2'])('makes the vectors of 2,100 texts with two jobs, on version %s of the API', async (version) => {
		const texts = numbered(2100);
		const { error, result, shown } = await run(texts, {}, version);
		expect(error).toBeUndefined();
		expect(result).toEqual(texts.map(embed));
		expect(paidOf(rig.emulator.requests)).toHaveLength(2);
		expect(shown[0].output).toMatchObject({ texts: 2100, dimensions: 1024, request_ids: [expect.any(String), expect.any(String)] });
	});

	it('pays what the price was, for all texts together', async () => {
		const texts = numbered(500);
		const { output } = (await run(texts)).shown[0];
		const price = output!.price as number;
		rig.emulator.requests.length = 0;
		const dearer = await run(texts, { options: { maximumPrice: price - 0.000_000_01 } });
		expect(dearer.error!.message).toContain(`These 500 texts cost $${price}, more than`);
		expect(paidOf(rig.emulator.requests)).toEqual([]);
		expect((await run(texts, { options: { maximumPrice: price } })).error).toBeUndefined();
	});

	it('says which text is the longest, where deAPI finds one too long', async () => {
		const texts = ['a', 'b', 'x'.repeat(40_000)];
		const { error } = await run(texts);
		expect(error!.message).toMatch(/^deAPI refused the request/);
		expect(error!.description).toContain('The longest is text 3 of 3, with 40000 characters.');
	});
});
