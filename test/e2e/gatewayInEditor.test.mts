import type { INodeProperties, INodeTypeDescription } from 'n8n-workflow';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';

import { gatewayCredential } from '../support/harness/openAiNodes.mts';
import type { Credential } from '../support/harness/openAiNodes.mts';
import { openTestBed } from '../support/harness/testBed.mts';
import type { TestBed } from '../support/harness/testBed.mts';

/** The gateway in n8n's editor: docs/openai-gateway.md#the-credential. */
const IS_OLD = inject('n8n').version.startsWith('1.');

let testBed: TestBed;
let credentials: Credential;

beforeAll(async () => {
	testBed = await openTestBed({ n8n: inject('n8n'), tarball: inject('tarball') });
	credentials = await gatewayCredential(testBed, testBed.emulator.gatewayKey);
});
afterAll(async () => await testBed?.close());

describe('a credential', () => {
	const test = async (type: string, data: object) => {
		const id = await testBed.n8n.createCredential('tested', { ...data }, type);
		return await testBed.n8n.rest('POST', '/credentials/test', { credentials: { id, name: 'tested', type, data } });
	};

	it('of OpenAI is tested by the list of models', async () => {
		const { gatewayUrl: url, gatewayKey, requests } = testBed.emulator;
		expect(await test('openAiApi', { apiKey: gatewayKey, url, header: false })).toMatchObject({ status: 'OK' });
		expect(requests.at(-1)).toMatchObject({ method: 'GET', path: '/v1/models' });
		expect(await test('openAiApi', { apiKey: testBed.apiKey, url, header: false })).toEqual({
			status: 'Error',
			message: IS_OLD ? 'Authorization failed - please check your credentials' : 'Unauthorized',
		});
	});

	it('of deAPI takes the gateway’s key, and refuses its address and keys of OpenAI without sending anything', async () => {
		const { url, gatewayKey, requests } = testBed.emulator;
		expect(await test('deApi', { apiKey: gatewayKey, baseUrl: url })).toMatchObject({ status: 'OK' });
		expect(requests.at(-1)).toMatchObject({ path: '/account/balance', authorization: `Bearer ${testBed.apiKey}` });
		expect(await test('deApi', { apiKey: gatewayKey, baseUrl: 'https://oai.deapi.ai/v1' })).toEqual({
			status: 'Error',
			message:
				'"Base URL" of the deAPI credential is on oai.deapi.ai, which is for clients of OpenAI, such as n8n’s own OpenAI credential. Use https://api.deapi.ai',
		});
		expect(await test('deApi', { apiKey: 'sk-proj-1', baseUrl: 'https://api.deapi.ai' })).toEqual({
			status: 'Error',
			message: '"API Key" of the deAPI credential is the key of another service',
		});
	});
});

describe('the list of models', () => {
	const ask = async (kind: string, name: string, version: number, query: object): Promise<any> =>
		await testBed.n8n.rest('POST', `/dynamic-node-parameters/${kind}`, {
			currentNodeParameters: {},
			nodeTypeAndVersion: { name: `@n8n/n8n-nodes-langchain.${name}`, version },
			credentials,
			...query,
		});
	const values = (options: Array<{ value: string }>) => options.map(({ value }) => value);

	it('of Embeddings OpenAI has all of deAPI’s', async () => {
		const types = await testBed.n8n.get<INodeTypeDescription[]>('/types/nodes.json');
		const { properties } = types.find(({ name }) => name.endsWith('.embeddingsOpenAi'))!;
		const { loadOptions } = properties.findLast(({ name }: INodeProperties) => name === 'model')!.typeOptions!;
		const models = values(await ask('options', 'embeddingsOpenAi', 1.2, { path: 'parameters.model', loadOptions }));
		expect(models).toEqual(expect.arrayContaining(['Bge_M3_FP16', 'Flux1schnell']));
	});

	// n8n 1.x has no such list.
	if (!IS_OLD) {
		it('of the OpenAI node has none for images but those called gpt-image', async () => {
			const query = { path: 'parameters.modelId', methodName: 'imageGenerateModelSearch' };
			expect(values((await ask('resource-locator-results', 'openAi', 2.3, query)).results)).toEqual(['gpt-image-2']);
		});
	}
});
