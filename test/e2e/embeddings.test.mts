import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';

import { webhook } from '../support/harness/callers.mts';
import { insert, memoryStore, MODEL, search, splitTexts, withEmbeddings } from '../support/harness/vectorStores.mts';
import type { NodeSpec } from '../support/harness/workflows.mts';
import { openTestBed } from '../support/harness/testBed.mts';
import type { TestBed } from '../support/harness/testBed.mts';

const TEXTS = ['The tide has turned.', 'A needle points to the north.', 'The light turns every ten seconds.'];

let testBed: TestBed;
let store = 0;

beforeAll(async () => {
	testBed = await openTestBed({ n8n: inject('n8n'), tarball: inject('tarball') });
});
afterAll(async () => await testBed?.close());
beforeEach(() => {
	testBed.emulator.calm();
	testBed.emulator.jobs.duration = 300;
	store++;
});

const start = (path: string) => [webhook(path, 'onReceived'), splitTexts];
const run = async (path: string, last: NodeSpec, texts: unknown[], embeddings?: NodeSpec) =>
	await testBed.runWorkflow(withEmbeddings(path, [...start(path), last], embeddings), { texts });

describe('Embeddings deAPI in the In-Memory Vector Store', () => {
	it('stores documents with one job, and finds them', async () => {
		const inserted = await run('insert', memoryStore('both', insert), TEXTS);
		expect(inserted.error).toBeUndefined();
		expect(inserted.paid.map(({ path, fields }) => [path, fields.model, fields.input])).toEqual([['/embeddings', MODEL, TEXTS]]);

		const [ran] = inserted.execution.data.resultData.runData.Embeddings;
		const [job] = [...testBed.emulator.jobs.all.values()].slice(-1);
		expect(ran.data!.ai_embedding![0]![0].json).toEqual({
			texts: 3,
			dimensions: 1024,
			model: MODEL,
			request_ids: [job.requestId],
			price: expect.any(Number),
		});

		const found = await run('search', memoryStore('both', search), [TEXTS[1]]);
		expect(found.error).toBeUndefined();
		expect(found.items[0].json).toMatchObject({ document: { pageContent: TEXTS[1] }, score: expect.closeTo(1, 5) });
	});
});
