import { isRecord } from '../util/json';
import { ApiError, describeFields, INSUFFICIENT_BALANCE } from './errors';
import type { ApiErrorDetails, FieldMessage } from './errors';

const MAX_MESSAGE_LENGTH = 500;

interface Explanation {
	what: string;
	/** Stands in for the API's own words where it says nothing. */
	unsaid?: string;
	remedy: string;
}

const EXPLANATIONS: Record<number, Explanation> = {
	401: {
		what: 'deAPI did not accept the API key',
		remedy: 'Check "API Key" in the deAPI credential. Keys are made in the deAPI dashboard under API Keys.',
	},
	403: {
		what: 'deAPI refused this account',
		unsaid: 'forbidden',
		remedy: 'The account is suspended or may not use this operation. See the deAPI dashboard.',
	},
	404: {
		what: 'deAPI does not know what was asked for',
		unsaid: 'not found',
		remedy: 'Check the request ID and the "Base URL" of the credential. A request ID belongs to the account that submitted it.',
	},
	413: { what: 'The file is too large for deAPI', unsaid: 'payload too large', remedy: 'Send a smaller file.' },
	422: {
		what: 'deAPI refused the request',
		unsaid: 'validation failed',
		remedy: 'Check the parameters of this node against the model that is used.',
	},
};

/** By which a firewall refuses. */
const BLOCKED = new Set([401, 403, 407]);

/**
 * Describes an HTTP answer of status 400 or more. Understands both shapes of a 422 (`errors` as a list
 * of `{ field, messages }`, or as an object keyed by field), plain `{ message }` bodies, and anything
 * that is not JSON (docs/api.md#errors).
 */
export function errorFromResponse(status: number, headers: Record<string, unknown>, body: unknown, now: number): ApiError {
	const fields = fieldMessages(body);
	const said = apiMessage(body);
	const retryAfter = secondsUntilRetry(headers['retry-after'], now);
	// 503 with Retry-After is a server that says that it did not accept the request.
	const isRefusal = (status < 500 && status !== 408) || (status === 503 && retryAfter !== undefined);
	const details: ApiErrorDetails = { status, fields, retryAfter, accepted: isRefusal ? 'no' : 'unknown' };

	if (status === 429) return rateLimited(headers, details);
	if (status === 402 || (status === 422 && isBalance(fields, said))) {
		const reason = fields.find(({ field }) => field === 'balance')?.messages.join(' ') || said;
		return new ApiError(`The balance of the deAPI account is too low${reason ? `: ${reason}` : ''}`, {
			...details,
			code: INSUFFICIENT_BALANCE,
			description: 'Top up the account in the deAPI dashboard under Billing, then run this again.',
		});
	}
	if (BLOCKED.has(status) && isPage(body)) {
		return new ApiError('Something in front of deAPI refused this n8n', {
			...details,
			description: `A page came with status ${status} instead of deAPI's own answer: a firewall or proxy may not like this n8n's address, or how often it asks. Check the "Base URL" of the credential and the proxies of this network, or try again later.`,
		});
	}
	const explanation = EXPLANATIONS[status];
	if (explanation) {
		const { what, unsaid, remedy } = explanation;
		const message = unsaid === undefined ? what : `${what}: ${said || unsaid}`;
		return new ApiError(message, { ...details, description: describeFields(fields) || remedy });
	}
	return new ApiError(`deAPI answered with status ${status}${said ? `: ${said}` : ''}`, {
		...details,
		description: status >= 500 ? 'The service is having trouble. Try again later, or look at status.deapi.ai.' : undefined,
	});
}

function rateLimited(headers: Record<string, unknown>, details: ApiErrorDetails): ApiError {
	const { retryAfter } = details;
	if (headers['x-ratelimit-type'] === 'daily') {
		const left = retryAfter === undefined ? '' : `, in ${describeSeconds(retryAfter)}`;
		return new ApiError('The daily limit of the deAPI plan is used up', {
			...details,
			limit: 'daily',
			description: `It resets at 00:00 UTC${left}. Premium accounts have no daily limit.`,
		});
	}
	return new ApiError('The rate limit of the deAPI plan is reached', {
		...details,
		limit: 'minute',
		description: `Wait ${describeSeconds(retryAfter ?? 60)}, lower "Concurrency", or use an account with a higher limit.`,
	});
}

/** What an answer below status 400 says that is an error all the same, in its own words; undefined where it is none. */
export function errorInAnswer(status: number, body: Record<string, unknown>): ApiError | undefined {
	const { data, message, error, success, ...others } = body;
	const hasData = isRecord(data) || (Array.isArray(data) && data.length > 0);
	const saysNothingElse = message !== undefined && success !== true && Object.keys(others).every((name) => OF_ERRORS.has(name));
	if (hasData || !(success === false || Boolean(error) || saysNothingElse)) return undefined;
	const said = apiMessage(body);
	return new ApiError(`deAPI answered with an error${said ? `: ${said}` : ''}`, {
		status,
		accepted: 'unknown',
		fields: fieldMessages(body),
		description: 'Try again later.',
	});
}

/** What errors have beside their message. */
const OF_ERRORS = new Set(['code', 'errors', 'status', 'statusCode']);

const NEVER_SENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

/**
 * Describes a request that got no HTTP answer. `thrown` is what n8n's request helper threw. Its code is not part of the
 * message: where n8n wraps an error once more, as for AI Agents, it puts in the place of a message that holds such a
 * code a text of its own, which says to retry the request.
 */
export function errorFromNetwork(thrown: unknown): ApiError {
	const code = networkCode(thrown);
	return new ApiError('deAPI could not be reached', {
		code,
		accepted: code !== undefined && NEVER_SENT.has(code) ? 'no' : 'unknown',
		description: `${code ? `The network says ${code}. ` : ''}Check the network of this n8n instance and the "Base URL" of the credential.`,
	});
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
	const said = isRecord(body) ? (errorMessage(body.message) ?? errorMessage(body.error)) : undefined;
	return (said ?? '').slice(0, MAX_MESSAGE_LENGTH);
}

/** The text of what calls itself an error: itself, or the message in it; undefined where it says nothing. */
export function errorMessage(said: unknown): string | undefined {
	const text = isRecord(said) ? said.message : said;
	return typeof text === 'string' && text.trim() !== '' ? text.trim() : undefined;
}

/** Whether an answer is no JSON at all: the API's own are, and an empty one may be its own, too. */
function isPage(body: unknown): boolean {
	return typeof body === 'string' && body.trim() !== '';
}

function isBalance(fields: FieldMessage[], said: string): boolean {
	return fields.some(({ field }) => field === 'balance') || /\bbalance\b/i.test(said);
}

function networkCode(thrown: unknown): string | undefined {
	for (let error = thrown; isRecord(error); error = error.cause ?? firstOf(error.errors)) {
		// n8n 1.x wraps what went wrong, and calls its code that of HTTP.
		const code = [error.code, error.httpCode].find((entry) => /^[A-Z]/.test(String(entry)));
		if (code !== undefined) return String(code);
	}
	return undefined;
}

/** Where a host has several addresses, each attempt has failed in its own way. */
function firstOf(errors: unknown): unknown {
	return Array.isArray(errors) ? errors[0] : undefined;
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
