import type { AiEvent, IDataObject, ISupplyDataFunctions } from 'n8n-workflow';

import { embed } from './embed';
import type { Embedded } from './embed';
import { logged } from './log';
import { readSettings } from './settings';
import { checkDocuments, checkQuery } from './texts';

/** What n8n's vector stores ask for, as LangChain has it. */
export interface Embeddings {
	embedQuery(text: string): Promise<number[]>;
	embedDocuments(texts: string[]): Promise<number[][]>;
}

/** In characters: of each document, as much as tells which one it is. */
const BEGINNING = 100;

export function embeddings(n8n: ISupplyDataFunctions, itemIndex: number): Embeddings {
	const settings = readSettings(n8n, itemIndex);
	const call = async (event: AiEvent, input: IDataObject, textsOf: () => string[], tell: (made: Embedded) => IDataObject) =>
		(await logged(n8n, event, input, async () => await embed(n8n, settings, textsOf()), tell)).vectors;
	return {
		embedQuery: async (text) => {
			const tell = ({ vectors, ...facts }: Embedded) => ({ response: vectors[0], ...told(facts) });
			const [vector] = await call('ai-query-embedded', { query: text }, () => [checkQuery(text)], tell);
			return vector;
		},
		embedDocuments: async (texts) => {
			if (Array.isArray(texts) && texts.length === 0) return [];
			// The vectors are in the vector store, and would be megabytes in the execution's data. So would the documents, which their loader has put out.
			const tell = ({ vectors, ...facts }: Embedded) => ({ texts: vectors.length, dimensions: vectors[0].length, ...told(facts) });
			return await call('ai-document-embedded', { documents: beginningsOf(texts) }, () => checkDocuments(texts), tell);
		},
	};
}

function told({ model, requestIds, price }: Omit<Embedded, 'vectors'>): IDataObject {
	return { model, request_ids: requestIds, ...(price !== undefined && { price }) };
}

function beginningsOf(texts: unknown): IDataObject['documents'] {
	const beginning = (text: unknown) => (typeof text === 'string' ? text.slice(0, BEGINNING) : text);
	return (Array.isArray(texts) ? texts.map(beginning) : texts) as IDataObject['documents'];
}
