/** Workflows with n8n's vector stores, whose vectors our sub-node makes. */
import { rewired, rowOf, to } from './workflows.mts';
import type { NodeSpec } from './workflows.mts';

export const MODEL = 'Bge_M3_FP16';

export const embeddingsNode = (options: Record<string, unknown> = {}, settings: NodeSpec = {}): NodeSpec => ({
	name: 'Embeddings',
	type: 'n8n-nodes-deapi.embeddingsDeapi',
	parameters: { model: { __rl: true, mode: 'list', value: MODEL }, options },
	...settings,
});

/** A document for each item, or for each part of its text. */
export const loader: NodeSpec = {
	name: 'Loader',
	type: '@n8n/n8n-nodes-langchain.documentDefaultDataLoader',
	typeVersion: 1.1,
	parameters: { jsonMode: 'expressionData', jsonData: '={{ $json.text }}', options: {} },
};

/** n8n's own, in the memory of its process. */
export const memoryStore = (key: string, parameters: Record<string, unknown>, settings: NodeSpec = {}): NodeSpec => ({
	name: 'Store',
	type: '@n8n/n8n-nodes-langchain.vectorStoreInMemory',
	typeVersion: 1.3,
	parameters: { memoryKey: { __rl: true, mode: 'list', value: key }, ...parameters },
	...settings,
});

/** A table of PostgreSQL. */
export const pgvectorStore = (
	tableName: string,
	credential: { id: string; name: string },
	parameters: Record<string, unknown>,
): NodeSpec => ({
	name: 'Store',
	type: '@n8n/n8n-nodes-langchain.vectorStorePGVector',
	typeVersion: 1.3,
	credentials: { postgres: credential },
	parameters: { tableName, options: {}, ...parameters },
});

/** Items in, vectors into the store. */
export const insert = { mode: 'insert', embeddingBatchSize: 200 };

/** The passages next to each item's text. */
export const search = { mode: 'load', prompt: '={{ $json.text }}', topK: 2 };

/** Nodes in a row, the last of which is a vector store. */
export function withEmbeddings(name: string, nodes: NodeSpec[], embeddings: NodeSpec = embeddingsNode()) {
	const workflow = rowOf(name, ...nodes);
	const store = nodes.at(-1)!;
	const isInsert = store.parameters?.mode === 'insert';
	const beside = rowOf(name, embeddings, ...(isInsert ? [loader] : []));
	return rewired(
		{ ...workflow, nodes: [...workflow.nodes, ...beside.nodes] },
		{
			[embeddings.name!]: { ai_embedding: [to(store.name!, 'ai_embedding')] },
			...(isInsert && { Loader: { ai_document: [to(store.name!, 'ai_document')] } }),
		},
	);
}

/** Turns `{ texts: [...] }` in the request into one item each. */
export const splitTexts: NodeSpec = {
	name: 'Split Out',
	type: 'n8n-nodes-base.splitOut',
	parameters: { fieldToSplitOut: 'body.texts', options: { destinationFieldName: 'text' } },
};
