import type { IExecuteFunctions, NodeEgressFilter } from 'n8n-workflow';

import { ApiError } from '../api/errors';
import { MEGABYTE } from '../util/bytes';
import { isLoopback, isPublicAddress, isPublicHttps, parseUrl } from '../util/urls';

/** Where a result's address comes out of a webhook. A signature says who sent it, not where it leads. */
export interface DownloadPolicy {
	/** The credential's. If it is not public itself, the results need not be either. */
	baseUrl: string;
	/** Bytes that a result may have. */
	largest?: number;
}

export interface EgressContext {
	/** n8n 1 has none; 2.37 gives it only where the administrator has configured it, 2.39 always. */
	helpers: Partial<Pick<IExecuteFunctions['helpers'], 'getSecureEgressFilter'>>;
}

/** What this needs of a stream. Only a bare connection has the socket. */
export interface Incoming {
	socket?: { remoteAddress?: string; remotePort?: number } | null;
	read(size: number): unknown;
	destroy(error?: Error): unknown;
	prependListener(event: 'data', listener: (chunk: Buffer) => void): unknown;
}

const REMEDY = 'Results are downloaded from public https addresses only, unless the "Base URL" of the deAPI credential is a private one.';

/**
 * Refuses, before connecting, what does not lead to the internet by https, or would send credentials.
 *
 * @throws {ApiError} that names the host at most, since the URL is signed
 */
export async function assertPublicTarget(context: EgressContext, address: string, { baseUrl }: DownloadPolicy): Promise<URL> {
	const url = assertDownloadable(address);
	if (url.username || url.password) throw refusal('its address holds credentials');
	if (!isPublicHttps(baseUrl)) return url;
	if (!isPublicHttps(address)) throw refusal(`${url.hostname} is not on the internet`);

	const filter = filterOf(context);
	const addresses = filter ? await resolve(filter, url.hostname) : [];
	if (!addresses?.every(isPublicAddress)) throw refusal(`${url.hostname} leads into a private network`);
	return url;
}

/**
 * Refuses, unread, what comes from a private network. Versions of n8n without a filter show where an
 * answer comes from (1.123 does), newer ones do not. Those in between with neither get nothing.
 */
export function assertPublicPeer(context: EgressContext, stream: Incoming, url: URL, { baseUrl }: DownloadPolicy): void {
	const { remoteAddress = '', remotePort } = stream.socket ?? {};
	if (!isPublicHttps(baseUrl) || (!remoteAddress && filterOf(context))) return;
	// Another port than the one asked for is that of a proxy, which this n8n was told to use.
	const isProxy = remotePort !== undefined && remotePort !== Number(url.port || 443);
	if (isProxy || isPublicAddress(remoteAddress)) return;
	abandon(stream);
	if (remoteAddress) throw refusal(`${url.hostname} leads into a private network`);
	throw refusal('this n8n does not tell where a connection leads', 'Update n8n to 2.39 or newer.');
}

/** Refuses what says that it is too large, and what does not say how large it is. */
export function assertSize(stream: Incoming, contentLength: unknown, { largest }: DownloadPolicy): void {
	if (largest === undefined) return;
	const isSaid = /^\d+$/.test(String(contentLength));
	if (isSaid && Number(contentLength) <= largest) return;
	abandon(stream);
	throw isSaid ? tooLarge(`has ${megabytes(Number(contentLength))} MB`, largest) : tooLarge('does not say its size', largest);
}

/**
 * Breaks off what grows beyond the limit: a Content-Length counts what is sent, which n8n unpacks.
 *
 * @returns the error to throw if that has happened
 */
export function limitSize(stream: Incoming, { largest = Infinity }: DownloadPolicy): () => ApiError | undefined {
	let size = 0;
	// Unlike on(), this does not start the stream.
	stream.prependListener('data', (chunk) => {
		size += chunk.length;
		if (size > largest) stream.destroy(new Error('too large'));
	});
	return () => (size > largest ? tooLarge(`has more than ${megabytes(largest)} MB`, largest) : undefined);
}

/** Ends the connection. New versions of n8n wrap it in a generator, which must have begun to let go of it. */
export function abandon(stream: Incoming): void {
	stream.read(0);
	stream.destroy();
}

/** Accepts https everywhere and http on this machine only; throws an {@link ApiError} otherwise. */
export function assertDownloadable(address: string): URL {
	const url = parseUrl(address);
	if (url && (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url)))) return url;
	throw new ApiError('The result is not at an https address, so it was not downloaded', {
		description: 'Fetch the job again with its request ID. If this continues, contact deAPI support.',
	});
}

function filterOf({ helpers }: EgressContext): NodeEgressFilter | undefined {
	return helpers.getSecureEgressFilter?.('enforced');
}

/**
 * The addresses of a name as n8n's own filter passes them; undefined if it blocks one. Its list is the
 * administrator's and lacks, for one, 100.64.0.0/10. None if only a proxy can resolve the name.
 */
async function resolve(filter: NodeEgressFilter, hostname: string): Promise<string[] | undefined> {
	return await new Promise((settle) => {
		filter.createSecureLookup()(hostname, { all: true }, (error, found) => {
			if (error) return settle(error.syscall === 'getaddrinfo' ? [] : undefined);
			settle([found].flat().map((entry) => (typeof entry === 'string' ? entry : entry.address)));
		});
	});
}

function tooLarge(what: string, largest: number): ApiError {
	const remedy = 'Raise "Maximum File Size (MB)", or fetch it with Job > Get Result, which has no limit.';
	return refusal(`it ${what}, and the limit is ${megabytes(largest)} MB`, remedy);
}

function refusal(why: string, description = REMEDY): ApiError {
	return new ApiError(`The result was not downloaded: ${why}`, { description });
}

/** Rounded up, so that what is over the limit reads so. */
function megabytes(bytes: number): number {
	return Math.ceil((bytes / MEGABYTE) * 10) / 10;
}
