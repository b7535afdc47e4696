import { ApiError } from './errors';

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** Whether a URL points at this very machine. */
export function isLoopback(url: URL): boolean {
	return LOOPBACK.test(url.hostname) || url.hostname.endsWith('.localhost');
}

/**
 * Whether a service on the internet could call this URL: https, and a host name or address that is
 * not visibly private. A name that resolves to a private address passes; only the caller can know.
 */
export function isPublicHttps(address: string): boolean {
	const url = parseUrl(address);
	if (url?.protocol !== 'https:' || isLoopback(url)) return false;
	const host = url.hostname;
	if (host.startsWith('[')) return !/^\[(::|f[cd]|fe[89ab])/.test(host);
	if (/^\d+(\.\d+){3}$/.test(host)) {
		return !/^(0|10|127|169\.254|192\.168|172\.(1[6-9]|2\d|3[01])|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7]))\./.test(host);
	}
	return host.includes('.') && !/\.(local|internal|lan|home\.arpa)$/.test(host);
}

/** Accepts https everywhere and http on this machine only; throws an {@link ApiError} otherwise. */
export function assertDownloadable(address: string): URL {
	const url = parseUrl(address);
	if (url && (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url)))) return url;
	throw new ApiError('The result is not at an https address, so it was not downloaded', {
		description: 'Fetch the job again with its request ID. If this stays, tell deAPI support.',
	});
}

function parseUrl(address: string): URL | undefined {
	return URL.canParse(address) ? new URL(address) : undefined;
}
