import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';

import type { Case, Output } from '../contract/cases.mts';
import { probe } from '../support/emulator/probe.mts';
import type { Probe } from '../support/emulator/probe.mts';
import { SPEECH, vendorDefaults, vendorNode, vendorStory, vendorWorkflows } from '../support/harness/vendorWorkflows.mts';
import { asTexts, isForm } from '../support/harness/wire.mts';
import { formOf, workflowOf } from '../support/harness/workflows.mts';
import { openTestBed } from '../support/harness/testBed.mts';
import type { TestBed } from '../support/harness/testBed.mts';

let testBed: TestBed;

beforeAll(async () => {
	testBed = await openTestBed({ n8n: inject('n8n'), tarball: inject('tarball') });
	testBed.emulator.jobs.duration = 300;
});
afterAll(async () => await testBed?.close());

type Expectation = Pick<Case, 'request' | 'fields' | 'uploads' | 'check'>;

const PROMPT = 'A lighthouse';
const drawn = expect.any(Number);
const holds =
	(expected: Partial<Probe>) =>
	async ({ files }: Output) =>
		expect(await probe(files.data)).toMatchObject(expected);
const isBetter = ({ json }: Output) =>
	expect(json).toMatchObject({ prompt: expect.stringContaining(`${PROMPT}, `), prompt_original: PROMPT });
const speaks = (text: string, speed = 1): number => expect.closeTo(text.length / 15 / speed, 0);
const said =
	(what: string, withTimes: boolean) =>
	({ json }: Output) => {
		expect(json.text).toContain(what);
		expect(json.segments !== undefined).toBe(withTimes);
	};

const clone = { model: 'Qwen3_TTS_12Hz_1_7B_Base', mode: 'voice_clone', sample_rate: '24000', speed: '1' };

/** What the workflows make of themselves on our package: fields that only the vendor has give way to the model's defaults. */
const expectations: Record<keyof typeof vendorWorkflows, Expectation> = {
	'audio > cloneVoice': {
		request: 'POST /audio/speech',
		fields: { ...clone, text: SPEECH, lang: 'French', ref_text: 'Once upon a time', format: 'wav' },
		uploads: ['ref_audio'],
		check: holds({ audioCodec: 'pcm_s16le', seconds: speaks(SPEECH) }),
	},
	'audio > cloneVoice, in the language that it begins with': {
		request: 'POST /audio/speech',
		fields: { ...clone, text: 'Good evening, and welcome to the lighthouse.', lang: 'English', format: 'mp3' },
		uploads: ['ref_audio'],
		check: holds({ audioCodec: 'mp3' }),
	},
	'audio > generateSpeech': {
		request: 'POST /audio/speech',
		fields: {
			model: 'Kokoro',
			mode: 'custom_voice',
			text: SPEECH,
			lang: 'en-us',
			voice: 'af_alloy',
			format: 'mp3',
			sample_rate: 24000,
			speed: 1.25,
		},
		check: holds({ audioCodec: 'mp3', seconds: speaks(SPEECH, 1.25) }),
	},
	'audio > generateSpeech, with a voice that is designed': {
		request: 'POST /audio/speech',
		fields: {
			model: 'Qwen3_TTS_12Hz_1_7B_VoiceDesign',
			mode: 'voice_design',
			text: SPEECH,
			instruct: 'An old sailor',
			lang: expect.any(String),
			format: 'mp3',
			sample_rate: 24000,
			speed: 1,
		},
		check: holds({ audioCodec: 'mp3', seconds: speaks(SPEECH) }),
	},
	'audio > transcribe': {
		request: 'POST /audio/transcriptions',
		fields: { model: 'WhisperLargeV3', include_ts: '1' },
		uploads: ['source_file'],
		check: said('voice.wav', true),
	},
	'image > generate': {
		request: 'POST /images/generations',
		fields: { model: 'Flux1schnell', prompt: PROMPT, width: 768, height: 768, seed: drawn, steps: 4 },
		check: holds({ videoCodec: 'png', width: 768, height: 768 }),
	},
	'image > generate, by another model': {
		request: 'POST /images/generations',
		fields: { model: 'ZImageTurbo_INT8', prompt: PROMPT, negative_prompt: 'people', width: 576, height: 1024, seed: 42, steps: 8 },
		check: holds({ videoCodec: 'png', width: 576, height: 1024 }),
	},
	'image > removeBackground': {
		request: 'POST /images/background-removals',
		fields: { model: 'Ben2' },
		uploads: ['image'],
		check: holds({ videoCodec: 'png', width: 256, height: 192, pixelFormat: 'rgba' }),
	},
	'image > upscale': {
		request: 'POST /images/upscales',
		fields: { model: 'RealESRGAN_x4' },
		uploads: ['image'],
		check: holds({ videoCodec: 'png', width: 1024, height: 768 }),
	},
	'prompt > boostImage': {
		request: 'POST /prompts/enhancements',
		fields: { prompt: PROMPT, negative_prompt: 'people', type: 'images.generations', model_slug: 'Flux1schnell' },
		check: isBetter,
	},
	'prompt > boostVideo': {
		request: 'POST /prompts/enhancements',
		fields: { prompt: PROMPT, type: 'videos.animations', model_slug: 'Ltxv_13B_0_9_8_Distilled_FP8' },
		uploads: ['image'],
		check: isBetter,
	},
	'video > generate': {
		request: 'POST /videos/generations',
		fields: {
			model: 'Ltxv_13B_0_9_8_Distilled_FP8',
			prompt: PROMPT,
			width: 512,
			height: 512,
			frames: 120,
			fps: 30,
			guidance: 0,
			seed: drawn,
			steps: 1,
		},
		check: holds({ videoCodec: 'h264', width: 512, height: 512, frames: 120 }),
	},
	'video > generate, from images': {
		request: 'POST /videos/animations',
		fields: {
			model: 'Ltxv_13B_0_9_8_Distilled_FP8',
			prompt: PROMPT,
			width: '512',
			height: '512',
			frames: '120',
			fps: '30',
			guidance: '0',
			seed: '5',
			steps: '1',
		},
		uploads: ['first_frame_image', 'last_frame_image'],
		check: holds({ videoCodec: 'h264', width: 512, height: 512, frames: 120 }),
	},
	'video > generate, from images of another node': {
		request: 'POST /videos/animations',
		fields: {
			model: 'Ltxv_13B_0_9_8_Distilled_FP8',
			prompt: PROMPT,
			width: '680',
			height: '384',
			frames: '120',
			fps: '30',
			guidance: '0',
			seed: expect.stringMatching(/^\d+$/),
			steps: '1',
		},
		uploads: ['first_frame_image', 'last_frame_image'],
		check: holds({ videoCodec: 'h264', width: 680, height: 384 }),
	},
	'video > generateFromAudio': {
		request: 'POST /videos/audio-syncs',
		fields: { model: 'Ltx2_3_22B_Dist_INT8', prompt: PROMPT, width: '576', height: '1024', frames: '49', fps: '24', seed: '3' },
		uploads: ['audio', 'first_frame_image'],
		check: holds({ videoCodec: 'h264', audioCodec: 'aac', width: 576, height: 1024, frames: 49 }),
	},
	'video > replace': {
		request: 'POST /videos/replacements',
		fields: { model: 'Wan2_2_Animate_14B_INT8', seed: '9' },
		uploads: ['video', 'ref_image'],
		check: holds({ videoCodec: 'h264', width: 256, height: 192 }),
	},
	'video > transcribe': {
		request: 'POST /audio/transcriptions',
		fields: { model: 'WhisperLargeV3', source_url: 'https://www.youtube.com/watch?v=dQw4w9WgXcQ', include_ts: true },
		check: said('dQw4w9WgXcQ', true),
	},
	'video > transcribe, a file': {
		request: 'POST /audio/transcriptions',
		fields: { model: 'WhisperLargeV3', include_ts: '0' },
		uploads: ['source_file'],
		check: said('clip.mp4', false),
	},
	'video > upscale': {
		request: 'POST /videos/upscales',
		fields: { model: 'RealESRGAN_Vid_x2' },
		uploads: ['video'],
		check: holds({ videoCodec: 'h264', width: 512, height: 384 }),
	},
	'video > upscale, by another model': {
		request: 'POST /videos/upscales',
		fields: { model: 'FlashVSR_Tiny', scale: '2' },
		uploads: ['video'],
		check: holds({ videoCodec: 'h264', width: 512, height: 384 }),
	},
};

const operationOf = (name: string) => name.split(',')[0];

describe('a workflow of the vendor’s package', () => {
	it('is there for each of its operations, and holds no value that n8n leaves out', () => {
		expect(new Set(Object.keys(vendorWorkflows).map(operationOf))).toEqual(new Set(Object.keys(vendorDefaults)));
		expect(Object.keys(expectations)).toEqual(Object.keys(vendorWorkflows));
		for (const [name, { parameters }] of Object.entries(vendorWorkflows)) {
			for (const [parameter, value] of Object.entries(vendorDefaults[operationOf(name)])) {
				expect(parameters[parameter], `${parameter} of ${name}`).not.toBe(value);
			}
		}
	});

	it.each(Object.entries(vendorWorkflows))('%s', async (name, { parameters, files = {}, before = [] }) => {
		const { request, fields, uploads = [], check } = expectations[name];
		const workflow = workflowOf(`vendor-${name.replace(/\W+/g, '-')}`, ...before, vendorNode(parameters));
		const { error, items, paid } = await testBed.runWorkflow(workflow, await formOf(files, { prompt: PROMPT }));
		expect(error).toBeUndefined();
		expect(items).toHaveLength(1);
		expect(paid.map(({ method, path }) => `${method} ${path}`)).toEqual([request]);
		const { webhook_url: _webhook, webhook_secret: _secret, ...sent } = paid[0].fields;
		expect(sent).toEqual(isForm(request, uploads) ? asTexts(fields) : fields);
		const given = await Promise.all(Object.values(files).map(async ({ make }) => hashOf(await make())));
		expect(paid[0].files.map(({ field, sha256 }) => [field, sha256])).toEqual(uploads.map((field, index) => [field, given[index]]));
		await check(await testBed.n8n.read(items[0]));
	});

	it('runs where it was imported on the command line, with the picture of one node in the next but one', async () => {
		const { emulator, n8n, credentialId } = testBed;
		const { nodes, ...workflow } = workflowOf('vendor-story', ...vendorStory);
		const credentials = { deApi: { id: credentialId, name: 'deAPI' } };
		const withCredentials = nodes.map((node) => (node.type.startsWith('n8n-nodes-deapi.') ? { ...node, credentials } : node));
		const id = await n8n.importWorkflow({ ...workflow, id: 'vendorStory00001', nodes: withCredentials });
		const { error, items, paid, execution } = await testBed.call({ id, path: 'vendor-story' }, { prompt: PROMPT });
		expect(error).toBeUndefined();
		expect(paid.map(({ path }) => path)).toEqual(['/images/generations', '/prompts/enhancements', '/videos/animations']);

		const [picture] = execution.data.resultData.runData.Picture[0].data!.main[0]!;
		const hash = hashOf(await n8n.binary(picture.binary!.data.id));
		expect(paid[1].files).toEqual([expect.objectContaining({ field: 'image', sha256: hash })]);
		expect(paid[2].files.map(({ field, sha256 }) => [field, sha256])).toEqual([
			['first_frame_image', hash],
			['last_frame_image', hash],
		]);
		expect(paid[2].fields.prompt).toMatch(/^Waves roll in, /);
		expect((await n8n.read(items[0])).files.data.equals(emulator.jobs.all.get(items[0].json.request_id)!.result!.content)).toBe(true);
	});
});

function hashOf(content: Buffer): string {
	return createHash('sha256').update(content).digest('hex');
}
