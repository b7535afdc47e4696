import { describe, expect, it } from 'vitest';

import { getCredentials } from '../../../../nodes/shared/api/credentials.ts';
import { ApiError } from '../../../../nodes/shared/api/errors.ts';
import { realTiming } from '../../../../nodes/shared/util/timing.ts';
import { executeContext } from '../../../support/harness/contexts.mts';

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
