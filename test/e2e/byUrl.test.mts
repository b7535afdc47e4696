import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';

import { allCases } from '../contract/allCases.mts';
import { FOUND, MISSED } from '../contract/pages.mts';
import type { Found, Missed } from '../contract/pages.mts';
import { sampleBytes, samplePicture } from '../support/emulator/samples.mts';
import { silent } from '../support/emulator/web.mts';
import { withAddresses } from '../support/harness/addresses.mts';
import { agent, deapiTool, modelNode, withTool } from '../support/harness/agents.mts';
import { webhook } from '../support/harness/callers.mts';
import { ScriptedChatModel } from '../support/harness/chatModel.mts';
import { asTexts } from '../support/harness/wire.mts';
import { workflowOf } from '../support/harness/workflows.mts';
import { openTestBed } from '../support/harness/testBed.mts';
import type { Run, TestBed } from '../support/harness/testBed.mts';

let testBed: TestBed;

beforeAll(async () => {
	testBed = await openTestBed({ n8n: inject('n8n'), tarball: inject('tarball') });
});
afterAll(async () => await testBed?.close());
beforeEach(() => {
	testBed.emulator.calm();
	testBed.emulator.jobs.duration = 300;
});

/** What an address has where nothing else is said. */
const PICTURE = samplePicture({ width: 256, height: 192 });
const sha256 = (content: Buffer) => createHash('sha256').update(content).digest('hex');
const withFiles = allCases.filter(([, , { files }]) => files !== undefined);

describe('on a real n8n, with files by URL', () => {
	it.each(withFiles)('%s', async (name, operation, entry) => {
		const { web } = testBed.emulator;
		const files = await Promise.all(
			Object.entries(entry.files!).map(async ([field, { fileName, make }]) => [field, fileName, await make()] as const),
		);
		const served = new Map(files.map(([field, fileName, content]) => [field, web.serve(fileName, { content })]));
		const parameters = withAddresses(operation, entry.parameters, (field) => served.get(field)!);
		const workflow = workflowOf(`url ${name}`.replace(/\W+/g, '-'), {
			parameters: { resource: operation.resource, operation: operation.value, ...parameters },
		});
		const run = await testBed.runWorkflow(workflow);

		expect(run.error).toBeUndefined();
		const [made] = run.requests.filter(({ method, path }) => `${method} ${path}` === entry.request);
		expect(made.fields).toMatchObject(asTexts(entry.fields));
		expect(made.files.map(({ field }) => field)).toEqual(entry.uploads);
		expect(new Set(made.files.map((file) => file.sha256))).toEqual(new Set(files.map(([, , content]) => sha256(content))));
		expect(new Set(made.files.map(({ fileName }) => fileName))).toEqual(new Set(files.map(([, fileName]) => fileName)));
		await entry.check(await testBed.n8n.read(run.items[0]));
		expectNoSecrets([...served.values()]);
	});
});

/** Nobody but deAPI is told the key. */
function expectNoSecrets(addresses: string[]): void {
	const visits = addresses.flatMap((address) => testBed.emulator.web.visits(address));
	expect(visits.length).toBeGreaterThan(0);
	for (const { headers } of visits) expect(JSON.stringify(headers)).not.toContain(testBed.apiKey);
	for (const { headers } of visits) expect(headers.authorization).toBeUndefined();
}

let count = 0;

/** A picture at an address, whose background is removed. */
async function cutOut(imageUrl: string): Promise<Run> {
	const parameters = { resource: 'image', operation: 'removeBackground', inputType: 'url', imageUrl, options: {} };
	return await testBed.runWorkflow(workflowOf(`cut-out-${count++}`, { parameters }));
}

/** `contract/byUrl.test.mts` walks all of them. */
const some = <Page,>(pages: Record<string, Page>, ...titles: string[]) => titles.map((title) => [title, pages[title]] as const);

describe('a file on the web', () => {
	it.each(some(FOUND, 'without a length', 'packed', 'where it was moved to', 'after an end in the middle'))(
		'is taken %s',
		async (_title, { name = 'cat.png', called = name, ...page }: Found) => {
			const { web } = testBed.emulator;
			const url = web.serve(name, page.redirect ? { ...page, redirect: { ...page.redirect, to: web.serve('cat.png') } } : page);
			const { error, paid } = await cutOut(url);
			expect(error).toBeUndefined();
			const [{ files }] = paid;
			expect(files).toEqual([expect.objectContaining({ fileName: called, mimeType: 'image/png', sha256: sha256(PICTURE) })]);
			expectNoSecrets([url]);
		},
	);

	it.each(some(MISSED, 'behind a server in trouble', 'moved in circles', 'an HTML page under the type of the file'))(
		'is refused where it is %s',
		async (_title, { words, name = 'cat.png', ...page }: Missed) => {
			const { web, jobs } = testBed.emulator;
			const url = web.serve(name, { signed: true, ...page });
			const before = jobs.all.size;
			const { error, paid } = await cutOut(url);
			const told = `${error?.message}\n${error?.description}`;
			expect(error).toBeDefined();
			for (const word of words) expect(told).toMatch(word);
			expect(told).not.toContain('X-Signature');
			expect([paid, jobs.all.size]).toEqual([[], before]);
		},
	);

	it('is never sent in part, though it breaks off while it is sent', async () => {
		const { web } = testBed.emulator;
		const url = web.serve('cat.png', { first: [{}, { breaksOff: true }] });
		const { paid } = await cutOut(url);
		expect(web.visits(url).length).toBeGreaterThan(0);
		expect(paid.flatMap(({ files }) => files.map((file) => file.sha256)).filter((hash) => hash !== sha256(PICTURE))).toEqual([]);
	});

	it('is sent as a stream of 50 MB, and with more refused in words or, as a sound, sent in pieces', async () => {
		const { emulator, runWorkflow } = testBed;
		const transcribe = (audioUrl: string) => ({ parameters: { resource: 'audio', operation: 'transcribe', source: 'url', audioUrl } });
		const film = { size: 50 * 2 ** 20, mimeType: 'video/mp4', read: () => sampleBytes('mp4', 50 * 2 ** 20) };
		const largest = await runWorkflow(workflowOf('largest-by-url', transcribe(emulator.web.serve('film.mp4', { content: film }))));
		expect(largest.error).toBeUndefined();
		expect(largest.paid[0].files[0]).toMatchObject({ size: film.size, mimeType: 'video/mp4' });
		const before = emulator.jobs.all.size;
		const longer = { ...film, size: film.size + 1, read: () => sampleBytes('mp4', film.size + 1) };
		const tooLarge = await runWorkflow(workflowOf('too-large-by-url', transcribe(emulator.web.serve('film.mp4', { content: longer }))));
		expect(tooLarge.error?.message).toBe('The file "film.mp4" has 50.1 MB, and deAPI takes 50 MB of MP4 in one job');
		expect(emulator.jobs.all.size).toBe(before);

		const silence = emulator.web.serve('silence.wav', { content: silent(80_000_000) });
		const inPieces = await runWorkflow(workflowOf('in-pieces-by-url', transcribe(silence)));
		expect(inPieces.error).toBeUndefined();
		expect(inPieces.items[0].json.pieces).toHaveLength(inPieces.paid.length);
		expect(inPieces.paid.length).toBeGreaterThanOrEqual(4);
	});
});

describe('an AI Agent', () => {
	it('works on a file by its address, and is told where the result is, which nobody downloads', async () => {
		const { emulator, n8n, runWorkflow } = testBed;
		const url = emulator.web.serve('cat.png');
		const model = await new ScriptedChatModel({ url }).start();
		const tool = deapiTool({
			resource: 'image',
			operation: 'removeBackground',
			inputType: 'url',
			imageUrl: "={{ $fromAI('url', 'Address of the image', 'string') }}",
			options: {},
		});
		const before = emulator.storage.requests;
		const workflow = withTool('agent-by-url', [webhook('agent-by-url', 'onReceived'), agent(2)], tool, await modelNode(n8n, model));
		const { error, paid } = await runWorkflow(workflow);
		await model.stop();
		expect(error).toBeUndefined();
		expect(paid[0].files).toEqual([expect.objectContaining({ sha256: sha256(PICTURE) })]);
		expect(model.toolAnswers.at(-1)).toContain(`${emulator.storageUrl}/depin-result/`);
		expect(emulator.storage.requests).toBe(before);
	});
});
