import type { IAllExecuteFunctions, IExecuteFunctions, IHttpRequestOptions, IN8nHttpFullResponse } from 'n8n-workflow';

import { isRecord, parseJson } from '../util/json';
import { realTiming } from '../util/timing';
import type { Timing } from '../util/timing';
import { CREDENTIAL, getCredentials } from './credentials';
import type { CredentialContext, Credentials } from './credentials';
import { errorFromNetwork, errorFromResponse, errorInAnswer } from './errorResponse';
import { ApiError, isPassing } from './errors';
import { filesOf, toMultipart } from './requestBody';
import type { RequestBody } from './requestBody';

export const API_PATH = '/api/v1/client';

/** What the client needs of n8n; execute and load-options contexts have it. */
export interface ApiContext extends CredentialContext {
	helpers: Pick<IExecuteFunctions['helpers'], 'httpRequestWithAuthentication' | 'httpRequest'>;
	logger: IExecuteFunctions['logger'];
	getExecutionCancelSignal?: () => AbortSignal | undefined;
}

export interface ApiRequest {
	/** Below {@link API_PATH}, e.g. `/txt2img`. */
	path: string;
	query?: Record<string, string | number>;
	/** Makes the request a POST: multipart where there are files, JSON otherwise. */
	body?: RequestBody;
	/** Whether it costs nothing, so that it may be repeated; by default what has no body. */
	isRead?: boolean;
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
		const { baseUrl } = await this.credentials();
		const options = await buildOptions(baseUrl, request);
		let response: IN8nHttpFullResponse;
		try {
			response = (await this.context.helpers.httpRequestWithAuthentication.call(
				this.context as unknown as IAllExecuteFunctions,
				CREDENTIAL,
				options,
			)) as IN8nHttpFullResponse;
		} catch (error) {
			return errorFromNetwork(error);
		}
		const body = parseBody(response.body);
		if (response.statusCode >= 400) return errorFromResponse(response.statusCode, response.headers, body, this.timing.now());
		if (isRecord(body)) return errorInAnswer(response.statusCode, body) ?? body;
		return new ApiError('deAPI answered with something that is not JSON', {
			status: response.statusCode,
			description: 'Check the "Base URL" of the credential. A proxy in between may have answered in its place.',
		});
	}
}

async function buildOptions(baseUrl: string, request: ApiRequest): Promise<IHttpRequestOptions> {
	const options: IHttpRequestOptions = {
		method: request.body ? 'POST' : 'GET',
		url: `${baseUrl}${API_PATH}${request.path}`,
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
	if (filesOf(request.body).length > 0) {
		return { ...options, body: await toMultipart(request.body), timeout: UPLOAD_TIMEOUT };
	}
	return { ...options, body: request.body, json: true, timeout: SUBMISSION_TIMEOUT };
}

function isRead(request: ApiRequest): boolean {
	return request.isRead ?? request.body === undefined;
}

/** Gateways answer like that where there is nothing behind them. */
const DOWN = new Set([undefined, 502, 503, 504]);

function noteDown({ details }: ApiError): void {
	details.isDown = DOWN.has(details.status);
}

function delayBeforeRetry(error: ApiError, request: ApiRequest, attempt: number): number | undefined {
	const { retryAfter, accepted } = error.details;
	if (!isPassing(error) || (!isRead(request) && accepted !== 'no')) return undefined;
	return retryAfter === undefined ? Math.min(1000 * 2 ** (attempt - 1), LONGEST_PAUSE) : Math.max(1, retryAfter) * 1000;
}

/** The API wraps most answers in `data`, but not all, and not everywhere alike (docs/api.md#answers). */
export function unwrap(answer: Record<string, unknown>): Record<string, unknown> {
	return isRecord(answer.data) ? answer.data : answer;
}

/** What is no JSON stays a text. */
function parseBody(body: unknown): unknown {
	return typeof body === 'string' ? (parseJson(body) ?? body) : body;
}
