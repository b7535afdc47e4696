import type { IDataObject } from 'n8n-workflow';

import { sampleClip, samplePicture } from '../support/emulator/samples.mts';
import type { InputFile } from './cases.mts';

/** A change to an operation's case that cannot work, and what the user reads. */
export interface Refusal {
	operation: string;
	change: IDataObject;
	files?: Record<string, InputFile>;
	message: string;
	remedy: string;
}

const file = (fileName: string, mimeType: string, make: InputFile['make']): InputFile => ({ fileName, mimeType, make });
const long = file('long.mp4', 'video/mp4', async () => await sampleClip({ seconds: 11, width: 256, height: 256, fps: 4 }));

export const refusals: Refusal[] = [
	{
		operation: 'audio > cloneVoice',
		change: { options: { sampleRate: 44100 } },
		message: '"Sample Rate" is 44100, which the model Qwen3_TTS_12Hz_1_7B_Base cannot do',
		remedy: 'Use one of: 24000.',
	},
	{
		operation: 'audio > cloneVoice',
		change: { options: { speed: 2 } },
		message: '"Speed" is 2, which the model Qwen3_TTS_12Hz_1_7B_Base cannot do',
		remedy: 'Use 1.',
	},
	{
		operation: 'audio > cloneVoice',
		change: { text: 'Too short' },
		message: '"Text" has 9 characters, which the model Qwen3_TTS_12Hz_1_7B_Base cannot do',
		remedy: 'Use 10 to 5000 characters.',
	},
	{
		operation: 'audio > cloneVoice',
		change: { lang: 'Klingon' },
		message: '"Language Name or ID" is "Klingon", which the model Qwen3_TTS_12Hz_1_7B_Base does not have',
		remedy: 'Use one of: Chinese, English, French, German, Italian, Japanese, Korean, Portuguese, Russian, Spanish.',
	},
	{
		operation: 'audio > cloneVoice',
		change: { model: 'Kokoro' },
		message: '"Model" is "Kokoro", which deAPI does not have for "Clone a Voice"',
		remedy: 'Choose one of: Qwen3_TTS_12Hz_1_7B_Base.',
	},
	{
		operation: 'audio > designVoice',
		change: { options: { sampleRate: 8000 } },
		message: '"Sample Rate" is 8000, which the model Qwen3_TTS_12Hz_1_7B_VoiceDesign cannot do',
		remedy: 'Use one of: 24000.',
	},
	{
		operation: 'audio > designVoice',
		change: { options: { speed: 0.5 } },
		message: '"Speed" is 0.5, which the model Qwen3_TTS_12Hz_1_7B_VoiceDesign cannot do',
		remedy: 'Use 1.',
	},
	{
		operation: 'audio > generateSpeech',
		change: { options: { format: 'wav' } },
		message: '"Format" is wav, which the model Kokoro cannot make',
		remedy: 'Use one of: mp3.',
	},
	{
		operation: 'audio > transcribe',
		change: { model: 'WhisperLargeV3', options: { speakers: true } },
		message: '"Identify Speakers" is on, which the model WhisperLargeV3 cannot do',
		remedy: 'Leave "Model" empty for one that can, choose another model, or turn it off.',
	},
	{
		operation: 'audio > transcribe',
		change: { model: 'WhisperLargeV3', options: { wordTimestamps: true } },
		message: '"Word Timestamps" is on, which the model WhisperLargeV3 cannot do',
		remedy: 'Leave "Model" empty for one that can, choose another model, or turn it off.',
	},
	{
		operation: 'audio > transcribe',
		change: { model: 'WhisperLargeV3Ct2', options: { language: 'tlh' } },
		message: '"Language Code" is "tlh", which the model WhisperLargeV3Ct2 does not have',
		remedy: 'Use one of: de, en, es, fr, it, ja, ko, nl, pl, pt, ru, zh.',
	},
	{
		operation: 'audio > transcribe',
		change: { options: { language: 'English' } },
		message: '"Language Code" is "English", which is not a language code',
		remedy: 'Use a code such as en, de or pt-BR.',
	},
	{
		operation: 'image > generate',
		change: { options: { quality: 'best' } },
		message: '"Quality" is "best", which is not an option',
		remedy: 'Use one of: auto, high, low, medium.',
	},
	{
		operation: 'audio > generateSpeech',
		change: { options: { speed: 3 } },
		message: '"Speed" is 3, which the model Kokoro cannot do',
		remedy: 'Use 0.5 to 2.',
	},
	{
		operation: 'audio > generateSpeech',
		change: { options: { sampleRate: 1 } },
		message: '"Sample Rate" is 1, which the model Kokoro cannot do',
		remedy: 'Use one of: 24000.',
	},
	{
		operation: 'audio > generateSpeech',
		change: { voice: 'ff_siwis' },
		message: '"Voice Name or ID" is "ff_siwis", which the model Kokoro does not have',
		remedy: 'Use one of: bf_alice, bm_daniel, bf_emma, bm_fable, bm_george, bf_isabella, bm_lewis, bf_lily.',
	},
	{
		operation: 'audio > generateSpeech',
		change: { options: { format: 'ogg' } },
		message: '"Format" is "ogg", which is not an option',
		remedy: 'Use one of: flac, mp3, wav.',
	},
	{
		operation: 'audio > generateSpeech',
		change: { instruct: '', model: 'Qwen3_TTS_12Hz_1_7B_VoiceDesign', lang: '', voice: '' },
		message: '"Style" is empty, and the model Qwen3_TTS_12Hz_1_7B_VoiceDesign has no voices of its own',
		remedy: 'Describe the voice, or choose another model.',
	},
	{
		operation: 'audio > generateMusic',
		change: { duration: 400 },
		message: '"Duration (Seconds)" is 400, which the model AceStep_1_5_Turbo cannot do',
		remedy: 'Use 10 to 300.',
	},
	{
		operation: 'audio > generateMusic',
		change: { options: { bpm: 40 } },
		message: '"Beats per Minute" is 40, which the model AceStep_1_5_Turbo cannot do',
		remedy: 'Use 50 to 200.',
	},
	{
		operation: 'audio > generateMusic',
		change: { options: { guidance: 7 } },
		message: '"Guidance" is 7, which the model AceStep_1_5_Turbo cannot do',
		remedy: 'Use 1.',
	},
	{
		operation: 'audio > generateMusic',
		change: { options: { steps: 32 } },
		message: '"Steps" is 32, which the model AceStep_1_5_Turbo cannot do',
		remedy: 'Use 8.',
	},
	{
		operation: 'audio > generateMusic',
		change: { options: { timeSignature: 5 } },
		message: '"Time Signature" is 5, which is not an option',
		remedy: 'Use one of: 2, 3, 4, 6.',
	},
	{
		operation: 'audio > transcribe',
		change: { source: 'url', audioUrl: 'my podcast' },
		message: '"Audio URL" is "my podcast", which is not a web address',
		remedy: 'Enter one that starts with https://.',
	},
	{
		operation: 'audio > transcribe',
		change: {},
		files: { data: file('scan.png', 'image/png', () => samplePicture()) },
		message: 'The file "scan.png" in "Input Data Field Name" is an image (PNG), not an audio file or a video',
		remedy: 'Use an audio file or a video, or convert it to MP3 or WAV.',
	},
	{
		operation: 'image > edit',
		change: { options: { steps: 5 } },
		message: '"Steps" is 5, which the model Flux_2_Klein_4B_BF16 cannot do',
		remedy: 'Use 4.',
	},
	{
		operation: 'image > edit',
		change: { width: 300 },
		message: '"Width" is 300, which the model Flux_2_Klein_4B_BF16 cannot do',
		remedy: 'Use a multiple of 16, e.g. 304.',
	},
	{
		operation: 'image > edit',
		change: { binaryPropertyName: 'data, other', model: 'QwenImageEdit_Plus_NF4' },
		message: '"Input Data Field Name(s)" names 2 files, which the model QwenImageEdit_Plus_NF4 cannot do',
		remedy: 'Use at most 1.',
	},
	{
		operation: 'image > extractText',
		change: {},
		files: { data: file('tiny.png', 'image/png', () => samplePicture({ width: 100, height: 300 })) },
		message: 'The file "tiny.png" in "Input Data Field Name" is 100 pixels wide, which the model Nanonets_Ocr_S_F16 cannot do',
		remedy: 'Use 128 to 4096 pixels.',
	},
	{
		operation: 'image > generate',
		change: { options: { steps: 11 } },
		message: '"Steps" is 11, which the model Flux1schnell cannot do',
		remedy: 'Use 1 to 10.',
	},
	{
		operation: 'image > generate',
		change: { options: { loras: { values: [{ name: 'Nope', weight: 1 }] } } },
		message: '"LoRAs" names "Nope", which the model Flux1schnell does not have',
		remedy: 'Use one of: Astro_GHX, Test_Token_TST, Hide_the_Pain_Harold, Gideon_Greylock, Pepe_FLUX, GamerHash, GamerCoin.',
	},
	{
		operation: 'image > generate',
		change: { options: { loras: { values: [{ name: 'Pepe_FLUX', weight: -1 }] } } },
		message: '"LoRAs" gives Pepe_FLUX the weight -1',
		remedy: 'Use 0 or more.',
	},
	{
		operation: 'image > removeBackground',
		change: {},
		files: { data: file('tiny.png', 'image/png', () => samplePicture({ width: 300, height: 100 })) },
		message: 'The file "tiny.png" in "Input Data Field Name" is 100 pixels high, which the model Ben2 cannot do',
		remedy: 'Use 128 to 2048 pixels.',
	},
	{
		operation: 'image > upscale',
		change: {},
		files: { data: file('wide.png', 'image/png', () => samplePicture({ width: 2100, height: 200 })) },
		message: 'The file "wide.png" in "Input Data Field Name" is 2100 pixels wide, which the model RealESRGAN_x4 cannot do',
		remedy: 'Use 128 to 2048 pixels.',
	},
	{
		operation: 'prompt > boostImage',
		change: { prompt: 'no' },
		message: '"Prompt" has 2 characters, which deAPI does not take',
		remedy: 'Use at least 3 characters.',
	},
	{
		operation: 'prompt > getSample',
		change: { options: { languageCode: 'en-us' } },
		message: '"Language Code" has 5 characters, which deAPI does not take',
		remedy: 'Use at most 4 characters.',
	},
	{
		operation: 'prompt > getSample',
		change: { topic: 'x'.repeat(501) },
		message: '"Topic" has 501 characters, which deAPI does not take',
		remedy: 'Use at most 500 characters.',
	},
	{
		operation: 'video > generate',
		change: { options: { frames: 500 } },
		message: '"Frames" is 500, which the model Ltxv_13B_0_9_8_Distilled_FP8 cannot do',
		remedy: 'Use 30 to 120.',
	},
	{
		operation: 'video > generate',
		change: { options: { fps: 24 } },
		message: '"Frames per Second" is 24, which the model Ltxv_13B_0_9_8_Distilled_FP8 cannot do',
		remedy: 'Use 30.',
	},
	{
		operation: 'video > generate',
		change: { options: { guidance: 3 } },
		message: '"Guidance" is 3, which the model Ltxv_13B_0_9_8_Distilled_FP8 cannot do',
		remedy: 'Use 0.',
	},
	{
		operation: 'video > generate',
		change: { options: { steps: 8 } },
		message: '"Steps" is 8, which the model Ltxv_13B_0_9_8_Distilled_FP8 cannot do',
		remedy: 'Use 1.',
	},
	{
		operation: 'video > generate',
		change: { source: 'film' },
		message: '"Start From" is "film", which is not an option',
		remedy: 'Use one of: image, text.',
	},
	{
		operation: 'video > generateFromAudio',
		change: { options: { frames: 20 } },
		message: '"Frames" is 20, which the model Ltx2_3_22B_Dist_INT8 cannot do',
		remedy: 'Use 49 to 241.',
	},
	{
		operation: 'video > generateFromAudio',
		change: { options: { fps: 30 } },
		message: '"Frames per Second" is 30, which the model Ltx2_3_22B_Dist_INT8 cannot do',
		remedy: 'Use 24.',
	},
	{
		operation: 'video > generateFromAudio',
		change: { options: { guidance: 2 } },
		message: '"Guidance" is 2, which the model Ltx2_3_22B_Dist_INT8 cannot do',
		remedy: 'Use 1.',
	},
	{
		operation: 'video > generateFromAudio',
		change: { options: { steps: 20 } },
		message: '"Steps" is 20, which the model Ltx2_3_22B_Dist_INT8 cannot do',
		remedy: 'Use 8.',
	},
	{
		operation: 'video > removeBackground',
		change: {},
		files: { data: long },
		message: 'The file "long.mp4" in "Input Data Field Name" is 11 seconds long, which the model Ben2_Vid cannot do',
		remedy: 'Use at most 10 seconds.',
	},
	{
		operation: 'video > replace',
		change: {},
		files: { data: long },
		message: 'The file "long.mp4" in "Input Data Field Name" is 11 seconds long, which the model Wan2_2_Animate_14B_INT8 cannot do',
		remedy: 'Use at most 8 seconds.',
	},
	{
		operation: 'video > replace',
		change: { options: { steps: 'many' } },
		message: '"Steps" is "many", not a whole number',
		remedy: 'Enter digits, without a decimal point.',
	},
	{
		operation: 'video > upscale',
		change: { options: { scale: 5 } },
		message: '"Scale" is 5, which the model FlashVSR_Tiny cannot do',
		remedy: 'Use 2 to 4.',
	},
	{
		operation: 'video > upscale',
		change: { options: { scale: 1.5 } },
		message: '"Scale" is 1.5, not a whole number',
		remedy: 'Enter digits, without a decimal point.',
	},
];
