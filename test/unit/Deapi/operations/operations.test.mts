import { readFileSync } from 'node:fs';
import { NodeHelpers } from 'n8n-workflow';
import type { INodeProperties } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';

import { DeApi } from '../../../../credentials/DeApi.credentials.ts';
import { Deapi } from '../../../../nodes/Deapi/Deapi.node.ts';
import { isRetired } from '../../../../nodes/Deapi/editor/properties.ts';
import { operations } from '../../../../nodes/Deapi/operations/index.ts';
import { DeapiTrigger } from '../../../../nodes/DeapiTrigger/DeapiTrigger.node.ts';
import { EVENTS } from '../../../../nodes/DeapiTrigger/properties.ts';
import { EmbeddingsDeapi } from '../../../../nodes/EmbeddingsDeapi/EmbeddingsDeapi.node.ts';
import { nameOf } from '../../../support/harness/operationName.mts';
import { withOperations } from '../../../../tools/docs/operations.mts';

const { description } = new Deapi();
const trigger = new DeapiTrigger().description;
const subNode = new EmbeddingsDeapi().description;
const read = (file: string) => JSON.parse(readFileSync(new URL(`../../../../${file}`, import.meta.url), 'utf8'));

const shownFor = (resource: string, operation: string) =>
	description.properties.filter(({ displayOptions }) => {
		const show = displayOptions?.show ?? {};
		return show.resource?.includes(resource) && show.operation?.includes(operation);
	});

/** Every property, those within collections included. */
function all(properties: INodeProperties[]): INodeProperties[] {
	return properties.flatMap((property) => [
		property,
		...(property.type === 'collection' ? all(property.options as INodeProperties[]) : []),
	]);
}

describe.each(operations.map((operation) => [nameOf(operation), operation] as const))('%s', (_name, operation) => {
	const properties = shownFor(operation.resource, operation.value);

	it('is on the menu, with an action in sentence case', () => {
		const menu = description.properties.find(
			({ name, displayOptions }) => name === 'operation' && displayOptions?.show?.resource?.includes(operation.resource),
		);
		const entry = menu?.options?.find((option) => 'value' in option && option.value === operation.value);
		if (isRetired(operation)) expect([entry, menu?.allowArbitraryValues]).toEqual([undefined, true]);
		else expect(entry).toMatchObject({ name: operation.name, action: operation.action });
		expect(operation.action).toMatch(/^[A-Z][^A-Z]+$/);
	});

	it('shows every one of its fields, where it says', () => {
		const options = (properties.find(({ name }) => name === 'options')?.options ?? []) as INodeProperties[];
		for (const field of operation.fields) {
			const place = field.optional ? options : properties;
			for (const { name } of field.properties) expect(place.map((property) => property.name)).toContain(name);
			expect(field.properties.some(({ name }) => name === field.name)).toBe(true);
		}
	});

	it('writes no field of the API twice', () => {
		const written = operation.fields.flatMap(({ api }) => api);
		expect(new Set(written).size).toBe(written.length);
	});
});

describe.each([description, trigger, subNode, new DeApi()])('the words of the editor: $displayName', ({ properties: top }) => {
	const properties = all(top).filter(({ type }) => type !== 'notice');

	it('lists options in alphabetical order', () => {
		for (const { name, type, options = [] } of properties) {
			const labels = options.map((option) => ('displayName' in option ? option.displayName : option.name));
			if (type === 'options' || type === 'collection') expect(labels, name).toEqual(labels.toSorted((a, b) => a.localeCompare(b)));
		}
	});

	it('begins placeholders of texts with "e.g."', () => {
		for (const { name, type, placeholder } of properties) {
			if (type === 'string' && placeholder !== undefined) expect(placeholder, name).toMatch(/^e\.g\. /);
		}
	});

	it('ends a description with a full stop only if it has several sentences', () => {
		for (const { name, description: text = '' } of properties) {
			const sentences = text.replace(/\.$/, '').split(/\. /).length;
			expect(text.endsWith('.'), `${name}: ${text}`).toBe(sentences > 1);
		}
	});

	it('has a default for every parameter', () => {
		for (const { name, default: value } of properties) expect(value, name).toBeDefined();
	});
});

describe('the package', () => {
	const manifest = read('package.json');

	it('has no dependency at run time, and asks for nothing but n8n-workflow', () => {
		expect(manifest.dependencies).toBeUndefined();
		expect(manifest.peerDependencies).toEqual({ 'n8n-workflow': '*' });
		expect(manifest.n8n.strict).toBe(true);
	});

	it('names the node in the codex as in the description', () => {
		expect(read('nodes/Deapi/Deapi.node.json').node).toBe(`${manifest.name}.${description.name}`);
	});

	it('asks for the credential that it brings', () => {
		for (const { credentials } of [description, trigger]) expect(credentials?.[0].name).toBe(new DeApi().name);
	});

	it('has a trigger that is named as n8n wants it, and takes what workflows of the vendor’s package have', () => {
		expect(trigger).toMatchObject({ name: 'deapiTrigger', displayName: 'deAPI Trigger', inputs: [], group: ['trigger'] });
		expect(trigger.usableAsTool).toBeUndefined();
		expect(read('nodes/DeapiTrigger/DeapiTrigger.node.json').node).toBe(`${manifest.name}.${trigger.name}`);
		const events = trigger.properties.find(({ name }) => name === 'events');
		expect(events?.options?.map((option) => 'value' in option && option.value)).toEqual(Object.keys(EVENTS));
		const parameters = NodeHelpers.getNodeParameters(trigger.properties, {}, true, false, null, trigger);
		expect(parameters).toMatchObject({ events: ['jobCompleted'], downloadBinary: true });
	});

	it('declares resume webhooks that n8n does not register on publishing: its own, and that of executions of 0.5.0', () => {
		expect(description.webhooks).toEqual(
			['deapi', ''].map((path) => expect.objectContaining({ path, restartWebhook: true, httpMethod: 'POST' })),
		);
	});

	it('has parameters that n8n understands: the defaults make a valid node', () => {
		const parameters = NodeHelpers.getNodeParameters(description.properties, {}, true, false, null, description);
		expect(parameters).toMatchObject({ resource: 'image', operation: 'generate', waitMode: 'automatic', ratio: 'modelDefault' });
	});
});

describe('the README', () => {
	const readme = readFileSync(new URL('../../../../README.md', import.meta.url), 'utf8');

	it('lists every operation as it is', () => {
		expect(readme, 'npm run docs writes the table anew').toBe(withOperations(readme, operations));
	});
});

describe('the credential', () => {
	const { properties, test, authenticate } = new DeApi();

	it('masks key and secret, and asks only for the key', () => {
		const [key, secret, clientId, baseUrl] = properties;
		expect(key).toMatchObject({ name: 'apiKey', required: true, typeOptions: { password: true } });
		expect(secret).toMatchObject({ name: 'webhookSecret', typeOptions: { password: true } });
		expect(clientId).toMatchObject({ name: 'clientId', default: '' });
		for (const { required } of [secret, clientId]) expect(required).toBeFalsy();
		expect(baseUrl).toMatchObject({ name: 'baseUrl', default: 'https://api.deapi.ai' });
	});

	it.each([
		[undefined, '/api/v2/account/balance'],
		['v2', '/api/v2/account/balance'],
		['v1', '/api/v1/client/balance'],
	])('is tested by a free GET of its version: %s', (apiVersion, path) => {
		const expression = test.request.url!.replace(/^=\{\{(.*)\}\}$/, 'return $1');
		expect(new Function('$credentials', expression)({ apiVersion })).toBe(path);
		expect(test.request.method ?? 'GET').toBe('GET');
	});

	it.each([
		'1|a',
		' 1|a ',
		'1|\na\r\n',
		'Bearer 1|a',
		'bearer  1|a',
		'Authorization: Bearer 1|a',
		'dpn-sk-1|a',
		'Bearer dpn-sk-1|a',
		'\ufeff1|a',
	])('signs in any HTTP Request node, with a key that was pasted as %j', async (apiKey) => {
		const request = { url: 'https://api.deapi.ai', headers: { Accept: 'text/plain' } };
		const signed = await authenticate({ apiKey }, request);
		expect(signed).toEqual({ ...request, headers: { Accept: 'text/plain', Authorization: 'Bearer 1|a' } });
	});
});
