import { tokensOf } from './embeddings.mts';
import { secondsOf, sizeOf } from './measures.mts';
import type { Size } from './media.mts';
import type { Order } from './order.mts';

/** USD for a request, by the vendor's examples (docs/api.md#prices). */
type Price = (order: Order) => number | Promise<number>;

/** For 512 × 512 pixels and 4 steps. */
const PER_PICTURE: Record<string, number> = { ZImageTurbo_INT8: 0.00405, Flux_2_Klein_4B_BF16: 0.00186 };
const FLUX = 0.00136;
const PER_BOOST = 0.0008728;

const area = ({ width, height }: Size, unit: number) => (width * height) / unit;
const scaledBy =
	(amount: number, unit: number, file: string): Price =>
	async (order) =>
		amount * area(await sizeOf(order, file), unit);

const textToImage: Price = async (order) =>
	(PER_PICTURE[order.model!.slug] ?? FLUX) * area(await sizeOf(order), 512 ** 2) * (order.number('steps')! / 4);
const film: Price = async (order) => 0.00564427 * area(await sizeOf(order), 512 ** 2) * ((await secondsOf(order)) / 4);
const transcription: Price = async (order) => (0.021 / 3600) * (await secondsOf(order));
/** The vendor names no prices of these. */
const guess = { upscaling: 0.002, cutting: 0.002, replacing: 0.01 };

export const prices: Record<string, Price> = {
	'POST /txt2img': textToImage,
	'POST /img2img': async (order) => (0.0132 / 20) * order.number('steps')! * area(await sizeOf(order, 'image', 'images[]'), 512 ** 2),
	'POST /txt2audio': (order) => ((0.77 / 1e6) * (order.number('count_text') ?? order.text('text').length)) / order.number('speed')!,
	'POST /txt2video': film,
	'POST /img2video': film,
	'POST /aud2video': film,
	'POST /txt2music': (order) => (0.0009 / 60) * order.number('duration')! * (order.number('inference_steps')! / 8),
	'POST /txt2embedding': (order) =>
		[order.value('input')].flat().reduce((sum: number, text) => sum + (0.000068 / 1000) * tokensOf(String(text)), 0),
	'POST /transcribe': transcription,
	'POST /vid2txt': transcription,
	'POST /aud2txt': transcription,
	'POST /videofile2txt': transcription,
	'POST /audiofile2txt': transcription,
	'POST /img2txt': scaledBy(0.00928, 1024 ** 2, 'image'),
	'POST /img-rmbg': scaledBy(0.00046, 1920 * 1080, 'image'),
	'POST /img-upscale': scaledBy(0.00059, 512 ** 2, 'image'),
	'POST /vid-upscale': scaledBy(guess.upscaling, 512 ** 2, 'video'),
	'POST /vid-rmbg': scaledBy(guess.cutting, 512 ** 2, 'video'),
	'POST /videos/replace': async (order) => guess.replacing * (await secondsOf(order)),
	'POST /prompt/image': () => PER_BOOST,
	'POST /prompt/image2image': () => PER_BOOST,
	'POST /prompt/video': () => PER_BOOST,
	'POST /prompt/speech': () => PER_BOOST,
	'GET /prompts/samples': () => PER_BOOST,
};
