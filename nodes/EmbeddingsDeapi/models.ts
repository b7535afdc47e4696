import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import { listModels, modelsOf } from '../Deapi/methods/listSearch';
import { create } from '../Deapi/operations/embedding/create';

/** The models that make vectors of texts, for the "Model" list. */
export async function searchModels(this: ILoadOptionsFunctions, filter?: string, page?: string): Promise<INodeListSearchResult> {
	return listModels(await modelsOf(this, create), filter, page);
}
