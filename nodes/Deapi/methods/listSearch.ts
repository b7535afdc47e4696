import type { ILoadOptionsFunctions, INodeListSearchResult, INodePropertyOptions } from 'n8n-workflow';

import { Api } from '../../shared/api/client';
import { modelsFor } from '../../shared/api/models';
import type { Model } from '../../shared/api/model';
import { toNodeError } from '../../shared/n8n/nodeError';
import { findOperation } from '../operations';
import { allReadersOf } from '../operations/booster';
import { modelsAbleTo, routeOf } from '../operations/operation';
import type { Operation } from '../operations/operation';

const PAGE = 50;

/** The models that can do the chosen operation, for the "Model" list: those that fit the filter, page by page. */
export async function searchModels(this: ILoadOptionsFunctions, filter?: string, page?: string): Promise<INodeListSearchResult> {
	return listModels(await modelsOfOperation(this), filter, page);
}

/** Those of the models that fit the filter, page by page. */
export function listModels(models: Model[], filter = '', page?: string): INodeListSearchResult {
	const fitting = byName(models).filter(({ name, slug }) => `${name} ${slug}`.toLowerCase().includes(filter.toLowerCase()));
	const [start, end] = [Number(page ?? 0), Number(page ?? 0) + PAGE];
	return { results: fitting.slice(start, end).map(asOption), ...(end < fitting.length && { paginationToken: String(end) }) };
}

/** The same models, for "Fallback Models". */
export async function getModels(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	return byName(await modelsOfOperation(this)).map(asOption);
}

/** The same, in the order of the catalog. */
export async function modelsOfOperation(context: ILoadOptionsFunctions): Promise<Model[]> {
	return await modelsOf(context, operationOf(context));
}

/** The same of an operation that the node does not let choose. */
export async function modelsOf(context: ILoadOptionsFunctions, operation: Operation | undefined): Promise<Model[]> {
	const api = new Api(context);
	try {
		if (operation?.kind === 'job') {
			const { task } = routeOf(operation, (name) => context.getCurrentNodeParameter(name));
			return modelsAbleTo(operation, await modelsFor(api, task));
		}
		if (operation?.kind !== 'paidCall' || !operation.booster) return [];
		return await modelsFor(api, ...allReadersOf(operation.booster));
	} catch (error) {
		throw toNodeError(context.getNode(), error);
	}
}

export function operationOf(context: ILoadOptionsFunctions): Operation | undefined {
	return findOperation(String(context.getCurrentNodeParameter('resource')), String(context.getCurrentNodeParameter('operation')));
}

function byName(models: Model[]): Model[] {
	return models.sort((a, b) => a.name.localeCompare(b.name));
}

function asOption({ name, slug, tags }: Model): INodePropertyOptions {
	return { name, value: slug, description: [slug, ...tags].join(' · ') };
}
