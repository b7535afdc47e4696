import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';

import { outputSchemaOf } from '../../nodes/Deapi/editor/outputSchema.ts';
import { operations } from '../../nodes/Deapi/operations/index.ts';
import { workflowOf } from '../harness/workflows.mts';
import { openWorld } from '../harness/world.mts';
import type { World } from '../harness/world.mts';

let world: World;

beforeAll(async () => {
	world = await openWorld({ n8n: inject('n8n'), tarball: inject('tarball') });
});

afterAll(async () => await world?.close());

describe('the credential', () => {
	const test = async (change: Record<string, string>) => {
		const id = await world.addCredential(change);
		const data = { apiKey: world.apiKey, webhookSecret: '', baseUrl: world.emulator.url, ...change };
		return await world.n8n.rest('POST', '/credentials/test', { credentials: { id, name: 'deAPI', type: 'deApi', data } });
	};

	it('passes its test with a good key, and fails it with a wrong one', async () => {
		expect(await test({})).toMatchObject({ status: 'OK' });
		expect(await test({ apiKey: 'wrong' })).toMatchObject({ status: 'Error' });
	});

	it('signs in n8n’s HTTP Request node', async () => {
		const { n8n, emulator, credentialId } = world;
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

describe('the list of models', () => {
	const search = async (operation: string, filter?: string) => {
		const { results } = await world.n8n.rest('POST', '/dynamic-node-parameters/resource-locator-results', {
			path: 'parameters.model',
			methodName: 'searchModels',
			filter,
			currentNodeParameters: { resource: 'image', operation },
			nodeTypeAndVersion: { name: 'n8n-nodes-deapi.deapi', version: 1 },
			credentials: { deApi: { id: world.credentialId, name: 'deAPI' } },
		});
		return results.map(({ value }: { value: string }) => value);
	};

	it('comes from the live catalogue, by operation', async () => {
		expect(await search('generate')).toEqual(['Flux1schnell', 'Flux_2_Klein_4B_BF16', 'ZImageTurbo_INT8']);
		expect(await search('removeBackground')).toEqual(['Ben2']);
	});

	it('can be searched by name or slug', async () => {
		expect(await search('generate', 'klein')).toEqual(['Flux_2_Klein_4B_BF16']);
		expect(await search('generate', 'flux1SCH')).toEqual(['Flux1schnell']);
	});
});

describe('the output schema', () => {
	it.each(operations.map((operation) => [operation.resource, operation.value, operation] as const))('of %s > %s is served to the editor', async (resource, value, operation) => {
		const response = await fetch(`${world.n8n.url}/schemas/n8n-nodes-deapi.deapi/1.0.0/${resource}/${value}.json`);
		expect(await response.json()).toEqual(outputSchemaOf(operation));
	});
});
