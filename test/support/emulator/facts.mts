// What docs/api.md says, once more and by hand: the emulator is held against it, whatever its own table says.

/** What a request cannot be without. */
export const REQUIRED: Record<string, string> = {
	'POST /images/generations': 'prompt model width height seed steps',
	'POST /images/edits': 'prompt model seed steps image',
	'POST /audio/speech': 'text model lang speed format sample_rate voice',
	'POST /videos/generations': 'prompt model width height seed frames fps steps guidance',
	'POST /videos/animations': 'prompt model width height seed frames fps steps guidance first_frame_image',
	'POST /videos/audio-syncs': 'prompt model width height seed frames fps audio',
	'POST /audio/music': 'caption model lyrics duration inference_steps guidance_scale seed format',
	'POST /embeddings': 'input model',
	'POST /audio/transcriptions': 'include_ts model source_file',
	'POST /images/ocr': 'image model',
	'POST /images/background-removals': 'image model',
	'POST /images/upscales': 'image model',
	'POST /videos/upscales': 'video model scale',
	'POST /videos/background-removals': 'video model',
	'POST /videos/replacements': 'video ref_image model',
	'POST /prompts/enhancements': 'prompt type model_slug',
};

/** What version 1 calls it, and what that cannot be without where it is no other than in version 2. */
export const V1: Record<string, { does?: string; price: string; required?: string }> = {
	'POST /txt2img': { does: 'POST /images/generations', price: '/txt2img/price-calculation' },
	'POST /img2img': { does: 'POST /images/edits', price: '/img2img/price-calculation' },
	'POST /img2txt': { does: 'POST /images/ocr', price: '/img2txt/price-calculation' },
	'POST /img-rmbg': { does: 'POST /images/background-removals', price: '/img-rmbg/price-calculation' },
	'POST /img-upscale': { does: 'POST /images/upscales', price: '/img-upscale/price-calculation' },
	'POST /txt2video': { does: 'POST /videos/generations', price: '/txt2video/price-calculation' },
	'POST /img2video': { does: 'POST /videos/animations', price: '/img2video/price-calculation' },
	'POST /aud2video': { does: 'POST /videos/audio-syncs', price: '/aud2video/price-calculation' },
	'POST /videos/replace': { does: 'POST /videos/replacements', price: '/videos/replace/price' },
	'POST /vid-upscale': { does: 'POST /videos/upscales', price: '/vid-upscale/price-calculation' },
	'POST /vid-rmbg': { does: 'POST /videos/background-removals', price: '/vid-rmbg/price-calculation' },
	'POST /txt2audio': { does: 'POST /audio/speech', price: '/txt2audio/price-calculation' },
	'POST /txt2music': { does: 'POST /audio/music', price: '/txt2music/price-calculation' },
	'POST /transcribe': { does: 'POST /audio/transcriptions', price: '/transcribe/price-calculation' },
	'POST /txt2embedding': { does: 'POST /embeddings', price: '/txt2embedding/price-calculation' },
	'POST /vid2txt': { price: '/vid2txt/price-calculation', required: 'video_url include_ts model' },
	'POST /aud2txt': { price: '/aud2txt/price-calculation', required: 'audio_url include_ts model' },
	'POST /videofile2txt': { price: '/videofile2txt/price-calculation', required: 'video include_ts model' },
	'POST /audiofile2txt': { price: '/audiofile2txt/price-calculation', required: 'audio include_ts model' },
	'GET /prompts/samples': { price: '/prompts/samples/price-calculation', required: 'type' },
};

/** Not every model makes WAV. */
const CHATTERBOX = { model: 'Chatterbox', lang: 'en', voice: 'default', format: 'wav' };

/** What is opened of each kind; pictures and videos of the examples are 256 x 256 and 256 x 192. */
export const CONTENTS: Array<[name: string, fields: object, content: object]> = [
	['POST /images/generations', {}, { videoCodec: 'png', width: 256, height: 384 }],
	['POST /images/edits', {}, { videoCodec: 'png', width: 256, height: 256 }],
	['POST /images/edits', { width: 512, height: 256 }, { width: 512, height: 256 }],
	['POST /images/background-removals', {}, { videoCodec: 'png', pixelFormat: 'rgba', width: 256, height: 256 }],
	['POST /images/upscales', {}, { videoCodec: 'png', width: 1024, height: 1024 }],
	['POST /audio/speech', { ...CHATTERBOX, text: 'x'.repeat(60) }, { audioCodec: 'pcm_s16le', sampleRate: 24000, seconds: 4 }],
	['POST /audio/speech', {}, { audioCodec: 'mp3', sampleRate: 24000 }],
	['POST /audio/music', {}, { audioCodec: 'flac', seconds: 10 }],
	[
		'POST /videos/generations',
		{ frames: 60, height: 768 },
		{ videoCodec: 'h264', pixelFormat: 'yuv420p', width: 512, height: 768, frames: 60, fps: 24 },
	],
	['POST /videos/animations', {}, { videoCodec: 'h264', width: 512, frames: 49 }],
	['POST /videos/audio-syncs', {}, { videoCodec: 'h264', audioCodec: 'aac', frames: 49 }],
	['POST /videos/upscales', {}, { videoCodec: 'h264', audioCodec: 'aac', width: 768, height: 576, frames: 24 }],
	['POST /videos/background-removals', {}, { videoCodec: 'h264', width: 256, height: 192, frames: 24 }],
	['POST /videos/replacements', {}, { videoCodec: 'h264', width: 256, height: 192, frames: 24 }],
	['POST /videos/replacements', { width: 512, height: 512 }, { width: 512, height: 512, frames: 24 }],
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
