import { createHash } from 'crypto';

import { deepFreeze } from '../util/freeze';
import { isRecord } from '../util/json';
import { RecentMap } from '../util/recentMap';
import { unlessAborted } from '../util/timing';
import { Api } from './client';
import { endpoints } from './endpoints';
import { ApiError } from './errors';
import { named, parseModel } from './model';
import type { Model, Task } from './model';

const PAGE_SIZE = 50;
const MAX_PAGES = 20;

/** By the account, its address and the version of the API. */
const catalogs = new RecentMap<Promise<Model[]>>({ lifetime: 5 * 60_000, most: 100 });

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
	catalogs.clear();
}

/** The runs that could not get the catalog: many items must not wait for it one after the other. */
const failures = new WeakMap<Api, Promise<Model[]>>();

/**
 * The whole catalog, in its own order. All executions share it, so that nothing in it can be changed: copy what is to be
 * handed out.
 *
 * @throws {ApiError} also where there is no model in it
 */
export async function allModels(api: Api): Promise<Model[]> {
	const failed = failures.get(api);
	if (failed) return await failed;
	const { apiKey, apiVersion, baseUrl } = await api.credentials();
	const key = createHash('sha256').update(`${apiVersion}\n${baseUrl}\n${apiKey}`).digest('hex');
	const known = catalogs.get(key, api.timing.now());
	const models = known ?? fetchModels(uncancelled(api));
	if (!known) catalogs.set(key, models, api.timing.now());
	models.catch(() => {
		catalogs.delete(key, models);
		failures.set(api, models);
	});
	const all = await unlessAborted(models, api.signal);
	if (!all) throw new ApiError('The execution was cancelled', { accepted: 'no' });
	return all;
}

/**
 * The same API for what others wait for, too: that this execution is cancelled does not end it. n8n itself breaks off the
 * requests of whatever has a cancel signal.
 */
function uncancelled({ context, timing }: Api): Api {
	const { helpers, logger } = context;
	const [getCredentials, getNode] = [context.getCredentials.bind(context), context.getNode.bind(context)];
	return new Api({ helpers, logger, getCredentials, getNode, getExecutionContext: () => context.getExecutionContext?.() }, timing);
}

async function fetchModels(api: Api): Promise<Model[]> {
	const models: Model[] = [];
	for (let page = 1; page <= MAX_PAGES; page++) {
		const answer = await api.request({ endpoint: endpoints.models, query: { limit: PAGE_SIZE, page } });
		models.push(...entries(answer).map(parseModel));
		if (page >= lastPage(answer)) break;
	}
	if (models.length === 0) throw odd('deAPI answered with an empty catalog of models');
	return deepFreeze(models);
}

function entries({ data }: Record<string, unknown>): Array<Record<string, unknown>> {
	const list = isRecord(data) ? data.data : data;
	if (!Array.isArray(list)) throw odd('deAPI answered without its catalog of models');
	return named(list);
}

function odd(what: string): ApiError {
	return new ApiError(what, { status: 200, accepted: 'no', description: 'Try again later, or look at status.deapi.ai.' });
}

function lastPage({ meta, data }: Record<string, unknown>): number {
	const paging = isRecord(meta) ? meta : isRecord(data) && isRecord(data.meta) ? data.meta : {};
	return Number(paging.last_page) || 1;
}
