import { NodeConnectionTypes } from 'n8n-workflow';
import type { INodeType, INodeTypeDescription, ISupplyDataFunctions, SupplyData } from 'n8n-workflow';

import { CREDENTIAL } from '../shared/api/credentials';
import { embeddings } from './embeddings';
import { searchModels } from './models';
import { properties } from './properties';

export class EmbeddingsDeapi implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Embeddings deAPI',
		name: 'embeddingsDeapi',
		icon: { light: 'file:../../icons/deapi.svg', dark: 'file:../../icons/deapi.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: '={{ $parameter["model"].value }}',
		description: 'Create the embeddings of a vector store with open-source models',
		defaults: { name: 'Embeddings deAPI' },
		inputs: [],
		outputs: [NodeConnectionTypes.AiEmbedding],
		outputNames: ['Embeddings'],
		credentials: [{ name: CREDENTIAL, required: true }],
		properties,
	};

	methods = { listSearch: { searchModels } };

	async supplyData(this: ISupplyDataFunctions, itemIndex: number): Promise<SupplyData> {
		return { response: embeddings(this, itemIndex) };
	}
}
