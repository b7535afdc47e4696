import { NodeApiError, NodeOperationError } from 'n8n-workflow';
import type { INode, JsonObject } from 'n8n-workflow';

/** One field that the API refused, with the API's own words. */
export interface FieldMessage {
	field: string;
	messages: string[];
}

/**
 * A parameter that cannot work, found before anything was sent.
 * `parameter` is the label that the user sees.
 */
export class InputError extends Error {
	constructor(
		readonly parameter: string,
		message: string,
		readonly description?: string,
	) {
		super(message);
		this.name = 'InputError';
	}
}

interface ApiErrorDetails {
	/** What to do about it. */
	description?: string;
	/** HTTP status of the answer; absent when there was none. */
	status?: number;
	/** The job's `error_code`, or the network's (`ECONNREFUSED`). */
	code?: string;
	fields?: FieldMessage[];
	/** Seconds that the server asked to wait. */
	retryAfter?: number;
	/** Which rate limit was hit. */
	limit?: 'minute' | 'daily';
	/** True only if the server certainly did not act on the request. */
	notTaken?: boolean;
	requestId?: string;
}

/** The API, or the way to it, did not do what it was asked. Carries no key, secret or signed URL. */
export class ApiError extends Error {
	constructor(
		message: string,
		readonly details: ApiErrorDetails = {},
	) {
		super(message);
		this.name = 'ApiError';
	}
}

const MAX_MESSAGE_LENGTH = 500;

/**
 * Describes an HTTP answer of status 400 or more. Understands both shapes of a 422
 * (`errors` as a list of `{ field, messages }`, or as an object keyed by field), plain
 * `{ message }` bodies, and anything that is not JSON (facts file §3).
 */
export function errorFromResponse(
	status: number,
	headers: Record<string, unknown>,
	body: unknown,
	now: number,
): ApiError {
	const fields = fieldMessages(body);
	const said = apiMessage(body);
	const retryAfter = secondsUntilRetry(headers['retry-after'], now);
	const details = { status, fields, retryAfter };

	if (status === 401) {
		return new ApiError('deAPI did not accept the API key', {
			...details,
			notTaken: true,
			description: 'Check "API Key" in the deAPI credential. Keys are made in the deAPI dashboard under API Keys.',
		});
	}
	if (status === 402 || isBalance(fields, said)) {
		const reason = fields.find(({ field }) => field === 'balance')?.messages.join(' ') || said;
		return new ApiError(`The deAPI account has too little balance${reason ? `: ${reason}` : ''}`, {
			...details,
			notTaken: true,
			description: 'Top up the account in the deAPI dashboard under Billing, then run this again.',
		});
	}
	if (status === 403) {
		return new ApiError(`deAPI refused this account: ${said || 'forbidden'}`, {
			...details,
			notTaken: true,
			description: 'The account is suspended or may not use this operation. The deAPI dashboard says more.',
		});
	}
	if (status === 404) {
		return new ApiError(`deAPI does not know what was asked for: ${said || 'not found'}`, {
			...details,
			notTaken: true,
			description: 'Check the request ID and the "Base URL" of the credential. A request ID belongs to the account that submitted it.',
		});
	}
	if (status === 413) {
		return new ApiError(`The file is too large for deAPI: ${said || 'payload too large'}`, {
			...details,
			notTaken: true,
			description: 'Send a smaller file.',
		});
	}
	if (status === 422) {
		return new ApiError(`deAPI refused the request: ${said || 'validation failed'}`, {
			...details,
			notTaken: true,
			description: describeFields(fields) || 'Check the parameters of this node against the model that is used.',
		});
	}
	if (status === 429) {
		const limit = String(headers['x-ratelimit-type'] ?? '') === 'daily' ? 'daily' : 'minute';
		return new ApiError(
			limit === 'daily' ? 'The daily limit of the deAPI plan is used up' : 'The rate limit of the deAPI plan is reached',
			{
				...details,
				limit,
				notTaken: true,
				description:
					limit === 'daily'
						? `It starts anew at 00:00 UTC${retryAfter === undefined ? '' : `, in ${describeSeconds(retryAfter)}`}. Premium accounts have no daily limit.`
						: `Wait ${describeSeconds(retryAfter ?? 60)}, lower "Concurrency", or use an account with a higher limit.`,
			},
		);
	}
	return new ApiError(`deAPI answered with status ${status}${said ? `: ${said}` : ''}`, {
		...details,
		// 503 with Retry-After is a server that says that it did not take the request.
		notTaken: status === 503 && retryAfter !== undefined,
		description: status >= 500 ? 'The service has a passing trouble. Try again later; status.deapi.ai tells more.' : undefined,
	});
}

const NEVER_SENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

/** Describes a request that got no HTTP answer. `cause` is what n8n's request helper threw. */
export function errorFromNetwork(cause: unknown): ApiError {
	const code = networkCode(cause);
	return new ApiError(`deAPI could not be reached${code ? ` (${code})` : ''}`, {
		code,
		notTaken: code !== undefined && NEVER_SENT.has(code),
		description: 'Check the network of this n8n instance and the "Base URL" of the credential.',
	});
}

/**
 * Turns what was thrown into n8n's own error, so that the editor shows message, description and item.
 * Errors that n8n made itself pass unchanged.
 *
 * @param labels what the user calls the API's fields, e.g. `{ negative_prompt: 'Negative Prompt' }`
 */
export function toNodeError(
	node: INode,
	thrown: unknown,
	itemIndex?: number,
	labels: Record<string, string> = {},
): NodeApiError | NodeOperationError {
	if (thrown instanceof NodeApiError || thrown instanceof NodeOperationError) return thrown;
	if (!(thrown instanceof ApiError)) {
		const { message } = thrown instanceof Error ? thrown : new Error(String(thrown));
		const description = thrown instanceof InputError ? thrown.description : undefined;
		return new NodeOperationError(node, message, { itemIndex, description });
	}
	const { status, code, fields, requestId } = thrown.details;
	const description = describeFields(fields ?? [], labels) || thrown.details.description;
	const error = new NodeApiError(node, {} as JsonObject, {
		message: thrown.message,
		description,
		httpCode: status === undefined ? undefined : String(status),
		itemIndex,
	});
	// n8n swaps messages that merely contain a word like EPERM for a text of its own.
	error.message = thrown.message;
	if (requestId) error.context.requestId = requestId;
	if (code) error.context.errorCode = code;
	return error;
}

/** The text for a failed item's `json.error`: what happened, and what to do. */
export function errorText(error: Error & { description?: string | null }): string {
	return error.description ? `${error.message}. ${error.description}` : error.message;
}

function describeFields(fields: FieldMessage[], labels: Record<string, string> = {}): string {
	return fields
		.map(({ field, messages }) => {
			const label = labels[field.replace(/[.[].*$/, '')];
			return `${label ? `"${label}"` : field}: ${messages.join(' ')}`;
		})
		.join('\n');
}

function fieldMessages(body: unknown): FieldMessage[] {
	const errors = isRecord(body) ? body.errors : undefined;
	if (Array.isArray(errors)) {
		return errors.filter(isRecord).map((entry) => ({
			field: String(entry.field ?? ''),
			messages: textList(entry.messages ?? entry.message),
		}));
	}
	if (isRecord(errors)) {
		return Object.entries(errors).map(([field, messages]) => ({ field, messages: textList(messages) }));
	}
	return [];
}

function apiMessage(body: unknown): string {
	if (!isRecord(body)) return '';
	const said = body.message ?? body.error;
	return typeof said === 'string' ? said.trim().slice(0, MAX_MESSAGE_LENGTH) : '';
}

function isBalance(fields: FieldMessage[], said: string): boolean {
	return fields.some(({ field }) => field === 'balance') || /\bbalance\b/i.test(said);
}

function networkCode(cause: unknown): string | undefined {
	for (let error = cause; isRecord(error); error = error.cause) {
		if (typeof error.code === 'string') return error.code;
	}
	return undefined;
}

function secondsUntilRetry(header: unknown, now: number): number | undefined {
	if (header === undefined || header === null || header === '') return undefined;
	const seconds = Number(header);
	if (Number.isFinite(seconds)) return Math.max(0, seconds);
	const date = Date.parse(String(header));
	return Number.isNaN(date) ? undefined : Math.max(0, Math.ceil((date - now) / 1000));
}

function describeSeconds(seconds: number): string {
	if (seconds < 120) return `${Math.ceil(seconds)} seconds`;
	if (seconds < 7200) return `${Math.ceil(seconds / 60)} minutes`;
	return `${Math.ceil(seconds / 3600)} hours`;
}

function textList(value: unknown): string[] {
	return (Array.isArray(value) ? value : [value]).filter((entry) => entry !== undefined && entry !== null).map(String);
}

export function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
