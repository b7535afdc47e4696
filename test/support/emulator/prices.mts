import { tokensOf } from './embeddings.mts';
import { isTikTok } from './jobRules.mts';
import { secondsOf, sizeOf } from './measures.mts';
import type { Size } from './media.mts';
import { isPartner } from './model.mts';
import type { Order } from './order.mts';

/** USD for a request, by the vendor's examples and what others were charged (docs/api.md#prices). */
type Price = (order: Order) => number | Promise<number>;

/** For 512 × 512 pixels and 4 steps. */
const PER_PICTURE: Record<string, number> = { ZImageTurbo_INT8: 0.0034, Flux_2_Klein_4B_BF16: 0.00186 };
const FLUX = 0.00136;
export const PER_BOOST = 0.0008728;
/** A guess: the vendor says only that it depends. */
const PER_QUALITY: Record<string, number> = { low: 0.011, medium: 0.042, high: 0.167, auto: 0.042 };
/** USD by seconds. */
const MINIMAX = [
	[2.33, 0.0506343],
	[5.17, 0.0815803],
	[8.33, 0.1086802],
	[10.13, 0.1221508],
];
/** USD up to so many minutes. */
const TIKTOK = [
	[1, 0.015],
	[2, 0.0225],
	[3, 0.03],
	[5, 0.045],
	[10, 0.0825],
	[Infinity, 0.105],
];

const area = ({ width, height }: Size, unit: number) => (width * height) / unit;
const scaledBy =
	(amount: number, unit: number, file: string): Price =>
	async (order) =>
		amount * area(await sizeOf(order, file), unit);

const partner = (order: Order) => PER_QUALITY[order.text('quality') || 'auto'];
const picture: Price = async (order) =>
	isPartner(order.model!)
		? partner(order)
		: (PER_PICTURE[order.model!.slug] ?? FLUX) * area(await sizeOf(order), 512 ** 2) * (order.number('steps')! / 4);
const edit: Price = (order) => (isPartner(order.model!) ? partner(order) : 0.0018144 + 0.0015228 * order.number('steps')!);

const film: Price = async (order) => {
	const seconds = await secondsOf(order);
	return order.model!.slug.startsWith('MiniMax')
		? between(MINIMAX, seconds)
		: 0.001737 * area(await sizeOf(order), 256 ** 2) * (seconds / 2);
};

const speech: Price = (order) => {
	const perCharacter = order.model!.slug.startsWith('Qwen') ? 7.14286e-6 : 0.77e-6;
	return (perCharacter * (order.number('count_text') ?? order.text('text').length)) / order.number('speed')!;
};

const transcription: Price = async (order) => {
	const seconds = await secondsOf(order);
	const base = isTikTok(order) ? TIKTOK.find(([minutes]) => seconds <= minutes * 60)![1] : 0.005 + 0.0000130208 * seconds;
	const detail = order.flag('diarize') || order.value('ts_level') === 'word' ? 1.5 : 1;
	return base * detail + (order.flag('include_metadata') ? 0.005 : 0);
};

/** Nothing, where the price is asked without the length. */
const upscaling: Price = async (order) => {
	const seconds = order.files('video').length > 0 ? await secondsOf(order) : (order.number('duration') ?? 0);
	return 0.00760146 * area(await sizeOf(order, 'video'), 320 * 240) * (seconds / 5) * ((order.number('scale') ?? 2) / 2) ** 2;
};

/** By endpoint of version 2. */
export const prices: Record<string, Price> = {
	'POST /images/generations': picture,
	'POST /images/edits': edit,
	'POST /audio/speech': speech,
	'POST /videos/generations': film,
	'POST /videos/animations': film,
	'POST /videos/audio-syncs': film,
	'POST /audio/music': (order) => (0.0009 / 60) * order.number('duration')! * (order.number('inference_steps')! / 8),
	'POST /embeddings': (order) =>
		[order.value('input')].flat().reduce((sum: number, text) => sum + (0.000084 / 1000) * tokensOf(String(text)), 0),
	'POST /audio/transcriptions': transcription,
	'POST /images/ocr': async (order) => 0.000453 + 8.4178e-9 * area(await sizeOf(order, 'image'), 1),
	'POST /images/background-removals': scaledBy(0.00046, 1920 * 1080, 'image'),
	'POST /images/upscales': scaledBy(0.00059, 512 ** 2, 'image'),
	'POST /videos/upscales': upscaling,
	// The vendor names no prices of these two.
	'POST /videos/background-removals': scaledBy(0.002, 512 ** 2, 'video'),
	'POST /videos/replacements': async (order) => 0.01 * (await secondsOf(order)),
	'POST /prompts/enhancements': () => PER_BOOST,
	'GET /prompts/samples': () => PER_BOOST,
};

/** On the line through the two points around it, or through the last two. */
function between(points: number[][], x: number): number {
	const next = points.slice(1, -1).findIndex(([end]) => x <= end) + 1 || points.length - 1;
	const [[x0, y0], [x1, y1]] = [points[next - 1], points[next]];
	return y0 + ((x - x0) / (x1 - x0)) * (y1 - y0);
}
