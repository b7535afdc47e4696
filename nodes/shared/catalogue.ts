import { createHash } from 'crypto';

import { apiRequest, getCredentials } from './client';
import type { ApiContext } from './client';
import { isRecord } from './errors';
import { realTiming } from './timing';
import type { Timing } from './timing';

/** A task that a model can do, under the name that the live API uses (facts file §6). */
export type Task = 'txt2img' | 'img-rmbg';

/** A model of the live catalogue, with numbers as numbers whatever the API sent. */
export interface Model {
	slug: string;
	name: string;
	tasks: string[];
	/** `min_width`, `max_width`, `resolution_step` and the like. */
	limits: Record<string, number>;
	/** `supports_negative_prompt` and the like; absent where the API says nothing. */
	features: Record<string, boolean>;
	defaults: Record<string, unknown>;
}

const CACHE_LIFETIME = 5 * 60_000;
const PAGE_SIZE = 50;
const MAX_PAGES = 20;

const cache = new Map<string, { models: Promise<Model[]>; expires: number }>();

/**
 * The models that can do a task, in the catalogue's order. The whole catalogue is fetched (GET /models
 * has no rate limit) and kept for five minutes per credential, since sources disagree about the names
 * that its server-side filter takes.
 */
export async function modelsFor(context: ApiContext, task: Task, timing: Timing = realTiming): Promise<Model[]> {
	const models = await allModels(context, timing);
	return models.filter((model) => model.tasks.includes(task));
}

export function forgetCatalogue(): void {
	cache.clear();
}

async function allModels(context: ApiContext, timing: Timing): Promise<Model[]> {
	const { apiKey, baseUrl } = await getCredentials(context);
	const key = createHash('sha256').update(`${baseUrl}\n${apiKey}`).digest('hex');
	const cached = cache.get(key);
	if (cached && cached.expires > timing.now()) return await cached.models;

	const models = fetchModels(context, timing);
	cache.set(key, { models, expires: timing.now() + CACHE_LIFETIME });
	models.catch(() => cache.delete(key));
	return await models;
}

async function fetchModels(context: ApiContext, timing: Timing): Promise<Model[]> {
	const models: Model[] = [];
	for (let page = 1; page <= MAX_PAGES; page++) {
		// The live API ignores the documented `per_page` and takes `limit`; sending both suits either.
		const query = { limit: PAGE_SIZE, per_page: PAGE_SIZE, page };
		const answer = await apiRequest(context, { path: '/models', query }, timing);
		models.push(...entries(answer).map(parseModel));
		if (page >= lastPage(answer)) break;
	}
	return models;
}

function entries(answer: Record<string, unknown>): Array<Record<string, unknown>> {
	const { data } = answer;
	const list = isRecord(data) ? data.data : data;
	return Array.isArray(list) ? list.filter(isRecord) : [];
}

function lastPage({ meta, data }: Record<string, unknown>): number {
	const paging = isRecord(meta) ? meta : isRecord(data) && isRecord(data.meta) ? data.meta : {};
	return Number(paging.last_page) || 1;
}

function parseModel(entry: Record<string, unknown>): Model {
	const info = isRecord(entry.info) ? entry.info : {};
	const types = entry.inference_types;
	return {
		slug: String(entry.slug),
		name: String(entry.name ?? entry.slug),
		tasks: (Array.isArray(types) ? types.map(String) : Object.keys(isRecord(types) ? types : {})).map(canonicalTask),
		limits: mapValues(info.limits, (value) => (isNumeric(value) ? Number(value) : undefined)),
		features: mapValues(info.features, (value) => value === true || value === 1 || value === '1' || value === 'true'),
		defaults: isRecord(info.defaults) ? info.defaults : {},
	};
}

function canonicalTask(name: string): string {
	return name.replace(/_/g, '-');
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

export function isNumeric(value: unknown): boolean {
	return typeof value === 'number' || (typeof value === 'string' && value !== '' && !Number.isNaN(Number(value)));
}
