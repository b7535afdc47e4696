import { describe, expect, it } from 'vitest';

import { DeApi } from '../../../../credentials/DeApi.credentials.ts';
import { accessOf } from '../../../../nodes/shared/api/access.ts';
import { ApiError } from '../../../../nodes/shared/api/errors.ts';

const API = 'https://api.deapi.ai';
const SECRET = '12|aBcDeF';

/** What people paste before and after a key. */
const BEFORE = ['', ' ', '\n', '\ufeff', 'Bearer ', 'bearer  ', 'Authorization: Bearer ', 'authorization:bearer '];
const AFTER = ['', ' ', '\r\n', '\u200b'];
const pasted = (key: string) => BEFORE.flatMap((before) => AFTER.map((after) => `${before}${key}${after}`));

/** The address of the API, and what it is taken for as well. */
const API_FORMS = [undefined, '', API, `${API}/`, `${API}/api/v2`, 'HTTPS://API.DEAPI.AI:443/api/v1/client'];

const FOREIGN = ['sk-proj-abc', 'sk-ant-api03-abc', 'sk-or-v1-abc', 'sk-abc', 'hf_abc', 'r8_abc', 'gsk_abc', 'AIzaabc', 'xai-abc'];

const DOORS = ['app', 'docs', 'mcp', 'oai', 'soketi', 'www'].map((name) => `${name}.deapi.ai`).concat('deapi.ai');
const doorForms = (host: string) =>
	['https://', 'http://', 'HTTPS://', ' https://'].flatMap((scheme) =>
		[host, host.toUpperCase(), `${host}.`, `${host}:443`].flatMap((place) =>
			['', '/', '/v1', '/v1/', '/v1/embeddings', '/api/v2'].map((path) => `${scheme}${place}${path}`),
		),
	);

/** By the nodes, and where n8n tests the credential or an HTTP Request node uses it. */
async function refusal(credential: Record<string, unknown>): Promise<ApiError> {
	const error = await Promise.resolve()
		.then(() => accessOf(credential))
		.catch((thrown: unknown) => thrown);
	if (!(error instanceof ApiError)) throw new Error(`${JSON.stringify(credential)} was taken`);
	const signing = new DeApi().authenticate(credential as Record<string, string>, { url: API });
	await expect(signing, JSON.stringify(credential)).rejects.toThrow(error.message);
	expect(error.details).toMatchObject({ accepted: 'no', description: expect.stringMatching(/^Nothing was sent\. ./) });
	return error;
}

describe('an API key', () => {
	it('is taken with the prefix of the gateway and without, however it was pasted', () => {
		for (const key of [SECRET, `dpn-sk-${SECRET}`]) {
			for (const apiKey of pasted(key)) expect(accessOf({ apiKey }).apiKey, JSON.stringify(apiKey)).toBe(SECRET);
		}
	});

	it('of another service is not sent to deAPI, and not repeated', async () => {
		for (const baseUrl of API_FORMS) {
			for (const apiKey of FOREIGN.flatMap(pasted)) {
				const { message, details } = await refusal({ apiKey, baseUrl });
				expect(message).toBe('"API Key" of the deAPI credential is the key of another service');
				expect(`${message} ${details.description}`).not.toContain('abc');
			}
		}
	});

	it('is missed where nothing of it is left', async () => {
		for (const apiKey of [undefined, null, ...pasted(''), ...pasted('dpn-sk-')]) {
			expect((await refusal({ apiKey })).message).toBe('"API Key" of the deAPI credential is empty');
		}
	});

	it('of any kind may be that of a proxy', () => {
		for (const apiKey of ['', SECRET, ...FOREIGN]) {
			expect(accessOf({ apiKey, baseUrl: 'https://proxy.example.com' }).apiKey).toBe(apiKey);
		}
	});
});

describe('a Base URL on another host of deAPI', () => {
	it.each(DOORS)('is refused, with the address that is right: %s', async (host) => {
		for (const baseUrl of doorForms(host)) {
			const { message } = await refusal({ apiKey: SECRET, baseUrl });
			expect(message, baseUrl).toMatch(
				/^"Base URL" of the deAPI credential is on (\w+\.)?deapi\.ai, which is .+\. Use https:\/\/api\.deapi\.ai$/,
			);
			expect(message).toContain(`is on ${host},`);
		}
	});

	it('is no other host whose name is like one', () => {
		for (const baseUrl of [
			'https://oai.deapi.ai.example.com',
			'https://my-oai.deapi.ai',
			'https://oai.example.com',
			'https://constructor',
		]) {
			expect(accessOf({ apiKey: SECRET, baseUrl }).baseUrl).toBe(baseUrl);
		}
	});
});
