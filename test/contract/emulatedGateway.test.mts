import { buffer } from 'node:stream/consumers';
import OpenAI, { APIError, AuthenticationError, BadRequestError, InternalServerError, NotFoundError, RateLimitError, toFile } from 'openai';
import { PNG } from 'pngjs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

import { Client, download } from '../support/emulator/client.mts';
import { embed } from '../support/emulator/embeddings.mts';
import { Emulator } from '../support/emulator/emulator.mts';
import { probe } from '../support/emulator/media.mts';
import { samplePicture, sampleSpeech } from '../support/emulator/samples.mts';

/** The emulator's OpenAI gateway, as OpenAI's own client finds it: docs/api.md#openai-gateway. */
let emulator: Emulator;
let openai: OpenAI;

beforeAll(async () => {
	emulator = await new Emulator({ apiKey: '12|key', webhookSecret: '' }).start();
	openai = clientWith(emulator.gatewayKey);
});
afterAll(async () => await emulator.stop());
afterEach(() => {
	emulator.calm();
	emulator.jobs.duration = 0;
	emulator.balance = 20;
});

const clientWith = (apiKey: string) => new OpenAI({ apiKey, baseURL: emulator.gatewayUrl, maxRetries: 0 });
const jobs = () => [...emulator.jobs.all.values()];
const picture = { model: 'Flux1schnell', prompt: 'a fox', size: '512x256' } as const;
const editable = { model: 'Flux_2_Klein_4B_BF16', prompt: 'at night', size: '512x512' } as const;
const sentence = { model: 'Kokoro', voice: 'nova', input: 'Hello world, this is a test.' } as const;
const EMBEDDER = 'Bge_M3_FP16';

/** What a request is refused with, for nothing. */
async function refusal(request: Promise<unknown>): Promise<APIError> {
	const before = [emulator.balance, jobs().length];
	const error = await request.then(
		() => expect.fail('It was answered'),
		(reason: unknown) => reason as APIError,
	);
	expect([emulator.balance, jobs().length]).toEqual(before);
	return error;
}

describe('keys', () => {
	it.each(['12|key', 'dpn-sk-12|other', 'sk-12|key', 'none'])('%s is refused', async (key) => {
		const error = await refusal(clientWith(key).models.list());
		expect(error).toBeInstanceOf(AuthenticationError);
		expect(error).toMatchObject({ status: 401, code: 'invalid_api_key', type: 'invalid_request_error' });
		expect(error.message).not.toContain(key);
	});

	it('of the gateway are refused by the native API', async () => {
		const { status } = await new Client(emulator, { authorization: `Bearer ${emulator.gatewayKey}` }).send('GET /account/balance');
		expect(status).toBe(401);
	});
});

it('lists the models of the catalog', async () => {
	const { data: models } = await openai.models.list();
	expect(models.map(({ id }) => id)).toEqual(expect.arrayContaining(['Flux1schnell', 'Kokoro', 'WhisperLargeV3', EMBEDDER]));
	expect(models[0]).toEqual({ id: 'Flux1schnell', object: 'model', created: 1_700_000_000, owned_by: 'deapi' });
});

describe('pictures', () => {
	it('come by their addresses, unless asked for otherwise', async () => {
		const before = emulator.balance;
		const { data, created } = await openai.images.generate({ ...picture, n: 4 });
		expect(Math.abs(created - Date.now() / 1000)).toBeLessThan(60);
		const files = await Promise.all(data!.map(async ({ url }) => PNG.sync.read(await download(url!))));
		expect(files.map(({ width, height }) => [width, height])).toEqual(Array(4).fill([512, 256]));
		expect(new Set(files.map(({ data }) => data.toString('base64'))).size, 'each has a seed of its own').toBe(4);
		expect(before - emulator.balance).toBeCloseTo(4 * 0.00068, 6);
	});

	it('come in the answer', async () => {
		const { data } = await openai.images.generate({ ...picture, response_format: 'b64_json', style: 'vivid' });
		expect(data![0].url).toBeUndefined();
		expect(Buffer.from(data![0].b64_json!, 'base64').equals(jobs().at(-1)!.result!.content)).toBe(true);
	});

	it('have the size of the model’s defaults where none is asked for', async () => {
		await openai.images.generate({ ...picture, size: undefined });
		expect(jobs().at(-1)!.fields).toMatchObject({ width: 768, height: 768, steps: 4 });
	});

	it('are edited, one or several', async () => {
		const photo = await toFile(samplePicture({ width: 256, height: 256 }), 'photo.png', { type: 'image/png' });
		const one = await openai.images.edit({ ...editable, image: photo });
		expect(PNG.sync.read(await download(one.data![0].url!))).toMatchObject({ width: 512, height: 512 });
		const several = await openai.images.edit({ ...editable, image: [photo, photo] });
		expect(several.data).toHaveLength(1);
	});

	it.each([
		['n', { n: 5 }],
		['n', { n: 0 }],
		['size', { size: 'auto' }],
		['size', { size: '512' }],
		['width', { size: '8192x512' }],
		['width', { size: '500x512' }],
		['response_format', { response_format: 'png' }],
		['prompt', { prompt: '' }],
		['model', { model: '' }],
		['model', { model: 'Kokoro' }],
	])('are refused for their %s: %j', async (param, change) => {
		const error = await refusal(openai.images.generate({ ...picture, ...change } as OpenAI.ImageGenerateParamsNonStreaming));
		expect(error).toBeInstanceOf(BadRequestError);
		expect(error).toMatchObject({ param, type: 'invalid_request_error' });
	});

	it('are refused with a mask, and without a picture', async () => {
		const image = await toFile(samplePicture({ width: 256, height: 256 }), 'photo.png', { type: 'image/png' });
		expect(await refusal(openai.images.edit({ ...editable, image, mask: image }))).toMatchObject({ status: 400, param: 'mask' });
		expect(await refusal(openai.images.edit({ ...editable, image: [] }))).toMatchObject({ status: 400, param: 'image' });
	});
});

describe('speech', () => {
	it('comes as MP3, and can be read as it comes', async () => {
		const response = await openai.audio.speech.create({ ...sentence, response_format: 'mp3', speed: 1.5 });
		expect(response.headers.get('content-type')).toBe('audio/mpeg');
		expect(await probe(await buffer(response.body!))).toMatchObject({ audioCodec: 'mp3', sampleRate: 24_000 });
		expect(jobs().at(-1)!.fields).toMatchObject({ voice: 'af_nova', lang: 'en-us', speed: 1.5, format: 'mp3' });
	});

	it.each([
		['alloy', 'af_alloy', 'en-us'],
		['echo', 'am_echo', 'en-us'],
		['fable', 'bm_fable', 'en-gb'],
		['onyx', 'am_onyx', 'en-us'],
		['shimmer', expect.any(String), 'en-us'],
		['ff_siwis', 'ff_siwis', 'fr-fr'],
	])('of %s is spoken by the voice itself', async (voice, slug, lang) => {
		await openai.audio.speech.create({ ...sentence, voice });
		expect(jobs().at(-1)!.fields).toMatchObject({ voice: slug, lang });
	});

	it.each([
		['response_format', { response_format: 'wav' }],
		['response_format', { response_format: 'opus' }],
		['voice', { voice: 'coral' }],
		['voice', { model: 'Chatterbox' }],
		['text', { input: '' }],
		['speed', { speed: 4 }],
	])('is refused for its %s: %j', async (param, change) => {
		const error = await refusal(openai.audio.speech.create({ ...sentence, ...change } as OpenAI.Audio.SpeechCreateParams));
		expect(error).toBeInstanceOf(BadRequestError);
		expect(error).toMatchObject({ param });
	});
});

describe('transcriptions', () => {
	const recording = async () => await toFile(await sampleSpeech('mp3', 6), 'speech.mp3', { type: 'audio/mpeg' });

	it.each(['WhisperLargeV3', 'WhisperLargeV3Ct2'])('by %s come as JSON, as text and with their length', async (model) => {
		const file = await recording();
		const { text } = await openai.audio.transcriptions.create({ model, file });
		expect(text).toMatch(/^This is speech\.mp3, 6\.\d seconds long\. .+\.$/);
		expect(await openai.audio.transcriptions.create({ model, file, response_format: 'text' })).toBe(`${text}\n`);
		const verbose = await openai.audio.transcriptions.create({ model, file, response_format: 'verbose_json', language: 'en' });
		expect(verbose).toEqual({ task: 'transcribe', language: 'en', duration: expect.any(Number), text });
	});

	it('are refused as subtitles, and with a model of OpenAI', async () => {
		const file = await recording();
		const asked = { model: 'WhisperLargeV3', file } as const;
		expect(await refusal(openai.audio.transcriptions.create({ ...asked, response_format: 'srt' }))).toMatchObject({ status: 400 });
		const error = await refusal(openai.audio.transcriptions.create({ ...asked, model: 'whisper-1' }));
		expect(error).toBeInstanceOf(NotFoundError);
		expect(error).toMatchObject({ param: 'model', code: 'model_not_found' });
	});
});

describe('embeddings', () => {
	it('come packed or plain, in the order of the texts', async () => {
		const input = ['a fox', 'a badger'];
		// The client asks for them packed, and unpacks them.
		const packed = await openai.embeddings.create({ model: EMBEDDER, input });
		const plain = await openai.embeddings.create({ model: EMBEDDER, input, encoding_format: 'float' });
		expect(emulator.requests.slice(-2).map(({ fields }) => fields.encoding_format)).toEqual(['base64', 'float']);
		expect(plain.data.map(({ embedding }) => embedding)).toEqual(input.map(embed));
		for (const [index, { embedding }] of packed.data.entries()) {
			expect(embedding).toHaveLength(1024);
			expect(Array.from(embedding)).toEqual(embed(input[index]).map(Math.fround));
		}
		const one = await openai.embeddings.create({ model: EMBEDDER, input: 'a fox', encoding_format: 'float' });
		expect(one.data[0].embedding).toEqual(embed('a fox'));
	});

	it.each([[[]], [['']], [''], [[1, 2]]])('are refused for %j', async (input) => {
		const error = await refusal(openai.embeddings.create({ model: EMBEDDER, input }));
		expect(error).toMatchObject({ status: 400, param: 'input' });
	});

	it('are refused in other dimensions', async () => {
		const error = await refusal(openai.embeddings.create({ model: EMBEDDER, input: 'a fox', dimensions: 256 }));
		expect(error).toMatchObject({ status: 400, param: 'dimensions' });
	});

	it('count by the text', async () => {
		emulator.plan = 'basic';
		emulator.enforcesLimits = true;
		const ask = async (count: number) => await openai.embeddings.create({ model: EMBEDDER, input: Array(count).fill('a fox') });
		const error = await refusal(ask(14));
		expect(error).toBeInstanceOf(RateLimitError);
		expect(Number(error.headers!.get('retry-after'))).toBeGreaterThan(0);
		await ask(8);
		expect(await refusal(ask(3))).toBeInstanceOf(RateLimitError);
		await ask(2);
	});
});

describe('what goes wrong', () => {
	it.each([
		['chat', () => openai.chat.completions.create({ model: EMBEDDER, messages: [{ role: 'user', content: 'Hi' }] })],
		['responses', () => openai.responses.create({ model: EMBEDDER, input: 'Hi' })],
		['files', () => openai.files.list()],
		[
			'translations',
			async () => openai.audio.translations.create({ model: 'WhisperLargeV3', file: await toFile(Buffer.from('a'), 'a.mp3') }),
		],
		['moderations', () => openai.moderations.create({ input: 'Hi' })],
	])('there is no such thing as %s', async (_what, ask: () => Promise<unknown>) => {
		const error = await refusal(ask());
		expect(error).toBeInstanceOf(NotFoundError);
		expect(error.message).toContain('Invalid URL');
	});

	it('nothing is known of videos', async () => {
		expect(await refusal(openai.videos.create({ model: 'sora-2', prompt: 'a fox' }))).toMatchObject({ status: 501 });
	});

	it('a job that fails is a failure of the server, and its money comes back', async () => {
		emulator.jobs.plans.push({ outcome: 'error', errorCode: 'WORKER_ERROR', errorMessage: 'The worker broke' });
		const error = await openai.images.generate(picture).catch((reason: unknown) => reason);
		expect(error).toBeInstanceOf(InternalServerError);
		expect((error as Error).message).toContain('The worker broke');
		expect(emulator.balance).toBeCloseTo(20, 9);
	});

	it('the answer comes no sooner than the job ends', async () => {
		emulator.jobs.duration = 500;
		const started = performance.now();
		await openai.images.generate(picture);
		expect(performance.now() - started).toBeGreaterThan(490);
	});

	it('who goes away has paid, and nobody keeps the result', async () => {
		emulator.jobs.duration = 3_000;
		const impatient = new OpenAI({ apiKey: emulator.gatewayKey, baseURL: emulator.gatewayUrl, maxRetries: 1, timeout: 1_000 });
		const before = [emulator.balance, jobs().length];
		await expect(impatient.images.generate(picture)).rejects.toThrow(/timed out/i);
		const [first, second] = jobs().slice(-2);
		expect(before[1] + 2, 'OpenAI’s client asks again').toBe(jobs().length);
		expect(before[0] - emulator.balance).toBeCloseTo(first.price + second.price, 9);
	});

	it('without money, nothing is bought', async () => {
		emulator.balance = 0.1;
		const error = await openai.images.generate(picture).catch((reason: unknown) => reason);
		expect(error).toMatchObject({ status: 400, param: 'balance' });
	});

	it('what is too large is refused in the same shape', async () => {
		const file = await toFile(Buffer.alloc(21 * 1024 * 1024), 'long.mp3');
		expect(await refusal(openai.audio.transcriptions.create({ model: 'WhisperLargeV3', file }))).toMatchObject({ status: 400 });
	});
});
