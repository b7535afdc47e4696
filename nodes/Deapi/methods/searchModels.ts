import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import { modelsFor } from '../../shared/catalogue';
import type { Model } from '../../shared/catalogue';
import { toNodeError } from '../../shared/errors';
import { findOperation } from '../operations';

/** The models that can do the chosen operation, for the "Model" list. */
export async function searchModels(this: ILoadOptionsFunctions, filter = ''): Promise<INodeListSearchResult> {
	const resource = String(this.getCurrentNodeParameter('resource'));
	const operation = findOperation(resource, String(this.getCurrentNodeParameter('operation')));
	if (!operation) return { results: [] };
	try {
		const models = await modelsFor(this, operation.task);
		return {
			results: models
				.filter((model) => `${model.name} ${model.slug}`.toLowerCase().includes(filter.toLowerCase()))
				.map((model) => ({ name: model.name, value: model.slug, description: describe(model) }))
				.sort((a, b) => a.name.localeCompare(b.name)),
		};
	} catch (cause) {
		throw toNodeError(this.getNode(), cause);
	}
}

function describe({ slug, limits }: Model): string {
	const { min_width: from, max_width: to } = limits;
	return from === undefined || to === undefined ? slug : `${slug}, ${from} to ${to} pixels wide`;
}
