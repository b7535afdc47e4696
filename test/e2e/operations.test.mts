import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';

import { allCases } from '../contract/allCases.mts';
import type { Case } from '../contract/cases.mts';
import { Client } from '../support/emulator/client.mts';
import { embed } from '../support/emulator/embeddings.mts';
import type { RecordedRequest } from '../support/emulator/emulator.mts';
import { PUBLIC_HOST } from '../support/harness/n8n.mts';
import { nameOf } from '../support/harness/operationName.mts';
import { byName } from '../support/harness/operations.mts';
import { asTexts, isForm, V1 } from '../support/harness/wire.mts';
import { formOf, generate, splitPrompts, workflowOf } from '../support/harness/workflows.mts';
import { openTestBed } from '../support/harness/testBed.mts';
import type { Run, TestBed } from '../support/harness/testBed.mts';

let testBed: TestBed;
/** Of a job that is done. */
let requestId: string;

beforeAll(async () => {
	testBed = await openTestBed({ n8n: inject('n8n'), tarball: inject('tarball') });
	const { emulator, apiKey } = testBed;
	emulator.jobs.duration = 300;
	emulator.hasSamples = true;
	const picture = { prompt: 'a cat', model: 'Flux1schnell', width: 256, height: 256, seed: 1, steps: 4 };
	({ requestId } = await new Client(emulator, { authorization: `Bearer ${apiKey}` }).finish('POST /images/generations', {
		fields: picture,
	}));
});
afterAll(async () => await testBed?.close());

it('runs every operation of the node', () => {
	const run = new Set(allCases.map(([, operation]) => nameOf(operation)));
	expect([...byName.keys()].filter((name) => !run.has(name))).toEqual([]);
});

describe('on a real n8n', () => {
	it.each(allCases)('%s', async (name, operation, entry) => {
		const { resource, value, kind } = operation;
		const parameters = JSON.parse(naming(JSON.stringify(entry.parameters)));
		const workflow = workflowOf(name.replace(/\W+/g, '-'), { parameters: { resource, operation: value, ...parameters } });
		const run = await testBed.runWorkflow(workflow, await formOf(entry.files));

		expect(run.error).toBeUndefined();
		const [item, ...more] = run.items;
		expect(more).toEqual([]);
		await expectRequest(entry, run, kind === 'job');
		await entry.check(await testBed.n8n.read(item));
		expect(run.paid).toHaveLength(kind === 'job' || kind === 'paidCall' ? 1 : 0);
		if (kind === 'job') expectParked(run, item.json.request_id);
	});

	it('embedding > create makes one job of 25 items, and deals its vectors out in their order', async () => {
		const texts = Array.from({ length: 25 }, (_, index) => `text ${index} ${'word '.repeat(index)}`.trim());
		const embedding = { parameters: { resource: 'embedding', operation: 'create', text: '={{ $json.prompt }}' } };
		const { items, paid } = await testBed.runWorkflow(workflowOf('many-texts', splitPrompts, embedding), { prompts: texts });
		expect(paid.map(({ path, fields }) => [path, fields.input])).toEqual([['/embeddings', texts]]);
		expect(new Set(items.map(({ json }) => json.request_id))).toHaveLength(1);
		// By their texts: a thousand numbers each are nothing to read.
		const byVector = new Map(texts.map((text) => [JSON.stringify([embed(text)]), text]));
		expect(items.map(({ json }) => byVector.get(JSON.stringify(json.embeddings)))).toEqual(texts);
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual(texts.map((_, item) => ({ item })));

		const alone = await testBed.runWorkflow(workflowOf('one-text', splitPrompts, embedding), { prompts: [texts[17]] });
		expect(alone.items.map(({ json }) => json.embeddings)).toEqual([items[17].json.embeddings]);
	});

	it('image > generate makes its picture from a better prompt where it is told to', async () => {
		const { emulator, n8n } = testBed;
		const enhanced = workflowOf('enhanced', generate({ options: { enhancePrompt: true } }));
		const {
			items: [item],
			paid,
		} = await testBed.runWorkflow(enhanced, { prompt: 'A lighthouse' });
		expect(paid.map(({ path, fields }) => [path, fields.prompt])).toEqual([
			['/prompts/enhancements', 'A lighthouse'],
			['/images/generations', item.json.prompt],
		]);
		expect(item.json.prompt_original).toBe('A lighthouse');
		expect(item.json.prompt).toMatch(/^A lighthouse, \w+/);
		const { files } = await n8n.read(item);
		expect(files.data.equals(emulator.jobs.all.get(item.json.request_id)!.result!.content)).toBe(true);
	});
});

describe('on a host that knows only version 1 of the API', () => {
	const important = [
		'audio > cloneVoice',
		'audio > generateSpeech',
		'audio > transcribe',
		'embedding > create',
		'image > edit',
		'image > generate',
	];
	const more = ['job > getResult', 'video > generate', 'video > upscale'];

	it.each(allCases.filter(([name]) => [...important, ...more].includes(name)))('%s', async (name, operation, entry) => {
		const { resource, value, kind } = operation;
		const parameters = JSON.parse(naming(JSON.stringify(entry.parameters)));
		const workflow = workflowOf(`v1-${name.replace(/\W+/g, '-')}`, { parameters: { resource, operation: value, ...parameters } });
		const { n8n, emulator, call, addCredential } = testBed;
		const id = await n8n.addWorkflow(workflow, await addCredential({ apiVersion: 'v1' }));
		const run = await call({ id, path: workflow.name }, await formOf(entry.files));
		expect(run.error).toBeUndefined();
		await entry.check(await n8n.read(run.items[0]));
		expect(run.requests.map(({ version }) => version)).not.toContain('v2');
		if (kind !== 'job') return;
		expect(run.paid.map(({ method, path }) => `${method} ${path}`)).toEqual([V1[entry.request]]);
		expect(run.paid[0].fields).toMatchObject({ webhook_url: expect.any(String) });
		expect(run.paid[0].fields.webhook_secret).toBeUndefined();
		const ends = emulator.webhooks.deliveries.filter(
			({ event, requestId: of }) => of === run.items[0].json.request_id && event === 'job.completed',
		);
		expect(ends.at(-1)?.status).toBe(200);
	});
});

function naming(text: string): string {
	return text.replaceAll('REQUEST_ID', requestId);
}

/** Holds the request that was made against what the case says of it, and its files against those that were given. */
async function expectRequest({ request, fields, uploads = [], files = {} }: Case, { requests }: Run, waits: boolean): Promise<void> {
	const isIt = ({ method, path }: RecordedRequest) => `${method} ${path}` === naming(request);
	// The node keeps the catalog for five minutes: it was asked for once, by whichever case came first.
	const [made, ...more] = (request === 'GET /models' ? testBed.emulator.requests : requests).filter(isIt);
	expect(more).toEqual([]);
	const sent = isForm(request, uploads) ? asTexts(fields) : fields;
	const callback = { webhook_url: expect.any(String), webhook_secret: expect.stringMatching(/^[\da-f]{64}$/) };
	expect(made.fields).toEqual({ ...sent, ...(waits && callback) });
	expect(made.files.map(({ field }) => field)).toEqual(uploads);
	const given = await Promise.all(Object.values(files).map(async ({ make }) => sha256(await make())));
	expect(new Set(made.files.map((file) => file.sha256))).toEqual(new Set(given));
}

/** n8n answers 200 to the end of a job only where an execution waits for it. */
function expectParked({ execution: { id } }: Run, job: string): void {
	const { emulator } = testBed;
	expect(emulator.jobs.all.get(job)?.webhookUrl).toContain(`https://${PUBLIC_HOST}:${new URL(testBed.n8n.url).port}/webhook-waiting/${id}`);
	const ends = emulator.webhooks.deliveries.filter(
		({ event, requestId: of, status }) => of === job && event === 'job.completed' && status === 200,
	);
	expect(ends).toHaveLength(1);
	expect(emulator.requestsTo(`GET /jobs/${job}`).length).toBeLessThanOrEqual(2);
}

function sha256(content: Buffer): string {
	return createHash('sha256').update(content).digest('hex');
}
