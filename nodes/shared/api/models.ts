import { createHash } from 'crypto';

import { isRecord, records } from '../util/json';
import type { Api } from './client';
import { endpoints } from './endpoints';
import { parseModel } from './model';
import type { Model, Task } from './model';

const CACHE_LIFETIME = 5 * 60_000;
const PAGE_SIZE = 50;
const MAX_PAGES = 20;

const cache = new Map<string, { models: Promise<Model[]>; expires: number }>();

/**
 * The models that can do one of the tasks, in the catalog's order. The whole catalog is fetched (GET /models
 * has no rate limit) and kept for five minutes per credential, since sources disagree about the names
 * that its server-side filter takes.
 */
export async function modelsFor(api: Api, ...tasks: Task[]): Promise<Model[]> {
	const models = await allModels(api);
	return models.filter((model) => tasks.some((task) => model.tasks.includes(task)));
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
		const answer = await api.request({ endpoint: endpoints.models, query: { limit: PAGE_SIZE, page } });
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
