import type { ILoadOptionsFunctions, INodeListSearchResult, INodePropertyOptions } from 'n8n-workflow';

import { modelsFor } from '../../shared/catalogue';
import type { Model } from '../../shared/catalogue';
import { toNodeError } from '../../shared/errors';
import { findOperation } from '../operations';

/** The models that can do the chosen operation, for the "Model" list. */
export async function searchModels(this: ILoadOptionsFunctions, filter = ''): Promise<INodeListSearchResult> {
	const models = await modelsOfOperation(this);
	const results = models.filter(({ name, slug }) => `${name} ${slug}`.toLowerCase().includes(filter.toLowerCase()));
	return { results: results.map(asOption) };
}

/** The same models, for "Fallback Models". */
export async function getModels(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	return (await modelsOfOperation(this)).map(asOption);
}

async function modelsOfOperation(context: ILoadOptionsFunctions): Promise<Model[]> {
	const resource = String(context.getCurrentNodeParameter('resource'));
	const operation = findOperation(resource, String(context.getCurrentNodeParameter('operation')));
	if (operation?.kind !== 'submission') return [];
	try {
		const models = await modelsFor(context, operation.task);
		return models.sort((a, b) => a.name.localeCompare(b.name));
	} catch (cause) {
		throw toNodeError(context.getNode(), cause);
	}
}

function asOption({ name, slug, limits }: Model) {
	const { min_width: from, max_width: to } = limits;
	const description = from === undefined || to === undefined ? slug : `${slug}, ${from} to ${to} pixels wide`;
	return { name, value: slug, description };
}
