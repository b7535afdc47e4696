import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';

import { outputSchemaOf } from '../../nodes/Deapi/editor/outputSchema.ts';
import { outputSchema } from '../../nodes/DeapiTrigger/outputSchema.ts';
import { operations } from '../../nodes/Deapi/operations/index.ts';
import { workflowOf } from '../support/harness/workflows.mts';
import { openTestBed } from '../support/harness/testBed.mts';
import type { TestBed } from '../support/harness/testBed.mts';

let testBed: TestBed;

beforeAll(async () => {
	testBed = await openTestBed({ n8n: inject('n8n'), tarball: inject('tarball') });
});

afterAll(async () => await testBed?.close());

describe('the credential', () => {
	const test = async (change: Record<string, string>) => {
		const id = await testBed.addCredential(change);
		const data = { apiKey: testBed.apiKey, webhookSecret: '', baseUrl: testBed.emulator.url, ...change };
		return await testBed.n8n.rest('POST', '/credentials/test', { credentials: { id, name: 'deAPI', type: 'deApi', data } });
	};

	it('passes its test with a good key, and fails it with a wrong one', async () => {
		expect(await test({})).toMatchObject({ status: 'OK' });
		expect(await test({ apiKey: 'wrong' })).toMatchObject({ status: 'Error' });
	});

	it('is tested at the address that the nodes use, and not where that would hand out the key', async () => {
		for (const path of ['/', '/api/v2', '/api/v1/client/']) {
			expect(await test({ baseUrl: `${testBed.emulator.url}${path}` })).toMatchObject({ status: 'OK' });
		}
		expect(await test({ baseUrl: 'http://api.deapi.ai' })).toMatchObject({
			status: 'Error',
			message: expect.stringContaining('unencrypted'),
		});
		expect(await test({ baseUrl: 'api.deapi.ai' })).toMatchObject({ status: 'Error', message: expect.stringContaining('https://') });
	});

	it('signs in n8n’s HTTP Request node', async () => {
		const { n8n, emulator, credentialId } = testBed;
		const httpRequest = {
			name: 'HTTP Request',
			type: 'n8n-nodes-base.httpRequest',
			typeVersion: 4.2,
			credentials: { deApi: { id: credentialId, name: 'deAPI' } },
			parameters: {
				url: `${emulator.url}/api/v1/client/balance`,
				authentication: 'predefinedCredentialType',
				nodeCredentialType: 'deApi',
				options: {},
			},
		};
		const workflow = await n8n.addWorkflow(workflowOf('http-request', httpRequest));
		await n8n.trigger('http-request', {});
		const { data } = await n8n.untilExecution(workflow, ['success', 'error']);
		expect(data.resultData.runData['HTTP Request'][0].data?.main[0]?.[0].json).toEqual({ data: { balance: emulator.balance } });
	});
});

const asked = (parameters: Record<string, unknown>) => ({
	currentNodeParameters: parameters,
	nodeTypeAndVersion: { name: 'n8n-nodes-deapi.deapi', version: 1 },
	credentials: { deApi: { id: testBed.credentialId, name: 'deAPI' } },
});
const values = (options: Array<{ value: string }>) => options.map(({ value }) => value);

describe('the list of models', () => {
	const search = async (parameters: Record<string, unknown>, filter?: string) => {
		const query = { path: 'parameters.model', methodName: 'searchModels', filter, ...asked(parameters) };
		return values((await testBed.n8n.rest('POST', '/dynamic-node-parameters/resource-locator-results', query)).results);
	};
	const image = (operation: string) => ({ resource: 'image', operation });

	it('comes from the live catalog, by operation', async () => {
		expect(await search(image('generate'))).toEqual(['Flux1schnell', 'Flux_2_Klein_4B_BF16', 'gpt-image-2', 'ZImageTurbo_INT8']);
		expect(await search(image('removeBackground'))).toEqual(['Ben2']);
	});

	it('can be searched by name or slug', async () => {
		expect(await search(image('generate'), 'klein')).toEqual(['Flux_2_Klein_4B_BF16']);
		expect(await search(image('generate'), 'flux1SCH')).toEqual(['Flux1schnell']);
	});

	it('has only models that can do what the operation needs', async () => {
		expect(await search({ resource: 'audio', operation: 'cloneVoice' })).toEqual(['Qwen3_TTS_12Hz_1_7B_Base']);
		expect(await search({ resource: 'audio', operation: 'designVoice' })).toEqual(['Qwen3_TTS_12Hz_1_7B_VoiceDesign']);
		expect(await search({ resource: 'video', operation: 'transcribe' })).toEqual(['WhisperLargeV3', 'WhisperLargeV3Ct2']);
	});
});

describe('the lists of what a model offers', () => {
	const options = async (methodName: string, path: string, parameters: Record<string, unknown>, credentialId = testBed.credentialId) => {
		const query = {
			path: `parameters.${path}`,
			methodName,
			...asked(parameters),
			credentials: { deApi: { id: credentialId, name: 'deAPI' } },
		};
		return values(await testBed.n8n.rest('POST', '/dynamic-node-parameters/options', query));
	};
	const speech = { resource: 'audio', operation: 'generateSpeech', model: { __rl: true, mode: 'list', value: 'Kokoro' } };

	it('has the languages, and the voices of the chosen one', async () => {
		expect(await options('getLanguages', 'lang', speech)).toEqual(['', 'en-gb', 'en-us', 'fr-fr', 'hi', 'it', 'pt-br', 'es']);
		expect(await options('getVoices', 'voice', { ...speech, lang: 'pt-br' })).toEqual(['', 'pm_alex', 'pf_dora', 'pm_santa']);
		expect(await options('getVoices', 'voice', speech)).toHaveLength(1 + 41);
	});

	it('has the LoRAs of the first suitable model where none is chosen', async () => {
		const loras = await options('getLoras', 'options.loras.values[0].name', { resource: 'image', operation: 'generate', model: '' });
		expect(loras).toContain('Pepe_FLUX');
		expect(loras).toHaveLength(7);
	});

	it('has the limits of the chosen model, a line each', async () => {
		const picture = { resource: 'image', operation: 'generate', model: { __rl: true, mode: 'list', value: 'Flux1schnell' } };
		const lines = ['Width, Height: 256 to 2048 pixels, a multiple of 128', 'Steps: 1 to 10'];
		expect(await options('getLimits', 'modelLimits', picture)).toEqual(['', ...lines]);
		expect(await options('getLimits', 'modelLimits', { ...speech, operation: 'generateSpeech' })).toEqual([
			'',
			'Text: 3 to 10001 characters',
			'Speed: 0.5 to 2',
		]);
	});

	it('says beside the limits how many pieces a long text takes', async () => {
		const tells = async (text: string, more = {}) =>
			(await options('getLimits', 'modelLimits', { ...speech, operation: 'generateSpeech', text, ...more })).filter((line) =>
				line.startsWith('Your'),
			);
		const long = 'This is a sentence. '.repeat(1_200);
		expect(await tells(long)).toEqual(['Your text: spoken in 3 pieces, which are joined']);
		for (const short of ['A sentence.', '={{ $json.text }}']) expect(await tells(short)).toEqual([]);
		expect(await tells(long, { options: { splitLongText: false } })).toEqual([]);
	});

	it('says why it is empty when the API is down', async () => {
		const lost = await testBed.addCredential({ baseUrl: 'https://localhost:1' });
		await expect(options('getModels', 'options.fallbackModels', speech, lost)).rejects.toThrow('deAPI could not be reached');
	});
});

describe('the output schema', () => {
	it('of the trigger is served to the editor', async () => {
		const response = await fetch(`${testBed.n8n.url}/schemas/n8n-nodes-deapi.deapiTrigger/1.0.0.json`);
		expect(await response.json()).toEqual(outputSchema);
	});

	it.each(operations.map((operation) => [operation.resource, operation.value, operation] as const))(
		'of %s > %s is served to the editor',
		async (resource, value, operation) => {
			const response = await fetch(`${testBed.n8n.url}/schemas/n8n-nodes-deapi.deapi/1.0.0/${resource}/${value}.json`);
			expect(await response.json()).toEqual(outputSchemaOf(operation));
		},
	);
});
