import type { IAllExecuteFunctions, IExecuteFunctions, IHttpRequestOptions, IN8nHttpFullResponse } from 'n8n-workflow';

import { asText, isRecord, parseJson } from '../util/json';
import { withoutSecret } from '../util/secrets';
import { realTiming } from '../util/timing';
import type { Timing } from '../util/timing';
import { CREDENTIAL, getCredentials } from './credentials';
import type { CredentialContext, Credentials } from './credentials';
import { BASE_PATHS } from './endpoints';
import type { Endpoint } from './endpoints';
import { errorFromNetwork, errorFromResponse, errorInAnswer } from './errorResponse';
import { ApiError, isPassing } from './errors';
import { afterAnswer } from './rateLimit';
import type { LimitedCall, RateLimits } from './rateLimit';
import { filesOf, toMultipart } from './requestBody';
import type { Multipart, RequestBody } from './requestBody';

/** What the client needs of n8n; execute and load-options contexts have it. */
export interface ApiContext extends CredentialContext {
	helpers: Pick<IExecuteFunctions['helpers'], 'httpRequestWithAuthentication' | 'httpRequest'>;
	logger: IExecuteFunctions['logger'];
	getExecutionCancelSignal?: () => AbortSignal | undefined;
}

export interface ApiRequest {
	endpoint: Endpoint;
	query?: Record<string, string | number>;
	/** Makes the request a POST: multipart where there are files, JSON otherwise. */
	body?: RequestBody;
	/** Whether it costs nothing, so that it may be repeated; by default what has no body. */
	isRead?: boolean;
	/** Which of the plan's limits it counts for; by default that of submissions where it costs money. */
	limitedAs?: LimitedCall;
	/** How long the plan's limit of requests a minute may be waited out, in milliseconds. */
	patience?: number;
	/** When to stop trying again, in milliseconds since the epoch. */
	deadline?: number;
	/** Whether trying again is of no use any more. */
	isOver?: () => boolean;
}

const TIMEOUT = 30_000;
/** A submission that is given up on may have been billed: patience is cheaper. */
const SUBMISSION_TIMEOUT = 120_000;
const UPLOAD_TIMEOUT = 600_000;
/** How long waiting for a server that asks to come back later may take. */
const PATIENCE = 120_000;
const ATTEMPTS = 4;
const LONGEST_PAUSE = 30_000;

/** deAPI's API as one run of a node reaches it: with n8n's helpers, the node's credential, and a clock. */
export class Api<Context extends ApiContext = ApiContext> {
	/** What this run's answers have said of the plan. */
	readonly rateLimits: RateLimits = {};

	constructor(
		/** n8n's, of the run that asks. */
		readonly context: Context,
		readonly timing: Timing = realTiming,
	) {}

	/** Aborted when the execution is cancelled. */
	get signal(): AbortSignal | undefined {
		return this.context.getExecutionCancelSignal?.();
	}

	async credentials(): Promise<Credentials> {
		return await getCredentials(this.context, this.timing);
	}

	/**
	 * Calls the API and returns the answer's JSON.
	 *
	 * Reads are repeated on 429, 5xx and network trouble. What costs money is repeated only where the
	 * server certainly did not accept it, since there is no idempotency key and a second submission is a
	 * second bill (docs/api.md#requests). The plan's limit of requests a minute is waited out however often it is
	 * met, as long as there is patience: such an answer makes certain that nothing was accepted.
	 *
	 * @throws {ApiError} for anything but a JSON answer below status 400
	 */
	async request(request: ApiRequest): Promise<Record<string, unknown>> {
		const { signal, timing } = this;
		const startedAt = timing.now();
		if (signal?.aborted && !isRead(request))
			throw new ApiError('The execution was cancelled, and nothing was submitted', { accepted: 'no' });

		for (let attempt = 1; ; attempt++) {
			const answer = await this.send(request);
			if (!(answer instanceof ApiError)) return answer;

			const isOverRate = answer.details.limit === 'minute';
			const patience = (isOverRate && request.patience) || PATIENCE;
			const until = Math.min(startedAt + patience, request.deadline ?? Infinity);
			const delay = isOverRate || attempt < ATTEMPTS ? delayBeforeRetry(answer, request, attempt) : undefined;
			const isOver = () => signal?.aborted === true || request.isOver?.() === true;
			if (delay === undefined && attempt === ATTEMPTS) noteDown(answer);
			if (delay === undefined || timing.now() + delay > until || isOver()) throw answer;
			await timing.sleep(delay, signal);
			if (isOver()) throw answer;
		}
	}

	private async send(request: ApiRequest): Promise<Record<string, unknown> | ApiError> {
		const credentials = await this.credentials();
		const { multipart, ...options } = await buildOptions(credentials, request);
		let response: IN8nHttpFullResponse;
		try {
			response = (await this.context.helpers.httpRequestWithAuthentication.call(
				this.context as unknown as IAllExecuteFunctions,
				CREDENTIAL,
				options,
			)) as IN8nHttpFullResponse;
		} catch (error) {
			return multipart?.hasBrokenOff() ? brokenFile() : errorFromNetwork(error);
		} finally {
			multipart?.close();
		}
		const limited = request.limitedAs ?? (isRead(request) ? undefined : 'submission');
		if (limited) this.rateLimits[limited] = afterAnswer(this.rateLimits[limited], response.headers, this.timing.now());
		const body = parseBody(response.body, credentials);
		if (response.statusCode >= 400) return errorFromResponse(response.statusCode, response.headers, body, this.timing.now());
		if (isRecord(body)) return errorInAnswer(response.statusCode, body) ?? body;
		return new ApiError('deAPI answered with something that is not JSON', {
			status: response.statusCode,
			description: 'Check the "Base URL" of the credential. A proxy in between may have answered in its place.',
		});
	}
}

async function buildOptions(credentials: Credentials, request: ApiRequest): Promise<IHttpRequestOptions & { multipart?: Multipart }> {
	const options: IHttpRequestOptions = {
		method: request.body ? 'POST' : 'GET',
		url: addressOf(request.endpoint, credentials),
		qs: request.query,
		headers: { Accept: 'application/json' },
		timeout: TIMEOUT,
		// As text: an answer that claims JSON and holds HTML must become our message, not a parser's.
		encoding: 'text',
		returnFullResponse: true,
		ignoreHttpStatusErrors: true,
		// n8n's client would keep the whole upload in memory in case of a redirect; the API sends none.
		disableFollowRedirect: true,
	};
	if (!request.body) return options;
	const hasFiles = filesOf(request.body).length > 0;
	const timeout = hasFiles ? UPLOAD_TIMEOUT : SUBMISSION_TIMEOUT;
	if (!hasFiles && !request.endpoint.isForm) return { ...options, body: request.body, json: true, timeout };
	const multipart = await toMultipart(request.body);
	return { ...options, body: multipart.form, timeout, multipart };
}

/** The API has not got all of it, whatever it makes of that. */
function brokenFile(): ApiError {
	return new ApiError('A file could not be read to its end, and nothing was submitted', {
		accepted: 'no',
		description: 'Check where the file comes from: the address that it is fetched from, or the binary data storage of this n8n instance.',
	});
}

/** What only v1 has is asked for there: both versions take the same keys (docs/api.md#versions). */
function addressOf(endpoint: Endpoint, { apiVersion, baseUrl }: Credentials): string {
	const version = endpoint[apiVersion] === undefined ? 'v1' : apiVersion;
	const path = endpoint[version];
	if (path === undefined) throw new ApiError('Version 1 of the API has no such call', { accepted: 'no', description: USE_V2 });
	return `${baseUrl}${BASE_PATHS[version]}${path}`;
}

export const USE_V2 = 'Set "API Version" of the deAPI credential to "v2".';

function isRead(request: ApiRequest): boolean {
	return request.isRead ?? request.body === undefined;
}

/** Gateways answer like that where there is nothing behind them. */
const DOWN = new Set([undefined, 502, 503, 504]);

function noteDown({ details }: ApiError): void {
	details.isDown = DOWN.has(details.status);
}

function delayBeforeRetry(error: ApiError, request: ApiRequest, attempt: number): number | undefined {
	const { retryAfter, accepted, isDown } = error.details;
	if (isDown || !isPassing(error) || (!isRead(request) && accepted !== 'no')) return undefined;
	return retryAfter === undefined ? Math.min(1000 * 2 ** (attempt - 1), LONGEST_PAUSE) : Math.max(1, retryAfter) * 1000;
}

/** The API wraps most answers in `data`, but not all, and not everywhere alike (docs/api.md#answers). */
export function unwrap(answer: Record<string, unknown>): Record<string, unknown> {
	return isRecord(answer.data) ? answer.data : answer;
}

/**
 * What is no JSON stays a text, and a bare list is wrapped like others (docs/api.md#catalog). Of what the API repeats, key and
 * secret must not get into an error.
 */
function parseBody(body: unknown, { apiKey, webhookSecret }: Credentials): unknown {
	const text = [apiKey, webhookSecret].reduce(withoutSecret, asText(body));
	const parsed = parseJson(text) ?? text;
	return Array.isArray(parsed) ? { data: parsed } : parsed;
}
