/**
 * Nodes as users of the vendor's package 0.4.0 have them in saved workflows, written from the names of its
 * parameters alone. n8n saves no parameter that has its default value, so these are left out here, too.
 */
import { cases } from '../../contract/cases.mts';
import type { InputFile } from '../../contract/cases.mts';
import type { NodeSpec } from './workflows.mts';

export interface VendorNode {
	parameters: Record<string, unknown>;
	/** Files of the webhook's item, by binary field. */
	files?: Record<string, InputFile>;
	/** What stands between the webhook and the node. */
	before?: NodeSpec[];
}

/** The node as a whole: all that differs is its parameters. */
export const vendorNode = (parameters: Record<string, unknown>, name = 'deAPI'): NodeSpec => ({
	name,
	type: 'n8n-nodes-deapi.deapi',
	typeVersion: 1,
	parameters,
});

/** The operations of the vendor's package, and the defaults of their parameters that our package has by the same name. */
export const vendorDefaults: Record<string, Record<string, unknown>> = {
	'audio > cloneVoice': { operation: 'cloneVoice', lang: 'English', refAudio: 'data' },
	'audio > generateSpeech': { model: 'Kokoro' },
	'audio > transcribe': { binaryPropertyName: 'data', includeTimestamps: true },
	'image > generate': { resource: 'image', operation: 'generate', model: 'Flux_2_Klein_4B_BF16', ratio: 'square' },
	'image > removeBackground': { resource: 'image', binaryPropertyName: 'data' },
	'image > upscale': { resource: 'image', binaryPropertyName: 'data' },
	'prompt > boostImage': { operation: 'boostImage' },
	'prompt > boostVideo': {},
	'video > generate': { operation: 'generate', source: 'text', firstFrame: 'data' },
	'video > generateFromAudio': { audioBinaryProperty: 'data', ratio: 'square' },
	'video > replace': { videoBinaryProperty: 'data', refImageBinaryProperty: 'data1', prompt: '', ratio: 'original' },
	'video > transcribe': { source: 'url', binaryPropertyName: 'data', includeTimestamps: true },
	'video > upscale': { model: 'RealESRGAN_Video', videoBinaryProperty: 'data' },
};

export const SPEECH = 'Bonsoir, et bienvenue au phare de la pointe.';
const prompt = '={{ $json.body.prompt }}';

const { data: picture } = cases['image > upscale'].files!;
const { data: clip } = cases['video > upscale'].files!;
const { sample: voice } = cases['audio > cloneVoice'].files!;
const { data: song, begin } = cases['video > generateFromAudio'].files!;

/** Drops the files of its input, so that the next node has to fetch them by an expression. */
const textsOnly: NodeSpec = {
	name: 'Edit Fields',
	type: 'n8n-nodes-base.set',
	typeVersion: 3.4,
	parameters: { includeOtherFields: true, options: { stripBinary: true } },
};

/** By operation, and what is particular about it. */
export const vendorWorkflows: Record<string, VendorNode> = {
	'audio > cloneVoice': {
		parameters: {
			resource: 'audio',
			text: SPEECH,
			lang: 'French',
			options: { refText: 'Once upon a time', format: 'wav', waitTimeout: 60 },
		},
		files: { data: voice },
	},
	'audio > cloneVoice, in the language that it begins with': {
		parameters: { resource: 'audio', text: 'Good evening, and welcome to the lighthouse.', options: {} },
		files: { data: voice },
	},
	'audio > generateSpeech': {
		parameters: {
			resource: 'audio',
			operation: 'generateSpeech',
			text: SPEECH,
			kokoroVoiceEnUs: 'am_adam',
			options: { speed: 1.25, format: 'mp3' },
		},
	},
	'audio > generateSpeech, with a voice that is designed': {
		parameters: {
			resource: 'audio',
			operation: 'generateSpeech',
			model: 'Qwen3_TTS_12Hz_1_7B_VoiceDesign',
			text: SPEECH,
			qwen3Lang: 'French',
			instruct: 'An old sailor',
			options: {},
		},
	},
	'audio > transcribe': { parameters: { resource: 'audio', operation: 'transcribe', options: {} }, files: { data: voice } },
	'image > generate': { parameters: { prompt, options: {} } },
	'image > generate, by another model': {
		parameters: {
			prompt,
			model: 'ZImageTurbo_INT8',
			ratio: 'portrait',
			options: {
				Flux1SquareSize: '1024x1024',
				negativePrompt: 'people',
				seed: 42,
				waitTimeout: 60,
				ZImagePortraitSize: '1600x2000',
				ZImageSteps: 20,
			},
		},
	},
	'image > removeBackground': { parameters: { operation: 'removeBackground', options: {} }, files: { data: picture } },
	'image > upscale': { parameters: { operation: 'upscale', options: { waitTimeout: 60 } }, files: { data: picture } },
	'prompt > boostImage': { parameters: { resource: 'prompt', prompt, options: { negativePrompt: 'people' } } },
	'prompt > boostVideo': {
		parameters: { resource: 'prompt', operation: 'boostVideo', prompt, options: { binaryPropertyName: 'data' } },
		files: { data: picture },
	},
	'video > generate': { parameters: { resource: 'video', prompt, options: {} } },
	'video > generate, from images': {
		parameters: { resource: 'video', source: 'image', prompt, options: { lastFrame: 'data1', Ltx2SquareSize: '512x512', seed: 5 } },
		files: { data: picture, data1: begin },
	},
	'video > generate, from images of another node': {
		before: [textsOnly],
		parameters: {
			resource: 'video',
			source: 'image',
			prompt,
			firstFrame: "={{ $('Webhook').item.binary.begin }}",
			model: 'Ltxv_13B_0_9_8_Distilled_FP8',
			ratio: 'landscape',
			options: { lastFrame: "={{ $('Webhook').item.binary.data }}", Ltx1Frames: 60, Ltx1LandscapeSize: '768x432', waitTimeout: 60 },
		},
		files: { begin, data: picture },
	},
	'video > generateFromAudio': {
		parameters: {
			resource: 'video',
			operation: 'generateFromAudio',
			prompt,
			ratio: 'portrait',
			options: { firstFrame: 'data1', frames: 49, portraitSize: '512x640', seed: 3 },
		},
		files: { data: song, data1: picture },
	},
	'video > replace': {
		parameters: { resource: 'video', operation: 'replace', options: { squareSize: '512x512', seed: 9 } },
		files: { data: clip, data1: picture },
	},
	'video > transcribe': {
		parameters: { resource: 'video', operation: 'transcribe', videoUrl: 'https://www.youtube.com/watch?v=dQw4w9WgXcQ', options: {} },
	},
	'video > transcribe, a file': {
		parameters: { resource: 'video', operation: 'transcribe', source: 'binary', includeTimestamps: false, options: {} },
		files: { data: clip },
	},
	'video > upscale': {
		parameters: { resource: 'video', operation: 'upscale', scaleRealESRGAN: 'RealESRGAN_Vid_x2', options: {} },
		files: { data: clip },
	},
	'video > upscale, by another model': {
		parameters: { resource: 'video', operation: 'upscale', model: 'FlashVSR_Tiny', scaleFlashVSR: 3, options: { waitTimeout: 60 } },
		files: { data: clip },
	},
};

/** A picture, a better prompt for its movements, and a film that begins and ends with it. */
export const vendorStory: NodeSpec[] = [
	vendorNode({ prompt, options: {} }, 'Picture'),
	vendorNode(
		{ resource: 'prompt', operation: 'boostVideo', prompt: 'Waves roll in', options: { binaryPropertyName: 'data' } },
		'Better Prompt',
	),
	vendorNode({
		resource: 'video',
		source: 'image',
		prompt: '={{ $json.prompt }}',
		firstFrame: "={{ $('Picture').item.binary.data }}",
		options: { lastFrame: "={{ $('Picture').item.binary.data }}", waitTimeout: 60 },
	}),
];
