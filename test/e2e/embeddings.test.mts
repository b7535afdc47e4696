import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';

import { unlistedNodes } from '../../tools/package/unlistedNodes.mjs';
import { agent, modelNode, withTool } from '../support/harness/agents.mts';
import { HOST, hasPgvector, startPostgres } from '../support/harness/postgres.mts';
import type { Postgres } from '../support/harness/postgres.mts';
import { retry } from '../support/harness/byHand.mts';
import { webhook } from '../support/harness/callers.mts';
import { ScriptedChatModel } from '../support/harness/chatModel.mts';
import {
	embeddingsNode,
	insert,
	memoryStore,
	MODEL,
	pgvectorStore,
	search,
	splitTexts,
	withEmbeddings,
} from '../support/harness/vectorStores.mts';
import { rewired, rowOf, to } from '../support/harness/workflows.mts';
import type { NodeSpec } from '../support/harness/workflows.mts';
import { openTestBed, paidOf, ROOT } from '../support/harness/testBed.mts';
import type { TestBed } from '../support/harness/testBed.mts';

const TEXTS = ['The tide has turned.', 'A needle points to the north.', 'The light turns every ten seconds.'];

const isLeftOut = unlistedNodes(ROOT).length > 0;

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

describe.skipIf(isLeftOut)('Embeddings deAPI in the In-Memory Vector Store', () => {
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

	it('is shown as the node that failed, and goes on with its job when a person retries the execution', async () => {
		const { emulator, n8n } = testBed;
		emulator.jobs.duration = 4_000;
		const path = 'retry';
		const workflow = withEmbeddings(path, [...start(path), memoryStore(path, insert)], embeddingsNode({ waitTimeout: 1 }));
		const id = await n8n.addWorkflow(workflow, testBed.credentialId);
		const failed = await testBed.call({ id, path }, { texts: TEXTS });
		const [job] = [...emulator.jobs.all.values()].slice(-1);
		expect(failed.error).toMatchObject({
			message: 'The deAPI job did not finish within "Wait Timeout"',
			description: expect.stringContaining(job.requestId),
		});
		expect(failed.execution.data.resultData.error).toMatchObject({ node: { name: 'Embeddings' }, functionality: 'configuration-node' });
		const { Embeddings } = failed.execution.data.resultData.runData;
		expect(Embeddings.map(({ executionStatus, error }) => [executionStatus, error?.message])).toEqual([['error', failed.error!.message]]);

		while (job.status !== 'done') await delay(200);
		const before = emulator.requests.length;
		const retried = await n8n.execution(await retry(n8n, failed.execution.id, 'original'));
		expect(retried.status).toBe('success');
		expect(paidOf(emulator.requests.slice(before))).toEqual([]);
	});

	it('is a tool of an AI Agent that searches', async () => {
		await run('fill', memoryStore('tool', insert), TEXTS);
		const model = await new ScriptedChatModel({ input: TEXTS[2] }).start();
		const store = memoryStore('tool', { mode: 'retrieve-as-tool', toolDescription: 'Searches', topK: 1 });
		const workflow = withTool(
			'search-tool',
			[webhook('search-tool', 'onReceived'), agent(2.2)],
			store,
			await modelNode(testBed.n8n, model),
		);
		const [embeddings] = rowOf('', embeddingsNode()).nodes;
		const { error, paid } = await testBed.runWorkflow(
			rewired({ ...workflow, nodes: [...workflow.nodes, embeddings] }, { Embeddings: { ai_embedding: [to('Store', 'ai_embedding')] } }),
		);
		await model.stop();
		expect(error).toBeUndefined();
		expect(paid.map(({ fields }) => fields.input)).toEqual([[TEXTS[2]]]);
		expect(model.toolAnswers.join()).toContain(TEXTS[2]);
	});
});

describe.skipIf(isLeftOut || !hasPgvector())(
	'Embeddings deAPI in PGVector (where PostgreSQL and its extension "vector" are installed)',
	() => {
		let postgres: Postgres;

		beforeAll(async () => {
			postgres = await startPostgres();
		});
		afterAll(async () => await postgres?.close());

		it('stores documents with one job, and finds them', async () => {
			const { user, port } = postgres;
			const name = 'PostgreSQL';
			const access = { host: HOST, port, user, password: '', database: 'postgres', ssl: 'disable' };
			const credential = { id: await testBed.n8n.createCredential(name, access, 'postgres'), name };
			const inserted = await run('pg-insert', pgvectorStore('documents', credential, insert), TEXTS);
			expect(inserted.error).toBeUndefined();
			expect(inserted.paid.map(({ fields }) => fields.input)).toEqual([TEXTS]);

			const found = await run('pg-search', pgvectorStore('documents', credential, search), [TEXTS[2], TEXTS[0]]);
			expect(found.error).toBeUndefined();
			expect([0, 2].map((index) => found.items[index].json.document.pageContent)).toEqual([TEXTS[2], TEXTS[0]]);
			expect(found.paid.map(({ fields }) => fields.input)).toEqual([[TEXTS[2]], [TEXTS[0]]]);
		});
	},
);
