import { embed } from './embeddings.mts';
import { hear } from './hearing.mts';
import { languageOf, sourceUrlOf } from './jobRules.mts';
import { secondsOf, sizeOf } from './measures.mts';
import { convertPicture, even, filterVideo, makeFilm, playTune, putInto, scalePicture, scaleVideo } from './media.mts';
import type { AudioFormat } from './media.mts';
import type { Order, UploadedFile } from './order.mts';
import { cutOut, drawPicture } from './pictures.mts';
import { fileOf, jsonOf, pictureOf, textOf } from './results.mts';
import type { Result } from './results.mts';
import { lines, plainText, segmentsOf, structured, transcribe } from './transcripts.mts';

type Maker = (order: Order) => Promise<Result>;

/** Pictures of films are drawn small and scaled: drawing blocks everything else. */
const LARGEST_DRAWING = 512;
const CHARACTERS_PER_SECOND = 15;

const first = (order: Order, ...fields: string[]): UploadedFile | undefined => fields.flatMap((field) => order.files(field))[0];

const film: Maker = async (order) => {
	const size = await sizeOf(order);
	const scale = Math.min(1, LARGEST_DRAWING / Math.max(size.width, size.height));
	const [width, height] = [size.width * scale, size.height * scale].map(Math.round);
	const fps = order.number('fps') ?? order.limits.min_fps ?? 24;
	const begin = first(order, 'first_frame_image')?.content ?? drawPicture(order.text('prompt'), order.number('seed')!, width, height);
	const [last, audio] = [first(order, 'last_frame_image')?.content, first(order, 'audio')?.content];
	return fileOf(await makeFilm({ ...size, frames: order.number('frames')!, fps, first: begin, last, audio }), 'mp4');
};

/** Only the newer of the models writes JSON (docs/api.md#transcripts). */
export const isStructured = (order: Order): boolean => order.model?.slug === 'WhisperLargeV3Ct2';

const transcript: Maker = async (order) => {
	const file = first(order, 'source_file', 'video', 'audio');
	if (file) await order.probe(file);
	const words = file && (await hear(file.content));
	const segments = words ? segmentsOf(words) : transcribe(file?.fileName ?? sourceUrlOf(order), await secondsOf(order), file !== undefined);
	const speakers = order.flag('diarize');
	const timestamps = speakers || order.flag('include_ts');
	if (!isStructured(order)) return textOf(timestamps ? lines(segments) : plainText(segments));
	return jsonOf(
		structured(segments, { language: languageOf(order) ?? 'en', timestamps, words: order.value('ts_level') === 'word', speakers }),
	);
};

/** What comes of the jobs, by endpoint of version 2 (docs/api.md#results). Contents follow from the request, so that mixed-up results show. */
export const makers: Record<string, Maker> = {
	'POST /images/generations': async (order) => {
		const { width, height } = await sizeOf(order);
		return pictureOf(drawPicture(order.text('prompt'), order.number('seed')!, width, height));
	},
	'POST /images/edits': async (order) => {
		const { width, height } = await sizeOf(order, 'image', 'images[]');
		const turn = (order.text('prompt').length * 40 + order.number('seed')! + 60) % 360;
		const picture = first(order, 'image', 'images[]')!.content;
		return pictureOf(await convertPicture(picture, 'png', `scale=${width}:${height},hue=h=${turn}`));
	},
	'POST /images/background-removals': async (order) =>
		pictureOf(cutOut(await convertPicture(first(order, 'image')!.content, 'png', 'format=rgba'))),
	'POST /images/upscales': async (order) => {
		const { width, height } = await sizeOf(order, 'image');
		const factor = factorOf(order);
		return pictureOf(await scalePicture(first(order, 'image')!.content, { width: width * factor, height: height * factor }));
	},
	'POST /audio/speech': async (order) => {
		const seconds = order.text('text').length / CHARACTERS_PER_SECOND / order.number('speed')!;
		return await audio(order, order.text('text'), seconds, order.number('sample_rate')!);
	},
	'POST /audio/music': async (order) => await audio(order, order.text('caption'), order.number('duration')!, 48_000),
	'POST /videos/generations': film,
	'POST /videos/animations': film,
	'POST /videos/audio-syncs': film,
	'POST /videos/upscales': async (order) => {
		const { width, height } = await sizeOf(order, 'video');
		const factor = factorOf(order);
		return fileOf(await scaleVideo(first(order, 'video')!.content, { width: width * factor, height: height * factor }), 'mp4');
	},
	'POST /videos/background-removals': async (order) => {
		const { width, height } = await sizeOf(order, 'video');
		const [inner, outer] = [`${even(width * 0.8)}:${even(height * 0.8)}`, `${even(width)}:${even(height)}`];
		return fileOf(await filterVideo(first(order, 'video')!.content, `crop=${inner},pad=${outer}:(ow-iw)/2:(oh-ih)/2:color=green`), 'mp4');
	},
	'POST /videos/replacements': async (order) =>
		fileOf(await putInto(first(order, 'video')!.content, first(order, 'ref_image')!.content, await sizeOf(order, 'video')), 'mp4'),
	'POST /audio/transcriptions': transcript,
	'POST /images/ocr': async (order) => {
		const { fileName } = first(order, 'image')!;
		const size = await sizeOf(order, 'image');
		const text = `Text on ${fileName}, ${size.width} x ${size.height} pixels.`;
		return order.value('format') === 'json' ? jsonOf({ text, language: order.value('language') ?? null, ...size }) : textOf(text);
	},
	'POST /embeddings': async (order) => jsonOf([order.value('input')].flat().map((text) => embed(String(text)))),
};

async function audio(order: Order, text: string, seconds: number, sampleRate: number): Promise<Result> {
	const format = order.text('format') as AudioFormat;
	return fileOf(await playTune({ text: `${text}\n${order.value('seed') ?? order.value('voice')}`, seconds, sampleRate, format }), format);
}

/** The one asked for, or the one in the model's name. */
function factorOf(order: Order): number {
	return order.number('scale') ?? Number(/x(\d+)/.exec(order.model!.slug)?.[1] ?? 2);
}
