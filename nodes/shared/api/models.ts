import { createHash } from 'crypto';

import { isNumeric, isRecord } from '../util/json';
import type { Api } from './client';

/** What models do, under one name each, and what people call it. */
export const TASKS = {
	aud2video: 'Audio to Video',
	'img-rmbg': 'Image Background Removal',
	img2img: 'Image to Image',
	img2txt: 'Image to Text',
	img2video: 'Image to Video',
	'img-upscale': 'Image Upscaling',
	txt2embedding: 'Text to Embedding',
	txt2img: 'Text to Image',
	txt2music: 'Text to Music',
	txt2audio: 'Text to Speech',
	txt2video: 'Text to Video',
	transcription: 'Transcription',
	'vid-rmbg': 'Video Background Removal',
	'video-replace': 'Video Character Replacement',
	'vid-upscale': 'Video Upscaling',
};

export type Task = keyof typeof TASKS;

/** Other names of the same tasks, in the documents and on the live API (docs/api.md#task-names). */
const ALIASES: Record<string, Task> = {
	aud2txt: 'transcription',
	'audio-file2text': 'transcription',
	audio2text: 'transcription',
	audio2video: 'aud2video',
	audiofile2txt: 'transcription',
	transcribe: 'transcription',
	vid2txt: 'transcription',
	'video-file2text': 'transcription',
	video2text: 'transcription',
	videofile2txt: 'transcription',
	'videos-replace': 'video-replace',
};

/** A choice that the catalog offers, e.g. a voice: `slug` is sent, `name` is for people. */
export interface Choice {
	slug: string;
	name: string;
}

/** A model of the live catalog, with numbers as numbers whatever the API sent. */
export interface Model extends Choice {
	tasks: string[];
	/** `min_width`, `max_width`, `resolution_step` and the like. */
	limits: Record<string, number>;
	/** `supports_negative_prompt` and the like; absent where the API says nothing. */
	features: Record<string, boolean>;
	defaults: Record<string, unknown>;
	languages: Array<Choice & { voices: Choice[] }>;
	loras: Choice[];
	/** Sample rates in Hz; empty where the API says nothing. */
	sampleRates: number[];
	/** The catalog's own entry. */
	entry: Record<string, unknown>;
}

/** Stands for the model where none is needed: it limits nothing. */
export const NO_MODEL: Model = {
	slug: '',
	name: '',
	tasks: [],
	limits: {},
	features: {},
	defaults: {},
	languages: [],
	loras: [],
	sampleRates: [],
	entry: {},
};

const CACHE_LIFETIME = 5 * 60_000;
const PAGE_SIZE = 50;
const MAX_PAGES = 20;

const cache = new Map<string, { models: Promise<Model[]>; expires: number }>();

/**
 * The models that can do a task, in the catalog's order. The whole catalog is fetched (GET /models
 * has no rate limit) and kept for five minutes per credential, since sources disagree about the names
 * that its server-side filter takes.
 */
export async function modelsFor(api: Api, task: Task): Promise<Model[]> {
	const models = await allModels(api);
	return models.filter((model) => model.tasks.includes(task));
}

/** One end of a range, under the first of the given stems that the catalog knows. */
export function limitOf({ limits }: Model, end: 'min' | 'max', stems: string[]): number | undefined {
	return stems.map((stem) => limits[`${end}_${stem}`]).find((limit) => limit !== undefined);
}

export function forgetCatalog(): void {
	cache.clear();
}

/** The runs that could not get the catalog: many items must not wait for it one after the other. */
const failures = new WeakMap<Api, Promise<Model[]>>();

/** The whole catalog, in its own order. */
export async function allModels(api: Api): Promise<Model[]> {
	const failed = failures.get(api);
	if (failed) return await failed;
	const { apiKey, baseUrl } = await api.credentials();
	const key = createHash('sha256').update(`${baseUrl}\n${apiKey}`).digest('hex');
	const cached = cache.get(key);
	if (cached && cached.expires > api.timing.now()) return await cached.models;

	const models = fetchModels(api);
	cache.set(key, { models, expires: api.timing.now() + CACHE_LIFETIME });
	models.catch(() => {
		cache.delete(key);
		failures.set(api, models);
	});
	return await models;
}

async function fetchModels(api: Api): Promise<Model[]> {
	const models: Model[] = [];
	for (let page = 1; page <= MAX_PAGES; page++) {
		// The live API ignores the documented `per_page` and takes `limit`; sending both suits either.
		const query = { limit: PAGE_SIZE, per_page: PAGE_SIZE, page };
		const answer = await api.request({ path: '/models', query });
		models.push(...entries(answer).map(parseModel));
		if (page >= lastPage(answer)) break;
	}
	return models;
}

function entries(answer: Record<string, unknown>): Array<Record<string, unknown>> {
	const { data } = answer;
	return records(isRecord(data) ? data.data : data);
}

function lastPage({ meta, data }: Record<string, unknown>): number {
	const paging = isRecord(meta) ? meta : isRecord(data) && isRecord(data.meta) ? data.meta : {};
	return Number(paging.last_page) || 1;
}

function parseModel(entry: Record<string, unknown>): Model {
	const info = isRecord(entry.info) ? entry.info : {};
	const types = entry.inference_types;
	const rates = isRecord(info.limits) ? info.limits.available_ratios : undefined;
	return {
		...parseChoice(entry),
		entry,
		languages: records(entry.languages).map((language) => ({
			...parseChoice(language),
			voices: records(language.voices).map(parseChoice),
		})),
		loras: records(entry.loras).map(({ name, display_name }) => parseChoice({ slug: name, name: display_name })),
		sampleRates: (Array.isArray(rates) ? rates : []).filter(isNumeric).map(Number),
		tasks: (Array.isArray(types) ? types.map(String) : Object.keys(isRecord(types) ? types : {})).map(canonicalTask),
		limits: mapValues(info.limits, (value) => (isNumeric(value) ? Number(value) : undefined)),
		features: mapValues(info.features, (value) => value === true || value === 1 || value === '1' || value === 'true'),
		defaults: isRecord(info.defaults) ? info.defaults : {},
	};
}

function parseChoice({ slug, name }: Record<string, unknown>): Choice {
	return { slug: String(slug ?? name), name: String(name ?? slug) };
}

/** The task that a name means; names that are not known stand for themselves. */
export function canonicalTask(name: string): string {
	const dashed = name.replace(/_/g, '-');
	return ALIASES[dashed] ?? dashed;
}

function records(list: unknown): Array<Record<string, unknown>> {
	return Array.isArray(list) ? list.filter(isRecord) : [];
}

function mapValues<T>(record: unknown, convert: (value: unknown) => T | undefined): Record<string, T> {
	if (!isRecord(record)) return {};
	return Object.fromEntries(
		Object.entries(record).flatMap(([key, value]) => {
			const converted = convert(value);
			return converted === undefined ? [] : [[key, converted]];
		}),
	);
}
