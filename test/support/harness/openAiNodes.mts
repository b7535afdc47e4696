/** n8n's own OpenAI nodes, with a credential whose base URL is the emulated gateway. */
import type { TestBed } from './testBed.mts';
import { rewired, rowOf, to, workflowOf } from './workflows.mts';
import type { NodeSpec } from './workflows.mts';

const LANGCHAIN = '@n8n/n8n-nodes-langchain';

/** As a node names it. */
export interface Credential {
	openAiApi: { id: string; name: string };
}

export async function gatewayCredential({ n8n, emulator }: TestBed, apiKey: string): Promise<Credential> {
	const name = 'Gateway';
	const id = await n8n.createCredential(name, { apiKey, url: emulator.gatewayUrl, header: false }, 'openAiApi');
	return { openAiApi: { id, name } };
}

export const openAi = (typeVersion: number, parameters: Record<string, unknown>, credentials: Credential): NodeSpec => ({
	name: 'OpenAI',
	type: `${LANGCHAIN}.openAi`,
	typeVersion,
	parameters,
	credentials,
});

/** n8n's HTTP Request node sends a form with a file. */
export const httpTo = (url: string, fields: Record<string, string>, file: string, credentials: Credential): NodeSpec => ({
	name: 'HTTP',
	type: 'n8n-nodes-base.httpRequest',
	typeVersion: 4.2,
	credentials,
	parameters: {
		method: 'POST',
		url,
		authentication: 'predefinedCredentialType',
		nodeCredentialType: 'openAiApi',
		sendBody: true,
		contentType: 'multipart-form-data',
		bodyParameters: {
			parameters: [
				...Object.entries(fields).map(([name, value]) => ({ name, value })),
				{ parameterType: 'formBinaryData', name: 'file', inputDataFieldName: file },
			],
		},
		options: {},
	},
});

/** A chain that says "Hi" to a chat model. */
export function withChatModel(path: string, credentials: Credential) {
	const chain: NodeSpec = {
		name: 'Chain',
		type: `${LANGCHAIN}.chainLlm`,
		typeVersion: 1.7,
		parameters: { promptType: 'define', text: 'Hi' },
	};
	const model: NodeSpec = {
		name: 'Model',
		type: `${LANGCHAIN}.lmChatOpenAi`,
		typeVersion: 1.2,
		credentials,
		parameters: { model: { __rl: true, mode: 'id', value: 'Flux1schnell' }, options: {} },
	};
	return beside(workflowOf(path, chain), [model], { Model: { ai_languageModel: [to('Chain', 'ai_languageModel')] } });
}

/** Puts texts into n8n's in-memory store, and asks for the two that are closest to a query. */
export function embeddingStore(
	path: string,
	{ texts, query, options }: { texts: string[]; query: string; options: object },
	credentials: Credential,
) {
	const store = (name: string, parameters: object): NodeSpec => ({
		name,
		type: `${LANGCHAIN}.vectorStoreInMemory`,
		typeVersion: 1.1,
		parameters: { memoryKey: path, ...parameters },
	});
	const list: NodeSpec = {
		name: 'Texts',
		type: 'n8n-nodes-base.code',
		typeVersion: 2,
		parameters: { jsCode: `return ${JSON.stringify(texts.map((text) => ({ json: { text } })))}` },
	};
	const one: NodeSpec = { name: 'One', type: 'n8n-nodes-base.limit', typeVersion: 1, parameters: {} };
	const row = workflowOf(path, list, store('Insert', { mode: 'insert' }), one, store('Find', { mode: 'load', prompt: query, topK: 2 }));
	const embeddings: NodeSpec = {
		name: 'Embeddings',
		type: `${LANGCHAIN}.embeddingsOpenAi`,
		typeVersion: 1.2,
		credentials,
		parameters: { model: 'Bge_M3_FP16', options },
	};
	const loader: NodeSpec = {
		name: 'Loader',
		type: `${LANGCHAIN}.documentDefaultDataLoader`,
		typeVersion: 1,
		parameters: { jsonMode: 'expressionData', jsonData: '={{ $json.text }}', options: {} },
	};
	const splitter: NodeSpec = { name: 'Splitter', type: `${LANGCHAIN}.textSplitterCharacterTextSplitter`, typeVersion: 1, parameters: {} };
	return beside(row, [embeddings, loader, splitter], {
		Embeddings: { ai_embedding: [[...to('Insert', 'ai_embedding'), ...to('Find', 'ai_embedding')]] },
		Loader: { ai_document: [to('Insert', 'ai_document')] },
		Splitter: { ai_textSplitter: [to('Loader', 'ai_textSplitter')] },
	});
}

function beside(workflow: ReturnType<typeof rowOf>, nodes: NodeSpec[], connections: object) {
	return rewired({ ...workflow, nodes: [...workflow.nodes, ...rowOf('', ...nodes).nodes] }, connections);
}
