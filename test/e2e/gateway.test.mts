import { PNG } from 'pngjs';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';

import { download } from '../support/emulator/client.mts';
import { probe } from '../support/emulator/media.mts';
import { sampleSpeech } from '../support/emulator/samples.mts';
import { embeddingStore, gatewayCredential, httpTo, openAi, withChatModel } from '../support/harness/openAiNodes.mts';
import type { Credential } from '../support/harness/openAiNodes.mts';
import { openTestBed } from '../support/harness/testBed.mts';
import type { Run, TestBed } from '../support/harness/testBed.mts';
import { formOf, workflowOf } from '../support/harness/workflows.mts';
import type { NodeSpec } from '../support/harness/workflows.mts';
import { picture } from './examples/files.mts';

/** n8n's own OpenAI nodes on the gateway, as docs/openai-gateway.md tells of them. */
const IS_OLD = inject('n8n').version.startsWith('1.');
/** The newest that each n8n has. */
const OPEN_AI = IS_OLD ? 2.1 : 2.3;
const NOT_FOUND = 'The resource you are requesting could not be found';
const NOT_ALLOWED = 'Authorization failed - please check your credentials';

let testBed: TestBed;
let credential: Credential;

beforeAll(async () => {
	testBed = await openTestBed({ n8n: inject('n8n'), tarball: inject('tarball') });
	credential = await gatewayCredential(testBed, testBed.emulator.gatewayKey);
});
afterAll(async () => await testBed?.close());
afterEach(() => {
	testBed.emulator.calm();
	testBed.emulator.jobs.duration = 100;
});

const node = (resource: string, operation: string, parameters: object, own = credential): NodeSpec =>
	openAi(OPEN_AI, { resource, operation, ...parameters }, own);
/** n8n 1.x has a list of models alone, which an expression gets around. */
const modelAs = (value: string) => (IS_OLD ? { model: value } : { modelId: { __rl: true, mode: 'id', value } });
const expression = (value: string) => `={{ "${value}" }}`;

const sound = { fileName: 'talk.mp3', mimeType: 'audio/mpeg', make: async () => await sampleSpeech('mp3', 6) };

let count = 0;
const run = async (spec: NodeSpec, files: Parameters<typeof formOf>[0] = {}): Promise<Run> =>
	await testBed.runWorkflow(workflowOf(`gateway-${count++}`, spec), await formOf(files));

/** What reached the gateway. */
const asked = ({ requests }: Run) => requests.map(({ method, path, fields }) => [`${method} ${path}`, fields] as const);

async function fileOf({ items: [item], error }: Run): Promise<Buffer> {
	expect(error).toBeUndefined();
	return (await testBed.n8n.read(item)).files.data;
}

describe('the OpenAI node', () => {
	it('draws, with the model as an expression or an ID', async () => {
		const generate = (model: object, options: object) => node('image', 'generate', { ...model, prompt: 'a fox', options });
		const drawn = await run(generate(modelAs(expression('Flux1schnell')), { size: '512x512', n: 2, returnImageUrls: true }));
		expect(drawn.error).toBeUndefined();
		const [[path, fields]] = asked(drawn);
		expect([path, fields.model, fields.size, fields.n]).toEqual(['POST /v1/images/generations', 'Flux1schnell', '512x512', 2]);
		expect(drawn.items).toHaveLength(2);
		expect(PNG.sync.read(await download(drawn.items[1].json.url))).toMatchObject({ width: 512, height: 512 });

		const plain = await run(generate(modelAs('Flux1schnell'), {}));
		expect(PNG.sync.read(await fileOf(plain))).toMatchObject({ width: 768, height: 768 });
		expect(asked(plain)[0][1].response_format).toBe('b64_json');
	});

	it('edits, with the model as an expression', async () => {
		const edited = (model: string) =>
			run(node('image', 'edit', { ...modelAs(model), prompt: 'at night', binaryPropertyName: 'photo', options: {} }), {
				photo: picture('chair.png', 512, 512),
			});
		const { error, items } = await edited(expression('Flux_2_Klein_4B_BF16'));
		expect(error).toBeUndefined();
		expect(PNG.sync.read(await download(items[0].json.url))).toMatchObject({ width: 1024, height: 1024 });
		const sized = await edited(expression('QwenImageEdit_Plus_NF4'));
		expect(sized.error).toMatchObject({ description: 'The width field is prohibited.' });
		if (!IS_OLD)
			expect((await edited('Flux_2_Klein_4B_BF16')).error).toMatchObject({ message: 'Could not get parameter "binaryPropertyName"' });
	});

	it('speaks, as MP3', async () => {
		const speak = (options: object, voice = 'nova') =>
			run(node('audio', 'generate', { model: expression('Kokoro'), input: 'Hello world', voice, options }));
		expect(await probe(await fileOf(await speak({})))).toMatchObject({ audioCodec: 'mp3' });
		await fileOf(await speak({ speed: 1.5 }, expression('ff_siwis')));
		expect([...testBed.emulator.jobs.all.values()].at(-1)!.fields).toMatchObject({ voice: 'ff_siwis', lang: 'fr-fr', speed: 1.5 });
		expect((await speak({ response_format: 'flac' })).error?.description).toContain('response_format');
	});

	it.each<[what: string, resource: string, operation: string, parameters: { modelId?: string; [name: string]: unknown }, why: string]>([
		['hear', 'audio', 'transcribe', { binaryPropertyName: 'sound' }, "The model 'whisper-1' does not exist."],
		['translate', 'audio', 'translate', { binaryPropertyName: 'sound' }, 'Invalid URL (POST /v1/audio/translations)'],
		[
			'look',
			'image',
			'analyze',
			{ modelId: 'gpt-4o', text: 'What?', imageUrls: 'https://a.example/b.png' },
			'Invalid URL (POST /v1/responses)',
		],
		[
			'talk',
			'text',
			'response',
			{ modelId: 'Flux1schnell', responses: { values: [{ content: 'Hi' }] } },
			'Invalid URL (POST /v1/responses)',
		],
		['list files', 'file', 'list', {}, 'Invalid URL (GET /v1/files)'],
	])('cannot %s, and says why', async (_what, resource, operation, { modelId, ...parameters }, why) => {
		const model = modelId === undefined ? {} : { modelId: { __rl: true, mode: 'id', value: modelId } };
		const { error } = await run(node(resource, operation, { ...model, ...parameters }), { sound });
		expect(error).toEqual({ message: NOT_FOUND, description: expect.stringContaining(why) });
	});

	it('with a native key, is not let in', async () => {
		const native = await gatewayCredential(testBed, testBed.apiKey);
		const { error } = await run(node('image', 'generate', { ...modelAs('Flux1schnell'), prompt: 'a fox', options: {} }, native));
		expect(error).toEqual({ message: NOT_ALLOWED, description: 'Incorrect API key provided.' });
	});

	it('has paid and gets nothing where the connection breaks', async () => {
		const { emulator } = testBed;
		emulator.faults.push({ on: 'POST /v1/images/generations', drop: 'after' });
		const before = emulator.jobs.all.size;
		const { error, requests } = await run(node('image', 'generate', { ...modelAs('Flux1schnell'), prompt: 'a fox', options: {} }));
		expect(error?.message).toContain('The connection to the server was closed unexpectedly');
		expect([requests.length, emulator.jobs.all.size - before]).toEqual([1, 1]);
	});
});

it('the HTTP Request node transcribes with the OpenAI credential', async () => {
	const body = { model: 'WhisperLargeV3' };
	const { error, items } = await run(httpTo(`${testBed.emulator.gatewayUrl}/audio/transcriptions`, body, 'sound', credential), { sound });
	expect(error).toBeUndefined();
	expect(items[0].json.text).toContain('talk.mp3');
});

it('the OpenAI Chat Model finds no model', async () => {
	const { error } = await testBed.runWorkflow(withChatModel('gateway-chat', credential));
	expect(error).toEqual({ message: NOT_FOUND, description: 'Invalid URL (POST /v1/chat/completions)' });
});

describe('Embeddings OpenAI', () => {
	const texts = ['A lighthouse tells sailors where they are.', 'A harbor keeps ships safe.', 'An anchor holds by its shape.'];
	let stores = 0;
	const search = async (options: object) =>
		await testBed.runWorkflow(embeddingStore(`gateway-store-${stores++}`, { texts, query: texts[1], options }, credential));
	const inputs = (result: Run) => asked(result).map(([, { input }]) => input);

	it('serves a vector store', async () => {
		const found = await search({});
		expect(found.error).toBeUndefined();
		expect(inputs(found)).toEqual([texts, texts[1]]);
		const [best] = found.items.map(({ json }) => json);
		expect(best.document.pageContent).toBe(texts[1]);
		expect(best.score).toBeCloseTo(1, 5);
	});

	it('keeps to its Batch Size', async () => {
		expect(inputs(await search({ batchSize: 2 }))).toEqual([texts.slice(0, 2), texts.slice(2), texts[1]]);
	});

	it('finds nothing with packed vectors, and is refused other dimensions', async () => {
		const packed = await search({ encodingFormat: 'base64' });
		expect(packed.items.map(({ json }) => json.score)).not.toContainEqual(expect.any(Number));
		expect((await search({ dimensions: 1024 })).error?.message).toContain('dimensions');
	});

	it('asks again where the connection breaks, and pays twice', async () => {
		const { emulator } = testBed;
		emulator.faults.push({ on: 'POST /v1/embeddings', drop: 'after' });
		const before = emulator.jobs.all.size;
		const found = await search({});
		expect(found.error).toBeUndefined();
		expect(inputs(found)).toEqual([texts, texts, texts[1]]);
		expect(emulator.jobs.all.size - before).toBe(7);
	});
});
