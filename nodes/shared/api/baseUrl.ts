import { isPrivateBase, parseUrl } from '../util/urls';
import { BASE_PATHS } from './endpoints';
import { ApiError } from './errors';

export const DEFAULT_BASE_URL = 'https://api.deapi.ai';
const WHOSE = '"Base URL" of the deAPI credential';

/** Hosts of deAPI that are not its API, by what they are for. */
const OTHER_DOORS: Record<string, string> = {
	'app.deapi.ai': 'a website',
	'deapi.ai': 'a website',
	'docs.deapi.ai': 'a website',
	'mcp.deapi.ai': 'for MCP clients',
	'oai.deapi.ai': 'for clients of OpenAI, such as n8n’s own OpenAI credential',
	'soketi.deapi.ai': 'for live updates',
	'www.deapi.ai': 'a website',
};

/**
 * A Base URL as the paths of the API follow it, with what people paste along taken off: blanks, slashes at the end, and
 * the API's own path (docs/api.md#versions).
 *
 * @throws {ApiError} where a request would come to nothing, or hand out the key; it repeats nothing that may be a secret
 */
export function plainBaseUrl(given: unknown): string {
	const text = typeof given === 'string' ? given.trim() : '';
	if (text === '') return DEFAULT_BASE_URL;
	const url = parseUrl(text);
	if (!url || !/^https?:$/.test(url.protocol)) {
		throw refusal('is no address that begins with https://', `Use ${DEFAULT_BASE_URL}, or the address of a proxy of your own.`);
	}
	if (url.username !== '' || url.password !== '') {
		throw refusal('holds a user or a password, which would take the place of the API key', 'Take out what is before the @.');
	}
	if (url.search !== '' || url.hash !== '') {
		throw refusal('goes on after a ? or #, where no path of the API can follow', 'Take out the ? or # and what is after it.');
	}
	const host = url.hostname.replace(/\.$/, '');
	if (Object.hasOwn(OTHER_DOORS, host)) {
		// Where a credential is tested, the message is all that n8n shows.
		throw refusal(`is on ${host}, which is ${OTHER_DOORS[host]}. Use ${DEFAULT_BASE_URL}`, 'The API key may stay as it is.');
	}
	if (url.protocol === 'http:' && !isPrivateBase(text)) {
		throw refusal(
			'begins with http://, which would send the API key unencrypted',
			'Use https://. http:// is for this machine, private addresses and names of the local network.',
		);
	}
	return `${url.origin}${withoutApiPath(url.pathname).replace(/\/+$/, '')}`;
}

/** Documents write the address of the API with the path of a version, or of a call. */
function withoutApiPath(path: string): string {
	const own = Object.values(BASE_PATHS).map((base) => `${path}/`.indexOf(`${base}/`));
	const [start] = own.filter((index) => index >= 0).sort((a, b) => a - b);
	return path.slice(0, start);
}

function refusal(what: string, remedy: string): ApiError {
	return new ApiError(`${WHOSE} ${what}`, { accepted: 'no', description: `Nothing was sent. ${remedy}` });
}
