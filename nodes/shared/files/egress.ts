import type { IExecuteFunctions, NodeEgressFilter } from 'n8n-workflow';

import { ApiError } from '../api/errors';
import { MEGABYTE } from '../util/bytes';
import { isLoopback, isPublicAddress, isPublicHttps, parseUrl } from '../util/urls';

/**
 * Where an address may lead. `any`: wherever n8n's own HTTP Request node would go. `secure`: https, and http on this machine
 * only. `public`: https on the internet, of which the name, each of its addresses and the connection are looked at.
 */
export type Reach = 'any' | 'public' | 'secure';

/** What holds for a file at an address, and for every address that it redirects to. */
export interface EgressRules {
	reach: Reach;
	/** Bytes that the file may have. A file that does not say how many it has is refused, unless `sizeMayBeUnknown`. */
	largest?: number;
	sizeMayBeUnknown?: boolean;
	/** A file of another size than its sender says is none: some pack what they send, and n8n unpacks it without a word. */
	isSizeBinding?: boolean;
	/** How often it is asked for, where it cannot be had for the moment. */
	attempts?: number;
	wording: EgressWording;
}

/** How errors are put, none of which may hold an address: it may be signed. */
export interface EgressWording {
	/** e.g. "The result". */
	what: string;
	/** Who sends it, e.g. "the storage". */
	sender: string;
	/** What can be done where the address leads to what may not be asked. */
	whereTo: string;
	/** Where it cannot be had now. */
	later: string;
	/** Where it is too large. */
	smaller: string;
}

export interface EgressContext {
	/** n8n 1 has none; 2.37 gives it only where the administrator has configured it, 2.39 always. */
	helpers: Partial<Pick<IExecuteFunctions['helpers'], 'getSecureEgressFilter'>>;
}

/** Only a bare connection has it. */
interface Socket {
	remoteAddress?: string;
	remotePort?: number;
}

/** What is not asked for, or not read; asking again is of no use. */
export class RefusedAddress extends ApiError {}

/**
 * Refuses, before connecting, what an address may not lead to, and what would send credentials.
 *
 * @throws {RefusedAddress} that names the host at most
 */
export async function assertTarget(context: EgressContext, address: string, { reach, wording }: EgressRules): Promise<URL> {
	const url = assertScheme(address, reach, wording);
	if (reach === 'any') return url;
	if (url.username || url.password) throw refusal(wording, 'its address holds credentials');
	if (reach === 'secure') return url;
	if (!isPublicHttps(address)) throw refusal(wording, `${url.hostname} is not on the internet`);

	const filter = filterOf(context);
	const addresses = filter ? await resolve(filter, url.hostname) : [];
	if (!addresses?.every(isPublicAddress)) throw refusal(wording, `${url.hostname} leads into a private network`);
	return url;
}

/**
 * Why an answer is not to be read that comes from a private network; undefined where it may be. Versions of n8n without a filter show where an
 * answer comes from (1.123 does), newer ones do not. Those in between with neither get nothing.
 */
export function refusedPeer(context: EgressContext, answer: object, url: URL, { reach, wording }: EgressRules): RefusedAddress | undefined {
	const { remoteAddress = '', remotePort } = ('socket' in answer ? (answer.socket as Socket | null) : undefined) ?? {};
	if (reach !== 'public' || (!remoteAddress && filterOf(context))) return undefined;
	// Another port than the one asked for is that of a proxy, which this n8n was told to use.
	const isProxy = remotePort !== undefined && remotePort !== Number(url.port || 443);
	if (isProxy || isPublicAddress(remoteAddress)) return undefined;
	if (remoteAddress) return refusal(wording, `${url.hostname} leads into a private network`);
	return refusal(wording, 'this n8n does not tell where a connection leads', 'Update n8n to 2.39 or newer.');
}

/** Why an answer is not to be read that says that it is too large, or does not say how large it is; undefined where it may be. */
export function refusedSize(size: number | undefined, { largest, sizeMayBeUnknown, wording }: EgressRules): RefusedAddress | undefined {
	if (largest === undefined) return undefined;
	if (size === undefined) return sizeMayBeUnknown ? undefined : tooLarge('does not say its size', largest, wording);
	return size > largest ? tooLarge(`has ${megabytes(size)} MB`, largest, wording) : undefined;
}

/** What is to be said of a file that has grown beyond its limit while it was read. */
export function grownTooLarge({ largest = 0, wording }: EgressRules): RefusedAddress {
	return tooLarge(`has more than ${megabytes(largest)} MB`, largest, wording);
}

function assertScheme(address: string, reach: Reach, wording: EgressWording): URL {
	const url = parseUrl(address);
	const isWeb = url?.protocol === 'https:' || url?.protocol === 'http:';
	if (url && isWeb && (reach === 'any' || url.protocol === 'https:' || isLoopback(url))) return url;
	throw refusal(wording, reach === 'any' ? 'its address is none of the web' : 'it is not at an https address');
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

function tooLarge(what: string, largest: number, wording: EgressWording): RefusedAddress {
	return refusal(wording, `it ${what}, and the limit is ${megabytes(largest)} MB`, wording.smaller);
}

function refusal({ what, whereTo }: EgressWording, why: string, description = whereTo): RefusedAddress {
	return new RefusedAddress(`${what} was not downloaded: ${why}`, { description, accepted: 'no' });
}

/** Rounded up, so that what is over the limit reads so. */
function megabytes(bytes: number): number {
	return Math.ceil((bytes / MEGABYTE) * 10) / 10;
}
