// What docs/api.md says, once more and by hand: the emulator is held against it, whatever its own table says.

import { samplePicture } from './samples.mts';
import type { BytesFormat } from './samples.mts';

/** What a request cannot be without. */
export const REQUIRED: Record<string, string> = {
	'POST /txt2img': 'prompt model width height seed steps',
	'POST /img2img': 'prompt model seed steps image',
	'POST /txt2audio': 'text model lang speed format sample_rate voice',
	'POST /txt2video': 'prompt model width height seed frames fps steps guidance',
	'POST /img2video': 'prompt model width height seed frames fps steps guidance first_frame_image',
	'POST /aud2video': 'prompt model width height seed frames fps audio',
	'POST /txt2music': 'caption model duration inference_steps guidance_scale seed format',
	'POST /txt2embedding': 'input model',
	'POST /transcribe': 'include_ts model source_file',
	'POST /vid2txt': 'video_url include_ts model',
	'POST /aud2txt': 'audio_url include_ts model',
	'POST /videofile2txt': 'video include_ts model',
	'POST /audiofile2txt': 'audio include_ts model',
	'POST /img2txt': 'image model',
	'POST /img-rmbg': 'image model',
	'POST /img-upscale': 'image model',
	'POST /vid-upscale': 'video model scale',
	'POST /vid-rmbg': 'video model',
	'POST /videos/replace': 'video ref_image model',
	'POST /prompt/image': 'prompt negative_prompt',
	'POST /prompt/image2image': 'prompt negative_prompt image',
	'POST /prompt/video': 'prompt negative_prompt',
	'POST /prompt/speech': 'prompt',
	'GET /prompts/samples': 'type',
};

/** What is opened of each kind; pictures and videos of the examples are 256 x 256 and 256 x 192. */
export const CONTENTS: Array<[name: string, fields: object, content: object]> = [
	['POST /txt2img', {}, { videoCodec: 'png', width: 256, height: 384 }],
	['POST /img2img', {}, { videoCodec: 'png', width: 256, height: 256 }],
	['POST /img2img', { width: 512, height: 256 }, { width: 512, height: 256 }],
	['POST /img-rmbg', {}, { videoCodec: 'png', pixelFormat: 'rgba', width: 256, height: 256 }],
	['POST /img-upscale', {}, { videoCodec: 'png', width: 1024, height: 1024 }],
	['POST /txt2audio', { text: 'x'.repeat(60), speed: 2 }, { audioCodec: 'pcm_s16le', sampleRate: 24000, seconds: 2 }],
	['POST /txt2audio', { format: 'mp3' }, { audioCodec: 'mp3', sampleRate: 24000 }],
	['POST /txt2music', {}, { audioCodec: 'flac', seconds: 10 }],
	[
		'POST /txt2video',
		{ frames: 60, height: 768 },
		{ videoCodec: 'h264', pixelFormat: 'yuv420p', width: 512, height: 768, frames: 60, fps: 24 },
	],
	['POST /img2video', {}, { videoCodec: 'h264', width: 512, frames: 49 }],
	['POST /aud2video', {}, { videoCodec: 'h264', audioCodec: 'aac', frames: 49 }],
	['POST /vid-upscale', {}, { videoCodec: 'h264', audioCodec: 'aac', width: 768, height: 576, frames: 24 }],
	['POST /vid-rmbg', {}, { videoCodec: 'h264', width: 256, height: 192, frames: 24 }],
	['POST /videos/replace', {}, { videoCodec: 'h264', width: 256, height: 192, frames: 24 }],
	['POST /videos/replace', { width: 512, height: 512 }, { width: 512, height: 512, frames: 24 }],
];

const picture = samplePicture({ width: 128, height: 64 });
const photos = (count: number) => Array.from({ length: count }, () => picture);
const several = { image: undefined, 'images[]': photos(3) };
/** Without a message, it is taken. */
export const RULES: Array<[name: string, fields: object, message: string, files?: object]> = [
	['POST /transcribe', { include_ts: 'true' }, 'The include_ts field must be true or false.'],
	['POST /transcribe', { source_url: 'https://x.com/1' }, 'The source_url field prohibits source_file from being present.'],
	['POST /txt2img', { width: 300 }, 'The width field must be a multiple of 128.'],
	['POST /txt2img', { loras: [{ name: 'Pepe_FLUX', weight: 0.5 }] }, '', {}],
	['POST /txt2img', { loras: [{ name: 'unknown', weight: 1 }] }, 'The selected loras is invalid.', {}],
	['POST /txt2img', { model: 'Ben2' }, 'The selected model does not support Text To Image.'],
	['POST /img2img', {}, '', several],
	['POST /img2img', {}, 'The images field must not have more than 3 items.', { image: undefined, 'images[]': photos(4) }],
	['POST /img2img', {}, 'The image field prohibits images[] from being present.', { 'images[]': photos(1) }],
	['POST /img2img', { model: 'QwenImageEdit_Plus_NF4', width: 512, height: 512 }, 'The width field is prohibited.'],
	['POST /txt2audio', { mode: 'voice_clone' }, 'The ref_audio field is required when mode is voice_clone.'],
	['POST /txt2audio', { mode: 'voice_design' }, 'The selected model does not support voice_design.'],
	['POST /txt2audio', { voice: 'bf_lily' }, 'The selected voice is invalid.'],
	['POST /txt2audio', { lang: 'English (US)' }, 'The selected lang is invalid.'],
	['POST /txt2audio', { sample_rate: 44100 }, 'The selected sample_rate is invalid.'],
	['POST /txt2audio', { text: 'x'.repeat(10_002) }, 'The text field must not be greater than 10001 characters.'],
	['POST /txt2music', { bpm: 40 }, 'The bpm field must be at least 50.'],
	['POST /txt2embedding', { input: ['x'.repeat(40_000)] }, 'The input field must not have more than 8192 tokens in one text.'],
	['POST /vid-upscale', { model: 'RealESRGAN_Vid_x2' }, 'The scale field is prohibited.'],
	['POST /videos/replace', { width: 512 }, 'The height field is required when width is present.'],
	['POST /img-rmbg', {}, 'The image field has invalid dimensions: 128x64, not 128x128 to 2048x2048.', { image: picture }],
	['POST /img-rmbg', {}, 'The image field must be an image.', { image: Buffer.from('no picture') }],
];

export const LARGEST_FILES: Array<[name: string, field: string, format: BytesFormat, kilobytes: number, fields?: object]> = [
	['POST /img-rmbg', 'image', 'png', 10_240],
	['POST /transcribe', 'source_file', 'wav', 81_920],
	['POST /vid-upscale', 'video', 'mp4', 81_920],
	['POST /aud2video', 'audio', 'wav', 20_480],
	[
		'POST /txt2audio',
		'ref_audio',
		'wav',
		10_240,
		{ model: 'Qwen3_TTS_12Hz_1_7B_Base', mode: 'voice_clone', lang: 'English', voice: undefined },
	],
	['POST /txt2music', 'reference_audio', 'wav', 10_240],
];

/** In USD, of what stands in for a file or a text. */
export const PRICES: Array<[name: string, fields: object, price: number]> = [
	['POST /img-rmbg', { width: 1920, height: 1080 }, 0.00046],
	['POST /img-upscale', { width: 512, height: 512 }, 0.00059],
	['POST /img2txt', { width: 1024, height: 1024 }, 0.00928],
	['POST /transcribe', { duration_seconds: 3600 }, 0.021],
	['POST /audiofile2txt', { duration_seconds: 3600 }, 0.021],
	['POST /txt2audio', { text: undefined, count_text: 10_000 }, 0.0077],
	['POST /img2img', {}, 0.01056],
	['POST /videos/replace', { duration: 4, width: 512, height: 512 }, 0.04],
];

export const SAMPLES: Array<[name: string, content: object]> = [
	['picture.png?width=320&height=200&prompt=sea', { videoCodec: 'png', width: 320, height: 200 }],
	['picture.jpg', { videoCodec: 'mjpeg', width: 512 }],
	['speech.wav?seconds=3', { audioCodec: 'pcm_s16le', seconds: 3 }],
	['speech.mp3', { audioCodec: 'mp3' }],
	['speech.flac?seconds=1', { audioCodec: 'flac', seconds: 1 }],
	[
		'clip.mp4?seconds=1&width=256&height=128&fps=12',
		{ videoCodec: 'h264', audioCodec: 'aac', width: 256, height: 128, frames: 12, fps: 12 },
	],
	['bytes.mp4?size=100000', { videoCodec: 'h264' }],
	['bytes.png?size=100000', { videoCodec: 'png' }],
];
