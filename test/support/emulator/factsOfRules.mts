// What docs/api.md says of rules, sizes and prices, once more and by hand, as in facts.mts.

import { samplePicture } from './samples.mts';
import type { BytesFormat } from './samples.mts';

const picture = samplePicture({ width: 128, height: 64 });
const narrow = samplePicture({ width: 128, height: 63 });
const photos = (count: number) => Array.from({ length: count }, () => picture);
const several = { image: undefined, 'images[]': photos(3) };
const NEW_WHISPER = { model: 'WhisperLargeV3Ct2' };
const BY_URL = { source_file: undefined };
const TIKTOK = { source_url: 'https://www.tiktok.com/@somebody/video/1' };
const PARTNER = { model: 'gpt-image-2', width: 1024, height: 1024, steps: undefined };
const webhook_url = 'https://n8n.test/';

/** Without a message, it is taken. */
export const RULES: Array<[name: string, fields: object, message: string, files?: object]> = [
	['POST /audio/transcriptions', { include_ts: 'yes' }, 'The include ts field must be true or false.'],
	['POST /audio/transcriptions', { include_ts: 'true' }, ''],
	['POST /audio/transcriptions', { source_url: 'https://x.com/1' }, 'The source url field prohibits source file from being present.'],
	['POST /audio/transcriptions', { ...NEW_WHISPER, include_ts: true, ts_level: 'char' }, 'The selected ts level is invalid.'],
	['POST /audio/transcriptions', { ...NEW_WHISPER, include_ts: true, ts_level: 'word', lang: 'pt-BR', diarize: true }, ''],
	['POST /audio/transcriptions', { ...NEW_WHISPER, ts_level: 'word' }, 'The ts level field requires include ts or diarize to be true.'],
	['POST /audio/transcriptions', { ...NEW_WHISPER, ts_level: 'word', diarize: true }, ''],
	[
		'POST /audio/transcriptions',
		{ include_ts: true, ts_level: 'word' },
		"Model 'WhisperLargeV3' does not support ts_level 'word'. Supported levels: segment.",
	],
	['POST /audio/transcriptions', { diarize: true }, "Model 'WhisperLargeV3' does not support diarization."],
	['POST /audio/transcriptions', { ...NEW_WHISPER, lang: 'tlh' }, 'The selected lang is invalid.'],
	['POST /audio/transcriptions', { ...NEW_WHISPER, lang: 'auto' }, ''],
	['POST /audio/transcriptions', { lang: 'tlh' }, ''],
	['POST /audio/transcriptions', { lang: 'x'.repeat(17) }, 'The lang field must not be greater than 16 characters.'],
	['POST /audio/transcriptions', { ...TIKTOK, ...NEW_WHISPER }, '', BY_URL],
	['POST /audio/transcriptions', TIKTOK, 'The selected model does not support TikTok. Use WhisperLargeV3Ct2 instead.', BY_URL],
	['POST /images/generations', { width: 300 }, 'The width field must be a multiple of 128.'],
	['POST /images/generations', { loras: [{ name: 'Pepe_FLUX', weight: 0.5 }] }, '', {}],
	['POST /images/generations', { loras: [{ name: 'unknown', weight: 1 }] }, 'The selected loras is invalid.', {}],
	['POST /images/generations', { model: 'Ben2' }, 'The selected model does not support Text To Image.'],
	['POST /images/generations', { model: 'Nothing' }, 'The selected model does not exist.'],
	['POST /images/generations', { quality: 'anything' }, ''],
	['POST /images/generations', PARTNER, ''],
	['POST /images/generations', { ...PARTNER, quality: 'high' }, ''],
	['POST /images/generations', { ...PARTNER, quality: 'best' }, 'The selected quality is invalid.'],
	['POST /images/generations', { ...PARTNER, steps: 4 }, 'The steps field is prohibited.'],
	['POST /images/generations', { ...PARTNER, guidance: 0 }, 'The guidance field is prohibited.'],
	['POST /images/generations', { webhook_url, webhook_secret: 'x'.repeat(32) }, ''],
	['POST /images/generations', { webhook_secret: 'x'.repeat(32) }, 'The webhook secret field requires webhook url to be present.'],
	['POST /images/generations', { webhook_url, webhook_secret: 'x'.repeat(31) }, 'The webhook secret field must be at least 32 characters.'],
	[
		'POST /images/generations',
		{ webhook_url, webhook_secret: 'x'.repeat(256) },
		'The webhook secret field must not be greater than 255 characters.',
	],
	['POST /images/edits', { enhance_prompt: 'true' }, 'The enhance prompt field must be true or false.'],
	['POST /images/edits', { enhance_prompt: '1' }, ''],
	['POST /images/edits', {}, '', several],
	['POST /images/edits', {}, 'The images field must not have more than 3 items.', { image: undefined, 'images[]': photos(4) }],
	['POST /images/edits', {}, 'The image field prohibits images from being present.', { 'images[]': photos(1) }],
	['POST /images/edits', {}, 'The image field has invalid image dimensions: 128x63.', { image: narrow }],
	['POST /images/edits', { model: 'QwenImageEdit_Plus_NF4', width: 512, height: 512 }, 'The width field is prohibited.'],
	['POST /videos/generations', { model: 'MiniMaxH3_33B_Turbo_INT8', steps: 9 }, 'The steps field must not be greater than 8.'],
	['POST /audio/speech', { mode: 'voice_clone' }, 'The ref audio field is required when mode is voice_clone.'],
	['POST /audio/speech', { mode: 'voice_design' }, 'The selected model does not support voice_design.'],
	['POST /audio/speech', { voice: 'bf_lily' }, 'The selected voice is invalid.'],
	['POST /audio/speech', { lang: 'English (US)' }, 'The selected lang is invalid.'],
	['POST /audio/speech', { format: 'wav' }, 'The selected format is invalid.'],
	['POST /audio/speech', { sample_rate: 44100 }, 'The selected sample rate is invalid.'],
	['POST /audio/speech', { text: 'x'.repeat(10_002) }, 'The text field must not be greater than 10001 characters.'],
	['POST /audio/music', { bpm: 40 }, 'The bpm field must be at least 50.'],
	['POST /audio/music', { lyrics: '' }, 'The lyrics field is required.'],
	['POST /audio/music', { timesignature: '4/4' }, 'The timesignature field must be an integer.'],
	['POST /audio/music', { timesignature: 5 }, 'The selected timesignature is invalid.'],
	['POST /embeddings', { input: ['x'.repeat(40_000)] }, 'The input field must not have more than 8192 tokens in one text.'],
	['POST /videos/upscales', { model: 'RealESRGAN_Vid_x2' }, 'The scale field is prohibited.'],
	['POST /videos/replacements', { width: 512 }, 'The height field is required when width is present.'],
	['POST /images/background-removals', {}, 'The image field has invalid dimensions: 128x64, not 128x128 to 2048x2048.', { image: picture }],
	['POST /images/background-removals', {}, 'The image field must be an image.', { image: Buffer.from('no picture') }],
	['POST /prompts/enhancements', { type: 'videos.upscales' }, 'The selected type is invalid.'],
	['POST /prompts/enhancements', { type: 'audio.music', negative_prompt: undefined }, ''],
	['POST /prompts/enhancements', { prompt: 'ab' }, 'The prompt field must be at least 3 characters.'],
	['POST /prompts/enhancements', { negative_prompt: 'ab' }, 'The negative prompt field must be at least 3 characters.'],
	['POST /prompts/enhancements', { model_slug: 'Nothing' }, 'The selected model does not exist.'],
	['POST /prompts/enhancements', { type: 'images.edits' }, 'The image field is required when type is images.edits.'],
	['POST /prompts/enhancements', { type: 'videos.animations' }, '', { image: picture }],
	['POST /prompts/enhancements', {}, 'The image field is prohibited.', { image: picture }],
];

export const LARGEST_FILES: Array<[name: string, field: string, format: BytesFormat, kilobytes: number, fields?: object]> = [
	['POST /images/background-removals', 'image', 'png', 10_240],
	['POST /audio/transcriptions', 'source_file', 'wav', 20_480],
	['POST /audio/transcriptions', 'source_file', 'mp4', 51_200],
	['POST /videos/upscales', 'video', 'mp4', 51_200],
	['POST /videos/audio-syncs', 'audio', 'mp3', 20_480],
	[
		'POST /audio/speech',
		'ref_audio',
		'wav',
		10_240,
		{ model: 'Qwen3_TTS_12Hz_1_7B_Base', mode: 'voice_clone', lang: 'English', voice: undefined },
	],
	['POST /audio/music', 'reference_audio', 'wav', 10_240],
];

const HOUR = { duration_seconds: 3600 };
const MINIMAX = { model: 'MiniMaxH3_33B_Turbo_INT8', width: 1344, height: 768, fps: 24 };

/** In USD, of what stands in for a file or a text, and of what costs more than the rest. */
export const PRICES: Array<[name: string, fields: object, price: number]> = [
	['POST /images/background-removals', { width: 1920, height: 1080 }, 0.00046],
	['POST /images/upscales', { width: 512, height: 512 }, 0.00059],
	['POST /images/ocr', { width: 1024, height: 1024 }, 0.00928],
	['POST /images/ocr', { width: 256, height: 256 }, 0.0010047],
	['POST /audio/transcriptions', { duration_seconds: 600 }, 0.0128125],
	['POST /audio/transcriptions', HOUR, 0.0518749],
	['POST /audio/transcriptions', { ...HOUR, ...NEW_WHISPER, diarize: true }, 0.0778123],
	['POST /audio/transcriptions', { ...HOUR, ...NEW_WHISPER, include_ts: true, ts_level: 'word' }, 0.0778123],
	['POST /audio/transcriptions', { ...HOUR, include_metadata: true }, 0.0568749],
	['POST /audio/transcriptions', { duration_seconds: 45, ...NEW_WHISPER, platform: 'tiktok' }, 0.015],
	['POST /audio/speech', { text: undefined, count_text: 10_000 }, 0.0077],
	['POST /audio/speech', { text: undefined, count_text: 10_000, speed: 2 }, 0.00385],
	['POST /images/generations', { width: 512, height: 512 }, 0.00136],
	['POST /images/generations', { model: 'ZImageTurbo_INT8', width: 512, height: 512 }, 0.0034],
	['POST /images/edits', { model: 'QwenImageEdit_Plus_NF4', steps: 20 }, 0.0322704],
	['POST /images/edits', { model: 'QwenImageEdit_Plus_NF4', steps: 40 }, 0.0627264],
	['POST /videos/generations', { ...MINIMAX, frames: 124 }, 0.081544],
	['POST /videos/upscales', { width: 320, height: 240, duration: 5, scale: 2 }, 0.0076015],
	['POST /videos/upscales', { width: 320, height: 240, scale: 2 }, 0],
	['POST /videos/replacements', { duration: 4, width: 512, height: 512 }, 0.04],
];

/** How a job's type is called in its events, after what it has to do and with which kind of source. */
export const JOB_TYPES: Array<[name: string, fields: object, type: string, files?: object]> = [
	['POST /images/generations', {}, 'txt2img'],
	['POST /images/background-removals', {}, 'img-rmbg'],
	['POST /embeddings', {}, 'txt2embedding'],
	['POST /audio/transcriptions', {}, 'audio_file2text'],
	['POST /audio/transcriptions', { source_url: 'https://youtu.be/1' }, 'video2text', BY_URL],
	['POST /audio/transcriptions', { source_url: 'https://x.com/i/spaces/1' }, 'audio2text', BY_URL],
];
