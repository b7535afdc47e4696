import type { ILoadOptionsFunctions, INodeListSearchResult, INodePropertyOptions } from 'n8n-workflow';

import { modelsFor } from '../../shared/catalogue';
import type { Model } from '../../shared/catalogue';
import { toNodeError } from '../../shared/errors';
import { ableTo } from '../job/prepare';
import { findOperation } from '../operations';
import { routeOf } from '../operations/types';

/** The models that can do the chosen operation, for the "Model" list. */
export async function searchModels(this: ILoadOptionsFunctions, filter = ''): Promise<INodeListSearchResult> {
	const models = byName(await modelsOfOperation(this));
	const results = models.filter(({ name, slug }) => `${name} ${slug}`.toLowerCase().includes(filter.toLowerCase()));
	return { results: results.map(asOption) };
}

/** The same models, for "Fallback Models". */
export async function getModels(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	return byName(await modelsOfOperation(this)).map(asOption);
}

/** The same, in the order of the catalogue. */
export async function modelsOfOperation(context: ILoadOptionsFunctions): Promise<Model[]> {
	const parameter = (name: string) => context.getCurrentNodeParameter(name);
	const operation = findOperation(String(parameter('resource')), String(parameter('operation')));
	if (operation?.kind !== 'submission') return [];
	try {
		return ableTo(operation, await modelsFor(context, routeOf(operation, parameter).task));
	} catch (cause) {
		throw toNodeError(context.getNode(), cause);
	}
}

function byName(models: Model[]): Model[] {
	return models.sort((a, b) => a.name.localeCompare(b.name));
}

function asOption({ name, slug, limits }: Model) {
	const { min_width: from, max_width: to } = limits;
	const description = from === undefined || to === undefined ? slug : `${slug}, ${from} to ${to} pixels wide`;
	return { name, value: slug, description };
}
