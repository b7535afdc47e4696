import { createRunExecutionData } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';

import { getCredentials, getWebhookSecret, recentSecret } from '../../../../nodes/shared/api/credentials.ts';
import { ApiError } from '../../../../nodes/shared/api/errors.ts';
import { realTiming } from '../../../../nodes/shared/util/timing.ts';
import { executeContext, simulatedTiming } from '../../../support/harness/contexts.mts';

const read = async (credentials: Record<string, string>) => await getCredentials(executeContext({ credentials }), realTiming);

describe('getCredentials', () => {
	it.each([
		[undefined, 'v2'],
		['', 'v2'],
		['v2', 'v2'],
		['v3', 'v2'],
		['v1', 'v1'],
	])('takes %j for version %s', async (apiVersion, version) => {
		expect((await read({ apiVersion: apiVersion as string })).apiVersion).toBe(version);
	});

	it.each([
		['https://api.deapi.ai', 'sk-proj-abc'],
		['https://api.deapi.ai/', ' sk-ant-api03-abc\n'],
		['', 'Bearer hf_abc'],
		['https://api.deapi.ai', 'r8_abc'],
		['https://api.deapi.ai', 'AIzaabc'],
	])('refuses at %j the key of another service, %j, and does not repeat it', async (baseUrl, apiKey) => {
		const error = await read({ baseUrl, apiKey }).catch((thrown: unknown) => thrown);
		expect(error).toBeInstanceOf(ApiError);
		const { message, details } = error as ApiError;
		expect(message).toBe('"API Key" of the deAPI credential is the key of another service');
		expect(details).toMatchObject({ accepted: 'no', description: expect.stringContaining('deAPI') });
		expect(`${message} ${details.description}`).not.toContain('abc');
	});

	it.each(['https://oai.deapi.ai/v1', 'https://oai.deapi.ai', 'https://mcp.deapi.ai/mcp'])('refuses the address %s', async (baseUrl) => {
		const error = (await read({ baseUrl }).catch((thrown: unknown) => thrown)) as ApiError;
		expect(error.message).toContain(`"Base URL" of the deAPI credential is ${baseUrl}`);
		expect(error.details.description).toContain('https://api.deapi.ai');
	});

	it.each([
		['https://api.deapi.ai', '123|aBcD'],
		['https://api.deapi.ai', 'dpn-sk-123|aBcD'],
		['https://proxy.example.com', 'sk-own-key-of-the-proxy'],
	])('takes at %s the key %s', async (baseUrl, apiKey) => {
		expect((await read({ baseUrl, apiKey })).apiKey).toBe(apiKey.replace('dpn-sk-', ''));
	});
});

describe('the webhook secret', () => {
	const contextOf = (id: string, webhookSecret: string, more: Record<string, string> = {}) =>
		executeContext({ credentials: { webhookSecret, ...more }, node: { credentials: { deApi: { id, name: 'deAPI' } } } });
	/** An execution that belongs to a person with a credential of their own. */
	const contextOfPerson = (id: string, webhookSecret: string) => {
		const runExecutionData = createRunExecutionData({});
		runExecutionData.executionData!.runtimeData = { version: 1, establishedAt: 0, source: 'webhook', credentials: 'encrypted' };
		return executeContext({
			credentials: { webhookSecret },
			node: { credentials: { deApi: { id, name: 'deAPI' } } },
			runExecutionData,
		});
	};

	it('is remembered for a minute, by the ID of the credential', async () => {
		const timing = simulatedTiming();
		await getCredentials(contextOf('shared', 'of the account'), timing);
		timing.advance(60_000);
		expect(recentSecret(contextOf('shared', ''), timing)).toBe('of the account');
		expect(recentSecret(contextOf('another', ''), timing)).toBeUndefined();
		timing.advance(1);
		expect(recentSecret(contextOf('shared', ''), timing)).toBeUndefined();
	});

	it('of one person is never that of another, though n8n keeps both under one ID', async () => {
		const timing = simulatedTiming();
		await getCredentials(contextOfPerson('personal', 'of Ann'), timing);
		await getWebhookSecret(contextOfPerson('personal', 'of Ann'), timing);
		expect(recentSecret(contextOfPerson('personal', 'of Bob'), timing)).toBeUndefined();
		expect(recentSecret(contextOf('personal', ''), timing)).toBeUndefined();
		await getCredentials(contextOf('personal', 'of the account'), timing);
		expect(recentSecret(contextOfPerson('personal', 'of Bob'), timing)).toBeUndefined();
	});

	it('is not remembered for a node that has no credential by ID', async () => {
		const timing = simulatedTiming();
		const withoutId = () =>
			executeContext({ credentials: { webhookSecret: 'x' }, node: { credentials: { deApi: { id: null, name: 'a' } } } });
		await getWebhookSecret(withoutId(), timing).catch(() => undefined);
		expect(recentSecret(withoutId(), timing)).toBeUndefined();
	});

	it('can be read whatever else is wrong with the credential', async () => {
		const context = contextOf('wrong', ' hush ', { baseUrl: 'http://user:x@api.deapi.ai?', apiKey: 'sk-x' });
		expect(await getWebhookSecret(context, simulatedTiming())).toBe('hush');
		await expect(getCredentials(context, simulatedTiming())).rejects.toThrow('"Base URL"');
	});
});
