import { describe, expect, it } from 'vitest';

import { DeApi } from '../../../../credentials/DeApi.credentials.ts';
import { plainBaseUrl } from '../../../../nodes/shared/api/baseUrl.ts';
import { ApiError } from '../../../../nodes/shared/api/errors.ts';
import { ODD_VALUES } from '../../../support/harness/oddValues.mts';

const { authenticate } = new DeApi();
const API = 'https://api.deapi.ai';

const UNDERSTOOD: Array<[given: unknown, baseUrl: string]> = [
	[undefined, API],
	['', API],
	[' \n', API],
	[API, API],
	[` ${API}/ `, API],
	[`${API}///`, API],
	['HTTPS://API.deapi.ai:443', API],
	[`${API}/api/v2`, API],
	[`${API}/api/v2/`, API],
	[`${API}/api/v1/client`, API],
	[`${API}/api/v1/client/`, API],
	[`${API}/api/v2/images/generations`, API],
	[`${API}/api/v1/client/txt2img`, API],
	['https://proxy.example.com/deapi/', 'https://proxy.example.com/deapi'],
	['https://proxy.example.com/deapi/api/v2', 'https://proxy.example.com/deapi'],
	['https://proxy.example.com/api/v20', 'https://proxy.example.com/api/v20'],
	['https://proxy.example.com:8443', 'https://proxy.example.com:8443'],
	['http://localhost:8080', 'http://localhost:8080'],
	['http://127.0.0.1/', 'http://127.0.0.1'],
	['http://[::1]:8080', 'http://[::1]:8080'],
	['http://192.168.1.5', 'http://192.168.1.5'],
	['http://deapi-proxy:8080/', 'http://deapi-proxy:8080'],
	['http://proxy.corp', 'http://proxy.corp'],
];

const REFUSED: Array<[given: string, why: RegExp]> = [
	['api.deapi.ai', /is no address that begins with https:\/\//],
	['api.deapi.ai:443', /is no address/],
	['localhost:8080', /is no address/],
	['//api.deapi.ai', /is no address/],
	['/api/v2', /is no address/],
	['https://', /is no address/],
	['ftp://api.deapi.ai', /is no address/],
	['user:hush-hush@api.deapi.ai', /is no address/],
	['http://api.deapi.ai', /would send the API key unencrypted/],
	['HTTP://api.deapi.ai/api/v2', /unencrypted/],
	['http://8.8.8.8', /unencrypted/],
	['http://proxy.example.com', /unencrypted/],
	['http://proxy.example', /unencrypted/],
	['http://localhost.example.com', /unencrypted/],
	['http://10.0.0.1.example.com', /unencrypted/],
	['https://user:hush-hush@proxy.example.com', /holds a user or a password/],
	['https://hush-hush@proxy.example.com', /holds a user or a password/],
	['https:user:hush-hush@proxy.example.com', /holds a user or a password/],
	['http://user:hush-hush@localhost', /holds a user or a password/],
	[`${API}?key=hush-hush`, /goes on after a \? or #/],
	[`${API}/#hush-hush`, /goes on after a \? or #/],
];

describe('a Base URL', () => {
	it.each(UNDERSTOOD)('is understood: %j is %s', (given, baseUrl) => expect(plainBaseUrl(given)).toBe(baseUrl));

	it.each(REFUSED)('is refused, and not repeated where it may hold a secret: %s', (given, why) => {
		const error = refusalOf(() => plainBaseUrl(given));
		expect(error.message).toMatch(/^"Base URL" of the deAPI credential /);
		expect(error.message).toMatch(why);
		expect(error.details).toMatchObject({ accepted: 'no', description: expect.stringMatching(/^Nothing was sent\. ./) });
		expect(error.message + error.details.description).not.toContain('hush-hush');
	});

	it('is the address of deAPI or refused, whatever an expression gives', () => {
		for (const given of ODD_VALUES) {
			const isText = typeof given === 'string' && given.trim() !== '';
			if (isText) refusalOf(() => plainBaseUrl(given));
			else expect(plainBaseUrl(given)).toBe(API);
		}
	});
});

describe('the credential', () => {
	it.each(REFUSED)('signs nothing for %s', async (baseUrl, why) => {
		await expect(authenticate({ apiKey: '1|a', baseUrl }, { url: API })).rejects.toThrow(why);
	});

	it.each(UNDERSTOOD)('is tested at the address that the nodes use: %j', async (baseUrl, baseURL) => {
		const request = { baseURL: String(baseUrl), url: '/api/v2/account/balance' };
		expect(await authenticate({ apiKey: '1|a', baseUrl: baseUrl as string }, request)).toEqual({
			...request,
			baseURL,
			headers: { Authorization: 'Bearer 1|a' },
		});
	});
});

function refusalOf(work: () => unknown): ApiError {
	try {
		work();
	} catch (error) {
		if (error instanceof ApiError) return error;
	}
	throw new Error('It was not refused');
}
