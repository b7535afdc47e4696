import type { IHttpRequestOptions } from 'n8n-workflow';

import type { Credentials } from './credentials';
import { BASE_PATHS } from './endpoints';
import type { Endpoint } from './endpoints';
import { ApiError } from './errors';
import type { LimitedCall } from './rateLimit';
import { filesOf, toMultipart } from './requestBody';
import type { Multipart, RequestBody } from './requestBody';

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

export const USE_V2 = 'Set "API Version" of the deAPI credential to "v2".';

/**
 * A request as n8n's client takes it, but for a multipart body: see {@link multipartOf}.
 *
 * @throws {ApiError} where this version of the API has no such call
 */
export function optionsOf(request: ApiRequest, credentials: Credentials): IHttpRequestOptions {
	const { body, endpoint, query } = request;
	const options: IHttpRequestOptions = {
		method: body ? 'POST' : 'GET',
		url: addressOf(endpoint, credentials),
		qs: query,
		headers: { Accept: 'application/json' },
		timeout: TIMEOUT,
		// As text: an answer that claims JSON and holds HTML must become our message, not a parser's.
		encoding: 'text',
		returnFullResponse: true,
		ignoreHttpStatusErrors: true,
		// n8n's client would keep the whole upload in memory in case of a redirect; the API sends none.
		disableFollowRedirect: true,
	};
	if (!body) return options;
	if (isForm(request)) return { ...options, timeout: filesOf(body).length > 0 ? UPLOAD_TIMEOUT : SUBMISSION_TIMEOUT };
	return { ...options, body, json: true, timeout: SUBMISSION_TIMEOUT };
}

/** A fresh body for each attempt, where it is multipart. */
export async function multipartOf(request: ApiRequest): Promise<Multipart | undefined> {
	return request.body && isForm(request) ? await toMultipart(request.body) : undefined;
}

function isForm({ body = {}, endpoint }: ApiRequest): boolean {
	return endpoint.isForm === true || filesOf(body).length > 0;
}

/** What only v1 has is asked for there: both versions take the same keys (docs/api.md#versions). */
function addressOf(endpoint: Endpoint, { apiVersion, baseUrl }: Credentials): string {
	const version = endpoint[apiVersion] === undefined ? 'v1' : apiVersion;
	const path = endpoint[version];
	if (path === undefined) throw new ApiError('Version 1 of the API has no such call', { accepted: 'no', description: USE_V2 });
	return `${baseUrl}${endpoint.isAtRoot ? '' : BASE_PATHS[version]}${path}`;
}
