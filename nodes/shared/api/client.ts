import type { IAllExecuteFunctions, IExecuteFunctions, IN8nHttpFullResponse } from 'n8n-workflow';

import { asText, isRecord, parseJson } from '../util/json';
import { withoutSecret } from '../util/secrets';
import { realTiming } from '../util/timing';
import type { Timing } from '../util/timing';
import { CREDENTIAL, getCredentials } from './credentials';
import type { CredentialContext, Credentials } from './credentials';
import { errorFromNetwork, errorFromResponse, errorInAnswer } from './errorResponse';
import { ApiError, isPassing } from './errors';
import { afterAnswer } from './rateLimit';
import type { RateLimits } from './rateLimit';
import { multipartOf, optionsOf } from './requestOptions';
import type { ApiRequest } from './requestOptions';

/** What the client needs of n8n; execute and load-options contexts have it. */
export interface ApiContext extends CredentialContext {
	helpers: Pick<IExecuteFunctions['helpers'], 'httpRequestWithAuthentication' | 'httpRequest'>;
	logger: IExecuteFunctions['logger'];
	getExecutionCancelSignal?: () => AbortSignal | undefined;
}

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
		if (signal?.aborted && !isRead(request)) throw cancelled();

		for (let attempt = 1; ; attempt++) {
			const answer = await this.send(request);
			if (!(answer instanceof ApiError)) return answer;

			const isOverRate = answer.details.limit === 'minute';
			const patience = (isOverRate && request.patience) || PATIENCE;
			const until = Math.min(startedAt + patience, request.deadline ?? Infinity);
			const delay = isOverRate || attempt < ATTEMPTS ? delayBeforeRetry(answer, request, attempt) : undefined;
			const isOver = () => signal?.aborted === true || request.isOver?.() === true;
			if (delay === undefined && attempt === ATTEMPTS) answer.details.isDown ??= DOWN.has(answer.details.status);
			if (delay === undefined || timing.now() + delay > until || isOver()) throw answer;
			await timing.sleep(delay, signal);
			if (isOver()) throw answer;
		}
	}

	private async send(request: ApiRequest): Promise<Record<string, unknown> | ApiError> {
		const credentials = await this.credentials();
		const options = optionsOf(request, credentials);
		const multipart = await multipartOf(request);
		const cancelling = isRead(request) ? undefined : untilSent(this.signal);
		const context = cancelling ? withSignal(this.context, cancelling) : this.context;
		const breakOff = () => multipart?.breakOff();
		this.signal?.addEventListener('abort', breakOff);
		let response: IN8nHttpFullResponse;
		try {
			response = (await context.helpers.httpRequestWithAuthentication.call(
				context as unknown as IAllExecuteFunctions,
				CREDENTIAL,
				multipart ? { ...options, body: multipart.form } : options,
			)) as IN8nHttpFullResponse;
		} catch (error) {
			if (cancelling?.aborted) return cancelled();
			return multipart?.hasBrokenOff() ? brokenFile() : errorFromNetwork(error);
		} finally {
			this.signal?.removeEventListener('abort', breakOff);
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

function cancelled(): ApiError {
	return new ApiError('The execution was cancelled, and nothing was submitted', { accepted: 'no' });
}

/**
 * What cancels a submission: nothing any more when it is on its way, since n8n would hang up, and nobody would learn which job
 * was accepted. Only a file that is not sent to its end is broken off, without which nothing can be.
 */
function untilSent(signal: AbortSignal | undefined): AbortSignal {
	const cancelling = new AbortController();
	const cancel = () => cancelling.abort();
	if (signal?.aborted) cancel();
	signal?.addEventListener('abort', cancel);
	// n8n's client begins to listen at the moment at which it sends.
	cancelling.signal.addEventListener = () => signal?.removeEventListener('abort', cancel);
	return cancelling.signal;
}

/** n8n's context as its client takes it, which does not let the request say by which signal it is cancelled. */
function withSignal<Context extends ApiContext>(context: Context, signal: AbortSignal): Context {
	return Object.create(context, { getExecutionCancelSignal: { value: () => signal } }) as Context;
}

/** The API has not got all of it, whatever it makes of that. */
function brokenFile(): ApiError {
	return new ApiError('A file could not be read to its end, and nothing was submitted', {
		accepted: 'no',
		isDown: false,
		description: 'Check where the file comes from: the address that it is fetched from, or the binary data storage of this n8n instance.',
	});
}

function isRead(request: ApiRequest): boolean {
	return request.isRead ?? request.body === undefined;
}

/** Gateways answer like that where there is nothing behind them. */
const DOWN = new Set([undefined, 502, 503, 504]);

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
