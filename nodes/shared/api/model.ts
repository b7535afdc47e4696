import { deepFreeze } from '../util/freeze';
import { asText, finiteNumber, isRecord, listed, records, texts } from '../util/json';

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
	/** What is listed among the limits, e.g. `timestamp_levels`; absent where the API says nothing. */
	lists: Record<string, string[]>;
	/** e.g. "experimental". */
	tags: string[];
	/** Run by another company: it takes no number that it publishes nothing about (docs/api.md#models). */
	isPartner: boolean;
	/** The catalog's own entry. */
	entry: Record<string, unknown>;
}

/** Stands for the model where none is needed: it limits nothing. */
export const NO_MODEL: Model = deepFreeze({
	slug: '',
	name: '',
	tasks: [],
	limits: {},
	features: {},
	defaults: {},
	languages: [],
	loras: [],
	sampleRates: [],
	lists: {},
	tags: [],
	isPartner: false,
	entry: {},
});

/** One end of a range, under the first of the given stems that the catalog knows. */
export function limitOf({ limits }: Model, end: 'min' | 'max', stems: string[]): number | undefined {
	return stems.map((stem) => limits[`${end}_${stem}`]).find((limit) => limit !== undefined);
}

/** An entry of the catalog, as it comes: docs/api.md#catalog. */
export function parseModel(entry: Record<string, unknown>): Model {
	const info = isRecord(entry.info) ? entry.info : {};
	const types = entry.inference_types;
	const lists = mapValues(info.limits, (value) => (Array.isArray(value) ? texts(value) : undefined));
	const tags = Array.isArray(entry.tags) ? texts(entry.tags) : [];
	return {
		...parseChoice(entry),
		entry,
		languages: named(entry.languages).map((language) => ({ ...parseChoice(language), voices: named(language.voices).map(parseChoice) })),
		loras: named(records(entry.loras).map(({ name, display_name }) => ({ slug: name, name: display_name }))).map(parseChoice),
		sampleRates: (lists.available_ratios ?? []).flatMap((rate) => finiteNumber(rate) ?? []),
		lists,
		tags,
		isPartner: tags.includes('experimental') || entry.status === 'test_model',
		tasks: (isRecord(types) ? Object.keys(types) : texts(listed(types))).map((type) => canonicalTask(type.trim())),
		limits: mapValues(info.limits, finiteNumber),
		features: mapValues(info.features, flagOf),
		defaults: isRecord(info.defaults) ? info.defaults : {},
	};
}

/** The choice that a slug or a name means, in whatever case: people type both. */
export function findChoice<One extends Choice>(choices: One[], wanted: string): One | undefined {
	const same = (text: string) => text.toLowerCase() === wanted.toLowerCase();
	return choices.find(({ slug }) => slug === wanted) ?? choices.find(({ slug }) => same(slug)) ?? choices.find(({ name }) => same(name));
}

/** The entries of a list that can be chosen at all. */
export function named(list: unknown): Array<Record<string, unknown>> {
	return records(list).filter(({ slug, name }) => texts([slug, name]).length > 0);
}

/** A flag, in every form that the API uses; undefined where it says nothing, as null does. */
function flagOf(value: unknown): boolean | undefined {
	const said = asText(value).trim().toLowerCase();
	if (said === 'true' || said === '1') return true;
	return said === 'false' || said === '0' ? false : undefined;
}

function parseChoice({ slug, name }: Record<string, unknown>): Choice {
	const [known] = texts([slug, name]);
	return { slug: known, name: texts([name])[0] ?? known };
}

/** The task that a name means; names that are not known stand for themselves. */
export function canonicalTask(name: string): string {
	const dashed = name.replace(/_/g, '-');
	return Object.hasOwn(ALIASES, dashed) ? ALIASES[dashed] : dashed;
}

/** The task that a job type means, whatever it is called, and however it is spelt (docs/api.md#job-types). */
export function taskOf(jobType: string): string {
	return canonicalTask(jobType.toLowerCase().replace(/[^a-z0-9]+/g, '-'));
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
