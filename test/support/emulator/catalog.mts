import { model, range, square } from './model.mts';
import type { CatalogModel, Info } from './model.mts';
import { chatterboxLanguages, kokoroLanguages, qwenLanguages, qwenLanguagesWithoutVoices } from './voices.mts';

/** Only the display names are known; the slugs are made up from them. */
const fluxLoras = ['Astro GHX', 'Test Token TST', 'Hide the Pain Harold', 'Gideon Greylock', 'Pepe FLUX', 'GamerHash', 'GamerCoin'].map(
	(display_name) => ({ display_name, name: display_name.replaceAll(' ', '_') }),
);

const custom = { supports_custom_voice: true, supports_voice_clone: false, supports_voice_design: false };
const clone = { supports_custom_voice: false, supports_voice_clone: true, supports_voice_design: false };
const design = { supports_custom_voice: '0', supports_voice_clone: '0', supports_voice_design: '1' };
const plainVideo = { supports_steps: false, supports_guidance: false, supports_negative_prompt: false, supports_last_frame: true };
const speech = { min_text: 10, max_text: 5000, min_speed: '1', max_speed: '1', available_ratios: [24000] };
const turboMusic = {
	...range('bpm', 50, 200),
	...range('caption', 3, 300),
	...range('duration', 10, 300),
	...range('steps', 8, 8),
	...range('guidance', 1, 1),
	...range('ref_audio_duration', 5, 60),
};
const movingPicture = ['txt2video', 'img2video'];
const ltx2 = {
	...square(512, 1024),
	...range('fps', 24, 24),
	...range('frames', 49, 241),
	...range('steps', 8, 8),
	...range('guidance', 1, 1),
};
/** What these defaults say of language and voice are names for people, not the slugs to send. */
const kokoroDefaults = { lang: 'English (US)', voice: 'Alloy', format: 'mp3', speed: 1, sample_rate: 24000 };

/** Models with the limits that the live catalog publishes for them (docs/api.md#models), in its own shape. */
export const catalog: CatalogModel[] = [
	model(
		'FLUX.1 Schnell 12B NF4',
		'Flux1schnell',
		['txt2img'],
		{
			limits: { ...square(256, 2048), resolution_step: 128, min_steps: 1, max_steps: 10 },
			features: { supports_steps: true, supports_guidance: false, supports_negative_prompt: true },
			// The placeholder is what the live API says; a client must not send it.
			defaults: { width: 768, height: 768, steps: 4, negative_prompt: 'Negative prompt' },
		},
		{ loras: fluxLoras },
	),
	model('Z-Image Turbo INT8', 'ZImageTurbo_INT8', ['txt2img'], {
		limits: { ...square(128, 2048), resolution_step: '16', min_steps: '1', max_steps: '50' },
		features: { supports_steps: '1', supports_guidance: '0', supports_negative_prompt: '1' },
		defaults: { width: 768, height: 768, steps: 8 },
	}),
	model('FLUX.2 Klein 4B BF16', 'Flux_2_Klein_4B_BF16', ['txt2img', 'img2img'], {
		limits: { ...square(256, 1536), resolution_step: 16, min_steps: 4, max_steps: 4, max_input_images: 3 },
		features: { supports_steps: false, supports_guidance: false, supports_negative_prompt: false, supports_custom_output_size: true },
		defaults: { width: 1024, height: 1024, steps: 4 },
	}),
	model('BEN2', 'Ben2', ['img-rmbg'], { limits: square(128, 2048) }),
	model('Real-ESRGAN x4', 'RealESRGAN_x4', ['img-upscale'], { limits: square(128, 2048) }),
	model(
		'Kokoro',
		'Kokoro',
		['txt2audio'],
		{
			limits: { min_text: 3, max_text: 10001, min_speed: '0.5', max_speed: '2', available_ratios: [24000], output_formats: ['mp3'] },
			features: custom,
			defaults: kokoroDefaults,
		},
		{ languages: kokoroLanguages },
	),

	model('Qwen Image Edit Plus NF4', 'QwenImageEdit_Plus_NF4', ['img2img'], {
		limits: { ...square(256, 1024), ...range('steps', 1, 50), max_input_images: '1' },
		features: { supports_steps: true, supports_guidance: false, supports_negative_prompt: true, supports_custom_output_size: '0' },
		defaults: { width: 1024, height: 1024, steps: '40' },
	}),
	model('LTX-Video 13B 0.9.8 Distilled FP8', 'Ltxv_13B_0_9_8_Distilled_FP8', movingPicture, {
		limits: {
			...square(256, 768),
			...range('fps', 30, 30),
			...range('frames', 30, 120),
			...range('steps', 1, 1),
			...range('guidance', 0, 0),
		},
		features: { ...plainVideo, supports_negative_prompt: true },
		defaults: { width: 512, height: 512, frames: 120, fps: 30, steps: 1, guidance: 0 },
	}),
	// Steps cannot be chosen, says the feature; the limits say what has to be sent (docs/api.md#features).
	model('LTX-2 19B Distilled FP8', 'Ltx2_19B_Dist_FP8', movingPicture, {
		limits: ltx2,
		features: plainVideo,
		defaults: { width: 768, height: 768, frames: 120, fps: 24 },
	}),
	model('LTX-2.3 22B Distilled INT8', 'Ltx2_3_22B_Dist_INT8', [...movingPicture, 'audio2video'], {
		limits: { ...ltx2, ...range('ref_audio_duration', 1, 11) },
		features: plainVideo,
		defaults: { width: 768, height: 768, frames: 120, fps: 24 },
	}),
	model('MiniMax H3 33B Turbo INT8', 'MiniMaxH3_33B_Turbo_INT8', movingPicture, {
		limits: {
			...range('width', 1344, 1344),
			...range('height', 768, 768),
			...range('frames', 56, 243),
			...range('fps', 24, 24),
		},
		features: { ...plainVideo, supports_last_frame: '1' },
		defaults: { width: 1344, height: 768, frames: 121, fps: 24, steps: 8 },
	}),
	model('Wan 2.2 Animate 14B INT8', 'Wan2_2_Animate_14B_INT8', ['video-replace'], {
		limits: { ...square(256, 852), max_video_duration_seconds: 8 },
		defaults: { width: 768, height: 768 },
	}),
	model('Real-ESRGAN Video x2', 'RealESRGAN_Vid_x2', ['vid-upscale'], upscaler(30)),
	model('Real-ESRGAN Video x4', 'RealESRGAN_Vid_x4', ['vid-upscale'], upscaler(15)),
	model('FlashVSR Tiny', 'FlashVSR_Tiny', ['vid-upscale'], {
		limits: { ...square(128, 1024), max_video_duration_seconds: '10', ...range('scale', 2, 4) },
		features: { supports_scale: true },
		defaults: { scale: 2 },
	}),
	// No model of this kind is known; the endpoint exists, so there has to be one to try it with.
	model('BEN2 Video', 'Ben2_Vid', ['vid-rmbg'], { limits: { ...square(128, 1024), max_video_duration_seconds: 10 } }),
	model(
		'Chatterbox',
		'Chatterbox',
		['txt2audio'],
		{
			limits: { ...speech, max_text: 2000 },
			features: custom,
			defaults: { lang: 'en', voice: 'default', format: 'wav', speed: 1, sample_rate: 24000 },
		},
		{ languages: chatterboxLanguages },
	),
	model(
		'Qwen3 TTS 12Hz 1.7B CustomVoice',
		'Qwen3_TTS_12Hz_1_7B_CustomVoice',
		['txt2audio'],
		{
			limits: speech,
			features: custom,
			defaults: { lang: 'English', voice: 'Uncle Fu', format: 'mp3', speed: 1, sample_rate: 24000 },
		},
		{ languages: qwenLanguages },
	),
	model(
		'Qwen3 TTS 12Hz 1.7B Base',
		'Qwen3_TTS_12Hz_1_7B_Base',
		['txt2audio'],
		{
			limits: { ...speech, ...range('ref_audio_duration', 5, 15) },
			features: clone,
		},
		{ languages: qwenLanguagesWithoutVoices },
	),
	model(
		'Qwen3 TTS 12Hz 1.7B VoiceDesign',
		'Qwen3_TTS_12Hz_1_7B_VoiceDesign',
		['txt2audio'],
		{
			limits: { ...speech, output_formats: ['mp3'] },
			features: design,
		},
		{ languages: qwenLanguagesWithoutVoices },
	),
	model('ACE-Step 1.5 Turbo', 'AceStep_1_5_Turbo', ['txt2music'], {
		limits: turboMusic,
		defaults: { duration: 30, steps: 8, guidance: 1 },
	}),
	model('ACE-Step 1.5 Base', 'AceStep_1_5_Base', ['txt2music'], {
		limits: { ...turboMusic, ...range('duration', 30, 300), ...range('guidance', 3, 20), ...range('steps', '5', '100') },
		defaults: { duration: 60, steps: 32, guidance: 7 },
	}),
	model('ACE-Step 1.5 XL Turbo INT8', 'AceStep_1_5_XL_Turbo_INT8', ['txt2music'], { limits: turboMusic }),
	model('Whisper Large V3', 'WhisperLargeV3', ['video2text', 'audio2text', 'video_file2text', 'audio_file2text'], []),
	model('Whisper Large V3 CT2', 'WhisperLargeV3Ct2', ['transcription'], {
		limits: { timestamp_levels: ['segment', 'word'], languages: ['de', 'en', 'es', 'fr', 'it', 'ja', 'ko', 'nl', 'pl', 'pt', 'ru', 'zh'] },
		features: { supports_timestamps: true, supports_diarization: true },
	}),
	model('Nanonets OCR S F16', 'Nanonets_Ocr_S_F16', ['img2txt'], {
		limits: { ...range('width', 128, 4096), ...range('height', '127', '4096') },
	}),
	model('BGE M3 FP16', 'Bge_M3_FP16', ['txt2embedding'], { limits: { max_input_tokens: '8192', max_total_tokens: 245760 } }),
	// A partner's: neither steps nor guidance, and an estimated price.
	model(
		'GPT Image 2',
		'gpt-image-2',
		['img2img', 'txt2img'],
		{
			limits: square(1024, 1536),
			features: { supports_steps: false, supports_guidance: false, supports_negative_prompt: false, supports_custom_output_size: true },
			defaults: { width: 1024, height: 1024 },
		},
		{ tags: ['experimental'], status: 'test_model' },
	),
];

function upscaler(seconds: number): Info {
	return { limits: { ...square(128, 1024), max_video_duration_seconds: seconds }, features: { supports_scale: false } };
}
