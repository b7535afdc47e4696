import { plainKey } from './apiKey';
import { DEFAULT_BASE_URL, plainBaseUrl } from './baseUrl';
import { ApiError } from './errors';

/** Where the API is, and the key to it. */
export interface Access {
	apiKey: string;
	baseUrl: string;
}

/** Other services' keys, which people mix up. */
const FOREIGN_KEY = /^(sk-|hf_|r8_|gsk_|AIza|xai-)/;

/**
 * What a credential says of both, as requests need it.
 *
 * @throws {ApiError} where a request with them would come to nothing, or hand out a key
 */
export function accessOf(credential: { apiKey?: unknown; baseUrl?: unknown }): Access {
	const [apiKey, baseUrl] = [plainKey(credential.apiKey), plainBaseUrl(credential.baseUrl)];
	// Another host may want another kind of key, or none.
	if (baseUrl === DEFAULT_BASE_URL && apiKey === '') throw refusal('is empty');
	if (baseUrl === DEFAULT_BASE_URL && FOREIGN_KEY.test(apiKey)) throw refusal('is the key of another service');
	return { apiKey, baseUrl };
}

function refusal(what: string): ApiError {
	return new ApiError(`"API Key" of the deAPI credential ${what}`, {
		accepted: 'no',
		description: 'Nothing was sent. Keys of deAPI are made in its dashboard under API Keys, and look like 123|aBcD….',
	});
}
