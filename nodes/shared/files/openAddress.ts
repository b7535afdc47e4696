import type { IExecuteFunctions, IN8nHttpFullResponse } from 'n8n-workflow';

import type { Api, ApiContext } from '../api/client';
import { errorFromNetwork } from '../api/errorResponse';
import { ApiError, isPassing } from '../api/errors';
import { plainType } from '../media/plainType';
import { beginReading, trouble } from './body';
import type { Body, Incoming, Reading } from './body';
import { assertTarget, refusedPeer, refusedSize, RefusedAddress } from './egress';
import type { EgressContext, EgressRules } from './egress';

export interface WebContext extends ApiContext {
	helpers: ApiContext['helpers'] & EgressContext['helpers'] & Pick<IExecuteFunctions['helpers'], 'binaryToBuffer' | 'prepareBinaryData'>;
}

/** A file at an address, of which nothing but its beginning has been read. */
export interface Opened extends Reading {
	/** Where it was found in the end. */
	url: URL;
	/** In bytes; undefined where the sender does not say, or packs it. */
	size?: number;
	/** As the sender says, in lower case and without parameters; empty where it says nothing. */
	mimeType: string;
}

const ATTEMPTS = 3;
const MOST_REDIRECTS = 5;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);
/** In milliseconds: until an answer begins. */
const PATIENCE = 60_000;

/**
 * Opens a file at an address and uses it. What cannot be had for the moment, breaks off or stalls is opened again. Neither
 * the API key nor anything else of the credential is sent.
 *
 * @param use may throw a passing {@link ApiError} where the file is not what it should be; `isLast`: no other attempt follows
 * @throws {ApiError} of the last attempt; with status 403 or 404 where a signed address has expired
 */
export async function useAddress<Value>(
	api: Api<WebContext>,
	address: string,
	rules: EgressRules,
	use: (opened: Opened, isLast: boolean) => Promise<Value>,
): Promise<Value> {
	return await persistently(
		api,
		rules,
		async (isLast) => await openAndUse(api, address, rules, async (opened) => await use(opened, isLast)),
	);
}

/**
 * Opens a file at an address, which is the caller's to close. What cannot be had for the moment is asked for again.
 *
 * @throws {ApiError} of the last attempt
 */
export async function openPersistently(api: Api<WebContext>, address: string, rules: EgressRules): Promise<Opened> {
	return await persistently(api, rules, async () => await openAddress(api, address, rules));
}

async function persistently<Value>(
	{ signal, timing }: Api<WebContext>,
	{ attempts = ATTEMPTS }: EgressRules,
	attemptOne: (isLast: boolean) => Promise<Value>,
): Promise<Value> {
	for (let attempt = 1; ; attempt++) {
		const isLast = attempt >= attempts;
		// Settled: docs/decisions/15-settle-instead-of-rethrow.md.
		const [settled] = await Promise.allSettled([attemptOne(isLast)]);
		if (settled.status === 'fulfilled') return settled.value;
		const error: unknown = settled.reason;
		if (isLast || signal?.aborted || !(error instanceof ApiError) || error instanceof RefusedAddress || !isPassing(error)) throw error;
		await timing.sleep((error.details.retryAfter ?? 2 ** (attempt - 1)) * 1000, signal);
	}
}

async function openAndUse<Value>(
	api: Api<WebContext>,
	address: string,
	rules: EgressRules,
	use: (opened: Opened) => Promise<Value>,
): Promise<Value> {
	const opened = await openAddress(api, address, rules);
	const [used] = await Promise.allSettled([use(opened)]);
	opened.close();
	if (used.status === 'fulfilled') return used.value;
	throw opened.failure() ?? used.reason;
}

/**
 * Opens a file at an address, once.
 *
 * @throws {ApiError}
 */
async function openAddress(api: Api<WebContext>, address: string, rules: EgressRules): Promise<Opened> {
	const { context } = api;
	const { wording } = rules;
	let url = await assertTarget(context, address, rules);
	for (let redirects = 0; ; redirects++) {
		const answer = await ask(api, url, rules);
		const { status, location } = answer;
		const refusal = refusedPeer(context, answer.stream, url, rules) ?? (status < 300 ? refusedSize(answer.size, rules) : undefined);
		if (!refusal && status < 300) return { ...answer, ...(await beginReading(answer, rules)), url };
		answer.close();
		if (refusal) throw refusal;
		if (location === undefined) throw trouble(wording, `${wording.sender} answered with status ${status}`, { status });
		if (redirects === MOST_REDIRECTS) throw trouble(wording, `${wording.sender} redirects again and again`, { status });
		url = await assertTarget(context, location, rules);
	}
}

interface Answer extends Incoming {
	status: number;
	mimeType: string;
	/** Where it redirects to. */
	location?: string;
}

async function ask({ context, signal }: Api<WebContext>, url: URL, { wording }: EgressRules): Promise<Answer> {
	const connection = new AbortController();
	const signals = [connection.signal, ...(signal ? [signal] : [])];
	try {
		const { body, statusCode, headers } = (await context.helpers.httpRequest({
			url: url.href,
			// As it is: packed, neither its size nor the connection could be judged.
			headers: { 'Accept-Encoding': 'identity' },
			encoding: 'stream',
			returnFullResponse: true,
			ignoreHttpStatusErrors: true,
			// Each address is judged before it is asked.
			disableFollowRedirect: true,
			timeout: PATIENCE,
			abortSignal: AbortSignal.any(signals),
		})) as IN8nHttpFullResponse;
		const stream = body as Body;
		return {
			stream,
			status: statusCode,
			size: sizeIn(headers),
			mimeType: plainType(headers['content-type']),
			location: REDIRECTS.has(statusCode) ? locationIn(headers, url) : undefined,
			close: () => {
				connection.abort();
				stream.destroy();
			},
		};
	} catch (error) {
		const { code } = errorFromNetwork(error).details;
		throw trouble(wording, `${wording.sender} could not be reached`, { code });
	}
}

type Headers = IN8nHttpFullResponse['headers'];

/** Of an answer that is not packed. */
function sizeIn({ 'content-length': length, 'content-encoding': encoding = 'identity' }: Headers): number | undefined {
	return encoding === 'identity' && /^\d+$/.test(String(length)) ? Number(length) : undefined;
}

function locationIn({ location }: Headers, from: URL): string | undefined {
	return typeof location === 'string' && URL.canParse(location, from.href) ? new URL(location, from.href).href : undefined;
}
