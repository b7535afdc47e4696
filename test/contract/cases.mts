/**
 * For every operation of the node: parameters that use all of its fields, the request that they make, and what
 * is to come of it, judged by content. The contract tests and the e2e tests both walk this list.
 */
import { Buffer } from 'node:buffer';
import type { INodeParameters } from 'n8n-workflow';
import { expect } from 'vitest';

import { probe } from '../support/emulator/probe.mts';
import { sampleClip, samplePicture, sampleSpeech } from '../support/emulator/samples.mts';

export interface InputFile {
	fileName: string;
	mimeType: string;
	make(): Buffer | Promise<Buffer>;
}

/** An output item, with its files read. */
export interface Output {
	json: Record<string, any>;
	files: Record<string, Buffer>;
	names: Record<string, string>;
}

export interface Case {
	parameters: INodeParameters;
	/** Files of the input item, by binary field. */
	files?: Record<string, InputFile>;
	/** The request that is to be seen, e.g. `POST /images/generations`. */
	request: string;
	/** All of its fields, but for the callback's address. */
	fields: Record<string, unknown>;
	/** The fields that carry files, in their order. */
	uploads?: string[];
	/** What the price is asked for with, where that is not the request without its files. */
	priceFields?: Record<string, unknown>;
	check(output: Output): Promise<void> | void;
}

const picture = (fileName = 'cat.png', width = 256, height = 192): InputFile => ({
	fileName,
	mimeType: 'image/png',
	make: () => samplePicture({ width, height, prompt: fileName }),
});
const recording = (seconds: number, format: 'mp3' | 'wav' = 'wav'): InputFile => ({
	fileName: `voice.${format}`,
	mimeType: format === 'mp3' ? 'audio/mpeg' : 'audio/wav',
	make: async () => await sampleSpeech(format, seconds),
});
const clip: InputFile = {
	fileName: 'clip.mp4',
	mimeType: 'video/mp4',
	make: async () => await sampleClip({ seconds: 1, width: 256, height: 192, fps: 12 }),
};

const isPicture =
	(width: number, height: number, videoCodec = 'png', field = 'data') =>
	async ({ files }: Output) => {
		expect(await probe(files[field])).toMatchObject({ width, height, videoCodec });
	};
const isSound =
	(audioCodec: string, seconds: number, sampleRate: number) =>
	async ({ files }: Output) => {
		const sound = await probe(files.data);
		expect(sound).toMatchObject({ audioCodec, sampleRate });
		expect(sound.seconds).toBeCloseTo(seconds, 0);
	};
const isFilm =
	(expected: Record<string, unknown>) =>
	async ({ files, names }: Output) => {
		expect(files.data.subarray(4, 8).toString()).toBe('ftyp');
		expect(await probe(files.data)).toMatchObject({ videoCodec: 'h264', ...expected });
		expect(names.data).toMatch(/^deapi-[\w-]{36}\.mp4$/);
	};
const isBoosted =
	(prompt: string) =>
	({ json }: Output) => {
		expect(json.prompt_original).toBe(prompt);
		expect(json.prompt).toContain(prompt);
		expect(json.prompt.length).toBeGreaterThan(prompt.length);
	};

const SPEECH = 'Good evening, and welcome to the show. Tonight we talk about lighthouses.';
const inPoints = { width: 256, height: 192 };

export const cases: Record<string, Case> = {
	'account > getBalance': {
		parameters: {},
		request: 'GET /account/balance',
		fields: {},
		check: ({ json }) => expect(json.balance).toBeGreaterThan(1),
	},
	'audio > cloneVoice': {
		parameters: {
			text: SPEECH,
			lang: 'English',
			refAudio: 'sample',
			options: { refText: 'Once upon a time', format: 'wav', sampleRate: 24000, speed: 1 },
		},
		files: { sample: recording(6) },
		request: 'POST /audio/speech',
		fields: {
			model: 'Qwen3_TTS_12Hz_1_7B_Base',
			mode: 'voice_clone',
			text: SPEECH,
			lang: 'English',
			ref_text: 'Once upon a time',
			format: 'wav',
			sample_rate: '24000',
			speed: '1',
		},
		uploads: ['ref_audio'],
		check: isSound('pcm_s16le', SPEECH.length / 15, 24000),
	},
	'audio > designVoice': {
		parameters: { text: SPEECH, instruct: 'An old sailor', lang: '' },
		request: 'POST /audio/speech',
		fields: {
			model: 'Qwen3_TTS_12Hz_1_7B_VoiceDesign',
			mode: 'voice_design',
			text: SPEECH,
			instruct: 'An old sailor',
			lang: 'English',
			format: 'mp3',
			sample_rate: 24000,
			speed: 1,
		},
		check: isSound('mp3', SPEECH.length / 15, 24000),
	},
	'audio > generateSpeech': {
		parameters: { text: SPEECH, lang: 'en-gb', voice: 'bf_emma', instruct: 'Calm', options: { format: 'mp3', speed: 1.5 } },
		request: 'POST /audio/speech',
		fields: {
			model: 'Kokoro',
			mode: 'custom_voice',
			text: SPEECH,
			lang: 'en-gb',
			voice: 'bf_emma',
			instruct: 'Calm',
			format: 'mp3',
			sample_rate: 24000,
			speed: 1.5,
		},
		check: isSound('mp3', SPEECH.length / 15 / 1.5, 24000),
	},
	'audio > generateMusic': {
		parameters: {
			caption: 'Slow jazz trio',
			lyrics: 'The rain is falling',
			duration: 12,
			options: {
				bpm: 90,
				format: 'mp3',
				guidance: 1,
				key: 'C major',
				referenceAudio: 'data',
				seed: 7,
				steps: 8,
				timeSignature: 3,
				vocalLanguage: 'en',
			},
		},
		files: { data: recording(6) },
		request: 'POST /audio/music',
		fields: {
			model: 'AceStep_1_5_Turbo',
			caption: 'Slow jazz trio',
			lyrics: 'The rain is falling',
			duration: '12',
			bpm: '90',
			format: 'mp3',
			guidance_scale: '1',
			keyscale: 'C major',
			seed: '7',
			inference_steps: '8',
			timesignature: '3',
			vocal_language: 'en',
		},
		uploads: ['reference_audio'],
		check: isSound('mp3', 12, 48000),
	},
	'audio > transcribe': {
		parameters: { source: 'binary', binaryPropertyName: 'data', includeTimestamps: false },
		files: { data: recording(3) },
		request: 'POST /audio/transcriptions',
		fields: { model: 'WhisperLargeV3', include_ts: '0' },
		uploads: ['source_file'],
		priceFields: { model: 'WhisperLargeV3', include_ts: false, duration_seconds: 3 },
		check: ({ json, files }) => {
			expect(json.text).toContain('voice.wav');
			expect(json.segments).toBeUndefined();
			expect(files.data.toString().trim()).toBe(json.text);
		},
	},
	'embedding > create': {
		parameters: { text: 'The quick brown fox' },
		request: 'POST /embeddings',
		fields: { model: 'Bge_M3_FP16', input: ['The quick brown fox'] },
		check: ({ json, files }) => {
			expect(json.dimensions).toBe(1024);
			expect(json.embeddings).toHaveLength(1);
			expect(json.embeddings[0].every(Number.isFinite)).toBe(true);
			expect(Math.hypot(...json.embeddings[0])).toBeCloseTo(1, 3);
			expect(files).toEqual({});
		},
	},
	'image > edit': {
		parameters: {
			prompt: 'Make it winter',
			binaryPropertyName: 'data, other',
			ratio: 'custom',
			width: 320,
			height: 256,
			options: { guidance: 3, seed: 3, steps: 4, negativePrompt: 'dogs' },
		},
		files: { data: picture(), other: picture('dog.png') },
		request: 'POST /images/edits',
		fields: { model: 'Flux_2_Klein_4B_BF16', prompt: 'Make it winter', width: '320', height: '256', seed: '3', steps: '4' },
		uploads: ['images[]', 'images[]'],
		check: isPicture(320, 256),
	},
	'image > extractText': {
		parameters: { binaryPropertyName: 'data', format: 'json', options: { language: 'English' } },
		files: { data: picture('scan.png') },
		request: 'POST /images/ocr',
		fields: { model: 'Nanonets_Ocr_S_F16', format: 'json', language: 'English' },
		uploads: ['image'],
		priceFields: { model: 'Nanonets_Ocr_S_F16', format: 'json', language: 'English', ...inPoints },
		check: ({ json }) => {
			expect(json.content).toMatchObject({ language: 'English', width: 256, height: 192 });
			expect(json.text).toContain('scan.png');
		},
	},
	'image > generate': {
		parameters: {
			prompt: 'A lighthouse',
			ratio: 'landscape',
			options: {
				guidance: 5,
				loras: { values: [{ name: 'Pepe_FLUX', weight: 0.8 }] },
				negativePrompt: 'people',
				pictureFormat: 'webp',
				seed: 11,
				steps: 2,
			},
		},
		request: 'POST /images/generations',
		fields: {
			model: 'Flux1schnell',
			prompt: 'A lighthouse',
			width: 1024,
			height: 640,
			negative_prompt: 'people',
			seed: 11,
			steps: 2,
			loras: [{ name: 'Pepe_FLUX', weight: 0.8 }],
		},
		check: async (output) => {
			await isPicture(1024, 640, 'webp')(output);
			expect(output.names.data).toMatch(/^deapi-[\w-]{36}\.webp$/);
			expect(output.json).toMatchObject({ seed: 11, model: 'Flux1schnell' });
		},
	},
	'image > removeBackground': {
		parameters: { binaryPropertyName: 'data', options: { outputField: 'cutout' } },
		files: { data: picture() },
		request: 'POST /images/background-removals',
		fields: { model: 'Ben2' },
		uploads: ['image'],
		priceFields: { model: 'Ben2', ...inPoints },
		check: isPicture(256, 192, 'png', 'cutout'),
	},
	'image > upscale': {
		parameters: { binaryPropertyName: 'data' },
		files: { data: picture() },
		request: 'POST /images/upscales',
		fields: { model: 'RealESRGAN_x4' },
		uploads: ['image'],
		priceFields: { model: 'RealESRGAN_x4', ...inPoints },
		check: isPicture(1024, 768),
	},
	'job > get': {
		parameters: { requestId: 'REQUEST_ID', options: { downloadPreview: true, outputField: 'preview' } },
		request: 'GET /jobs/REQUEST_ID',
		fields: {},
		check: async (output) => {
			expect(output.json).toMatchObject({ status: 'done', progress: 100, price: expect.any(Number) });
			await isPicture(64, 48, 'png', 'preview')(output);
		},
	},
	'job > getResult': {
		parameters: { requestId: 'REQUEST_ID', waitForCompletion: true, options: { pictureFormat: 'jpg' } },
		request: 'GET /jobs/REQUEST_ID',
		fields: {},
		check: isPicture(256, 256, 'mjpeg'),
	},
	'model > get': {
		parameters: { modelSlug: 'Kokoro' },
		request: 'GET /models',
		fields: { limit: '50', page: '1' },
		check: ({ json }) => {
			expect(json).toMatchObject({ slug: 'Kokoro', inference_types: ['txt2audio'] });
			expect(json.languages).toHaveLength(7);
		},
	},
	'model > getMany': {
		parameters: { task: 'img2img', returnAll: false, limit: 1 },
		request: 'GET /models',
		fields: { limit: '50', page: '1' },
		check: ({ json }) => expect(json.slug).toBe('Flux_2_Klein_4B_BF16'),
	},
	'prompt > boostImage': {
		parameters: { prompt: 'A lighthouse' },
		request: 'POST /prompts/enhancements',
		fields: { prompt: 'A lighthouse', type: 'images.generations', model_slug: 'Flux1schnell' },
		check: isBoosted('A lighthouse'),
	},
	'prompt > boostImageEdit': {
		parameters: { prompt: 'Make it winter', binaryPropertyName: 'data', options: { negativePrompt: 'dogs' } },
		files: { data: picture() },
		request: 'POST /prompts/enhancements',
		fields: { prompt: 'Make it winter', negative_prompt: 'dogs', type: 'images.edits', model_slug: 'Flux_2_Klein_4B_BF16' },
		uploads: ['image'],
		check: isBoosted('Make it winter'),
	},
	'prompt > boostMusic': {
		parameters: { prompt: 'A sad piano piece', model: 'AceStep_1_5_Base' },
		request: 'POST /prompts/enhancements',
		fields: { prompt: 'A sad piano piece', type: 'audio.music', model_slug: 'AceStep_1_5_Base' },
		check: isBoosted('A sad piano piece'),
	},
	'prompt > boostSpeech': {
		parameters: { prompt: 'Welcome to the show' },
		request: 'POST /prompts/enhancements',
		fields: { prompt: 'Welcome to the show', type: 'audio.speech', model_slug: 'Kokoro' },
		check: isBoosted('Welcome to the show'),
	},
	'prompt > boostVideo': {
		parameters: { prompt: 'Waves roll in', options: { binaryPropertyName: 'data' } },
		files: { data: picture() },
		request: 'POST /prompts/enhancements',
		fields: { prompt: 'Waves roll in', type: 'videos.animations', model_slug: 'Ltxv_13B_0_9_8_Distilled_FP8' },
		uploads: ['image'],
		check: isBoosted('Waves roll in'),
	},
	'prompt > getSample': {
		parameters: { type: 'text2speech', topic: 'Mountain lakes', options: { languageCode: 'en' } },
		request: 'GET /prompts/samples',
		fields: { type: 'text2speech', topic: 'Mountain lakes', lang_code: 'en' },
		check: ({ json }) => expect(json).toMatchObject({ type: 'text2speech', prompt: expect.stringContaining('Mountain lakes') }),
	},
	'video > generate': {
		parameters: {
			source: 'image',
			prompt: 'Waves roll in',
			firstFrame: 'data',
			ratio: 'original',
			options: { lastFrame: 'end', frames: 30, fps: 30, guidance: 0, negativePrompt: 'people', seed: 5, steps: 1 },
		},
		files: { data: picture('first.png', 384, 256), end: picture('last.png', 384, 256) },
		request: 'POST /videos/animations',
		fields: {
			model: 'Ltxv_13B_0_9_8_Distilled_FP8',
			prompt: 'Waves roll in',
			width: '624',
			height: '416',
			frames: '30',
			fps: '30',
			guidance: '0',
			negative_prompt: 'people',
			seed: '5',
			steps: '1',
		},
		uploads: ['first_frame_image', 'last_frame_image'],
		check: isFilm({ width: 624, height: 416, frames: 30, fps: 30 }),
	},
	'video > generateFromAudio': {
		parameters: {
			prompt: 'A fox sings',
			audioBinaryProperty: 'data',
			ratio: 'square',
			options: { firstFrame: 'begin', lastFrame: 'begin', frames: 49, fps: 24, seed: 6 },
		},
		files: { data: recording(2, 'mp3'), begin: picture() },
		request: 'POST /videos/audio-syncs',
		fields: {
			model: 'Ltx2_3_22B_Dist_INT8',
			prompt: 'A fox sings',
			width: '768',
			height: '768',
			frames: '49',
			fps: '24',
			seed: '6',
		},
		uploads: ['audio', 'first_frame_image', 'last_frame_image'],
		check: isFilm({ width: 768, height: 768, frames: 49, audioCodec: 'aac' }),
	},
	'video > removeBackground': {
		parameters: { videoBinaryProperty: 'data' },
		files: { data: clip },
		request: 'POST /videos/background-removals',
		fields: { model: 'Ben2_Vid' },
		uploads: ['video'],
		priceFields: { model: 'Ben2_Vid', ...inPoints },
		check: isFilm({ width: 256, height: 192 }),
	},
	'video > replace': {
		parameters: {
			videoBinaryProperty: 'data',
			refImageBinaryProperty: 'data1',
			prompt: 'A knight',
			ratio: 'custom',
			width: 480,
			height: 320,
			options: { seed: 9, steps: 6 },
		},
		files: { data: clip, data1: picture('knight.png') },
		request: 'POST /videos/replacements',
		fields: { model: 'Wan2_2_Animate_14B_INT8', prompt: 'A knight', width: '480', height: '320', seed: '9', steps: '6' },
		uploads: ['video', 'ref_image'],
		priceFields: { model: 'Wan2_2_Animate_14B_INT8', prompt: 'A knight', width: 480, height: 320, seed: 9, steps: 6, duration: 1 },
		check: isFilm({ width: 480, height: 320 }),
	},
	'video > transcribe': {
		parameters: {
			source: 'url',
			videoUrl: 'https://www.youtube.com/watch?v=dQw4w9WgXcQ',
			includeTimestamps: true,
			options: { subtitles: ['srt', 'vtt'], textFile: false },
		},
		request: 'POST /audio/transcriptions',
		fields: { model: 'WhisperLargeV3', source_url: 'https://www.youtube.com/watch?v=dQw4w9WgXcQ', include_ts: true },
		check: ({ json, files, names }) => {
			expect(json.text).toContain('dQw4w9WgXcQ');
			expect(json.text).not.toContain('-->');
			expect(json.segments[0]).toMatchObject({ start: 0, end: expect.any(Number), text: expect.any(String) });
			expect(files.srt.toString()).toMatch(/^1\n00:00:00,000 --> 00:00:\d\d,\d{3}\n/);
			expect(files.vtt.toString()).toMatch(/^WEBVTT\n\n/);
			expect(names.srt).toMatch(/\.srt$/);
			expect(files.data).toBeUndefined();
		},
	},
	'video > upscale': {
		parameters: { videoBinaryProperty: 'data', model: 'FlashVSR_Tiny', options: { scale: 3 } },
		files: { data: clip },
		request: 'POST /videos/upscales',
		fields: { model: 'FlashVSR_Tiny', scale: '3' },
		uploads: ['video'],
		priceFields: { model: 'FlashVSR_Tiny', scale: 3, ...inPoints, duration: 1 },
		check: isFilm({ width: 768, height: 576 }),
	},
};

/** For operations that choose their route by a parameter, and for defaults: more of the same. */
export const variants: Record<string, Case & { operation: string; onlyV2?: true }> = {
	'audio > transcribe, by speakers and words': {
		operation: 'audio > transcribe',
		onlyV2: true,
		parameters: {
			source: 'binary',
			binaryPropertyName: 'data',
			includeTimestamps: false,
			options: { language: 'pl-PL', speakers: true, wordTimestamps: true, subtitles: ['srt', 'vtt'] },
		},
		files: { data: recording(6) },
		request: 'POST /audio/transcriptions',
		fields: { model: 'WhisperLargeV3Ct2', include_ts: '1', diarize: '1', ts_level: 'word', lang: 'pl-PL' },
		uploads: ['source_file'],
		priceFields: { model: 'WhisperLargeV3Ct2', include_ts: true, diarize: true, ts_level: 'word', lang: 'pl-PL', duration_seconds: 6 },
		check: ({ json, files }) => {
			expect(json.language).toBe('pl');
			const [first] = json.segments;
			expect(first).toMatchObject({ start: 0, end: expect.any(Number), text: expect.stringContaining('voice.wav') });
			expect(first.speaker).toMatch(/^SPEAKER_\d\d$/);
			expect(first.words.map(({ word }: { word: string }) => word).join(' ')).toBe(first.text);
			expect(first.words[1]).toMatchObject({ start: expect.any(Number), end: expect.any(Number), speaker: first.speaker });
			expect(files.srt.toString()).toContain(`\n${first.speaker}: ${first.text}\n`);
			expect(files.vtt.toString()).toContain(`\n<v ${first.speaker}>${first.text}\n`);
		},
	},
	'video > transcribe, with metadata, on TikTok': {
		operation: 'video > transcribe',
		onlyV2: true,
		parameters: {
			source: 'url',
			videoUrl: 'https://www.tiktok.com/@someone/video/7345678901234567890',
			includeTimestamps: false,
			options: { metadata: true },
		},
		request: 'POST /audio/transcriptions',
		fields: {
			model: 'WhisperLargeV3Ct2',
			source_url: 'https://www.tiktok.com/@someone/video/7345678901234567890',
			include_ts: '0',
			include_metadata: '1',
		},
		check: ({ json }) => expect(json.metadata).toMatchObject({ title: expect.any(String) }),
	},
	'image > generate, by a partner': {
		operation: 'image > generate',
		onlyV2: true,
		parameters: { prompt: 'A lighthouse', model: 'gpt image 2', options: { quality: 'low', steps: 4, guidance: 3, seed: 5 } },
		request: 'POST /images/generations',
		fields: { model: 'gpt-image-2', prompt: 'A lighthouse', width: 1024, height: 1024, quality: 'low', seed: 5 },
		check: async (output) => {
			await isPicture(1024, 1024)(output);
			expect(output.json.price_is_estimated).toBe(true);
		},
	},
	'prompt > boostVideo, without an image': {
		operation: 'prompt > boostVideo',
		onlyV2: true,
		parameters: { prompt: 'Waves roll in', options: { negativePrompt: 'people' } },
		request: 'POST /prompts/enhancements',
		fields: {
			prompt: 'Waves roll in',
			negative_prompt: 'people',
			type: 'videos.generations',
			model_slug: 'Ltxv_13B_0_9_8_Distilled_FP8',
		},
		check: isBoosted('Waves roll in'),
	},
	'video > generate, from text': {
		operation: 'video > generate',
		parameters: { source: 'text', prompt: 'Waves roll in', model: 'Ltx2_19B_Dist_FP8', options: { frames: 49, seed: 5 } },
		request: 'POST /videos/generations',
		fields: {
			model: 'Ltx2_19B_Dist_FP8',
			prompt: 'Waves roll in',
			width: 768,
			height: 768,
			frames: 49,
			fps: 24,
			guidance: 1,
			steps: 8,
			seed: 5,
		},
		check: isFilm({ width: 768, height: 768, frames: 49 }),
	},
	'audio > transcribe, an X Space': {
		operation: 'audio > transcribe',
		parameters: { source: 'url', audioUrl: 'https://x.com/i/spaces/1eaKbrPAqbwKX', includeTimestamps: false },
		request: 'POST /audio/transcriptions',
		fields: { model: 'WhisperLargeV3', source_url: 'https://x.com/i/spaces/1eaKbrPAqbwKX', include_ts: false },
		check: ({ json }) => expect(json.text).toContain('1eaKbrPAqbwKX'),
	},
	'video > transcribe, a file': {
		operation: 'video > transcribe',
		parameters: { source: 'binary', binaryPropertyName: 'data', includeTimestamps: true },
		files: { data: clip },
		request: 'POST /audio/transcriptions',
		fields: { model: 'WhisperLargeV3', include_ts: '1' },
		uploads: ['source_file'],
		priceFields: { model: 'WhisperLargeV3', include_ts: true, duration_seconds: 1 },
		check: ({ json }) => expect(json.segments.length).toBeGreaterThan(0),
	},
	'audio > generateMusic, instrumental': {
		operation: 'audio > generateMusic',
		parameters: { caption: 'Slow jazz trio', duration: 30, model: 'AceStep_1_5_Base', options: { seed: 5 } },
		request: 'POST /audio/music',
		fields: {
			model: 'AceStep_1_5_Base',
			caption: 'Slow jazz trio',
			lyrics: '[Instrumental]',
			duration: 30,
			format: 'mp3',
			guidance_scale: 7,
			inference_steps: 32,
			seed: 5,
		},
		check: isSound('mp3', 30, 48000),
	},
	'audio > generateSpeech, with a voice that is designed': {
		operation: 'audio > generateSpeech',
		parameters: { text: SPEECH, instruct: 'An old sailor', model: 'Qwen3_TTS_12Hz_1_7B_VoiceDesign' },
		request: 'POST /audio/speech',
		fields: {
			model: 'Qwen3_TTS_12Hz_1_7B_VoiceDesign',
			mode: 'voice_design',
			text: SPEECH,
			instruct: 'An old sailor',
			lang: 'English',
			format: 'mp3',
			sample_rate: 24000,
			speed: 1,
		},
		check: isSound('mp3', SPEECH.length / 15, 24000),
	},
	'image > edit, one image in its own size': {
		operation: 'image > edit',
		parameters: {
			prompt: 'Make it winter',
			binaryPropertyName: 'data',
			model: 'QwenImageEdit_Plus_NF4',
			ratio: 'custom',
			options: { negativePrompt: 'dogs', seed: 5 },
		},
		files: { data: picture() },
		request: 'POST /images/edits',
		fields: { model: 'QwenImageEdit_Plus_NF4', prompt: 'Make it winter', negative_prompt: 'dogs', seed: '5', steps: '40' },
		uploads: ['image'],
		check: isPicture(256, 192),
	},
};
