import { createRunExecutionData } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';

import { getCredentials, getWebhookSecret, recentSecret } from '../../../../nodes/shared/api/credentials.ts';
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

	it('refuses what would hand out a key', async () => {
		await expect(read({ baseUrl: 'https://api.deapi.ai', apiKey: 'sk-proj-abc' })).rejects.toThrow('is the key of another service');
		await expect(read({ baseUrl: 'https://oai.deapi.ai/v1', apiKey: '1|a' })).rejects.toThrow('is on oai.deapi.ai');
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
