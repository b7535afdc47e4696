import { sampleClip, samplePicture, sampleSpeech } from './samples.mts';

export interface Example {
	fields: Record<string, unknown>;
	/** By the name of their field; sent as multipart. */
	files?: Record<string, Buffer | Buffer[]>;
}

/** A small request that is right, for every endpoint that costs something, by its name in version 2 where it has one: a start for tests that spoil it. */
export async function makeExamples(): Promise<Record<string, Example>> {
	const picture = samplePicture({ width: 256, height: 256 });
	const clip = await sampleClip({ seconds: 1, width: 256, height: 192 });
	const [audio, song] = [await sampleSpeech('wav', 6), await sampleSpeech('mp3', 6)];
	const prompt = { prompt: 'a cat in the garden' };
	const size = { width: 512, height: 512 };
	const moving = { ...prompt, model: 'Ltx2_3_22B_Dist_INT8', ...size, guidance: 1, steps: 8, seed: 1, frames: 49, fps: 24 };
	const transcript = { include_ts: false, model: 'WhisperLargeV3' };
	const url = 'https://www.youtube.com/watch?v=7qaiNfoMRts';
	return {
		'POST /images/generations': { fields: { ...prompt, model: 'Flux1schnell', width: 256, height: 384, seed: 1, steps: 4 } },
		'POST /images/edits': { fields: { ...prompt, model: 'Flux_2_Klein_4B_BF16', seed: 1, steps: 4 }, files: { image: picture } },
		'POST /audio/speech': {
			fields: {
				text: 'It was a bright cold day in April.',
				model: 'Kokoro',
				lang: 'en-us',
				speed: 1,
				format: 'mp3',
				sample_rate: 24000,
				voice: 'af_sky',
			},
		},
		'POST /videos/generations': { fields: moving },
		'POST /videos/animations': { fields: moving, files: { first_frame_image: picture } },
		'POST /videos/audio-syncs': { fields: moving, files: { audio: song } },
		'POST /audio/music': {
			fields: {
				caption: 'calm piano',
				lyrics: '[Instrumental]',
				model: 'AceStep_1_5_Turbo',
				duration: 10,
				inference_steps: 8,
				guidance_scale: 1,
				seed: 1,
				format: 'flac',
			},
		},
		'POST /embeddings': { fields: { input: ['one', 'two', 'one'], model: 'Bge_M3_FP16' } },
		'POST /audio/transcriptions': { fields: transcript, files: { source_file: audio } },
		'POST /vid2txt': { fields: { ...transcript, video_url: url } },
		'POST /aud2txt': { fields: { ...transcript, audio_url: 'https://x.com/i/spaces/1' } },
		'POST /videofile2txt': { fields: transcript, files: { video: clip } },
		'POST /audiofile2txt': { fields: transcript, files: { audio } },
		'POST /images/ocr': { fields: { model: 'Nanonets_Ocr_S_F16' }, files: { image: picture } },
		'POST /images/background-removals': { fields: { model: 'Ben2' }, files: { image: picture } },
		'POST /images/upscales': { fields: { model: 'RealESRGAN_x4' }, files: { image: picture } },
		'POST /videos/upscales': { fields: { model: 'FlashVSR_Tiny', scale: 3 }, files: { video: clip } },
		'POST /videos/background-removals': { fields: { model: 'Ben2_Vid' }, files: { video: clip } },
		'POST /videos/replacements': { fields: { model: 'Wan2_2_Animate_14B_INT8' }, files: { video: clip, ref_image: picture } },
		'POST /prompts/enhancements': {
			fields: { ...prompt, type: 'images.generations', model_slug: 'Flux1schnell', negative_prompt: 'blurry' },
		},
		'GET /prompts/samples': { fields: { type: 'text2image' } },
	};
}
