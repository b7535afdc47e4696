import { isRecord } from '../util/json';
import { apiMessage, fieldMessages, isPage } from './errorBody';
import { ApiError, INSUFFICIENT_BALANCE } from './errors';
import type { ApiErrorDetails, FieldMessage } from './errors';
import { EXPLANATIONS, wayOut } from './explanations';
import { countsRequests, secondsUntilRetry, tooManyRequests } from './tooManyRequests';

/** By which a firewall refuses, or asks to come back. */
const BLOCKED = new Set([401, 403, 407, 429, 503]);

/** Describes an HTTP answer of status 400 or more, of whatever shape (docs/api.md#errors). */
export function errorFromResponse(status: number, headers: Record<string, unknown>, body: unknown, now: number): ApiError {
	const fields = fieldMessages(body);
	const said = apiMessage(body);
	const retryAfter = secondsUntilRetry(headers['retry-after'], now);
	// 503 with Retry-After is a server that says that it did not accept the request.
	const isRefusal = (status < 500 && status !== 408) || (status === 503 && retryAfter !== undefined);
	const details: ApiErrorDetails = { status, fields, retryAfter, reason: reasonIn(body), accepted: isRefusal ? 'no' : 'unknown' };

	if (BLOCKED.has(status) && isPage(body) && !countsRequests(headers)) return blocked(details);
	if (status === 429) return tooManyRequests(headers, details);
	if (status === 402 || (status === 422 && isBalance(fields, said))) return balanceTooLow(said, details);
	if (status === 422) {
		return new ApiError(`deAPI refused the request: ${said || 'validation failed'}`, { ...details, description: wayOut(fields, said) });
	}
	const explanation = EXPLANATIONS[status];
	if (explanation) {
		const { what, unsaid, remedy } = explanation;
		return new ApiError(unsaid === undefined ? what : `${what}: ${said || unsaid}`, { ...details, description: remedy });
	}
	return new ApiError(`deAPI answered with status ${status}${said ? `: ${said}` : ''}`, {
		...details,
		description:
			status >= 500
				? 'The service is having trouble. Try again later, or look at status.deapi.ai.'
				: 'Try again later. If this continues, check the parameters of this node, and the "Base URL" of the credential.',
	});
}

function balanceTooLow(said: string, details: ApiErrorDetails): ApiError {
	const reason = details.fields?.find(({ field }) => field === 'balance')?.messages.join(' ') || said;
	return new ApiError(`The balance of the deAPI account is too low${reason ? `: ${reason}` : ''}`, {
		...details,
		code: INSUFFICIENT_BALANCE,
		description: 'Top up the account in the deAPI dashboard under Billing, then run this again.',
	});
}

/** A page where the API sends JSON. */
function blocked(details: ApiErrorDetails): ApiError {
	const { status } = details;
	const [what, why] =
		status === 503
			? ['answered in its place', 'deAPI may be down for the moment, or a firewall or proxy may want a browser.']
			: ['refused this n8n', "a firewall or proxy may not like this n8n's address, or how often it asks."];
	return new ApiError(`Something in front of deAPI ${what}`, {
		...details,
		description: `A page came with status ${status} instead of deAPI's own answer: ${why} Check the "Base URL" of the credential and the proxies of this network, or try again later.`,
	});
}

function reasonIn(body: unknown): string | undefined {
	const { error_reason: reason } = isRecord(body) ? body : {};
	return typeof reason === 'string' && reason !== '' ? reason : undefined;
}

function isBalance(fields: FieldMessage[], said: string): boolean {
	return fields.some(({ field }) => field === 'balance') || /\bbalance\b/i.test(said);
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

/** By which a connection is refused, or never tried. Others, such as EHOSTUNREACH, may also end one that was made. */
const NEVER_CONNECTED = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN']);

/** The steps before there is a connection. */
const CONNECTING = new Set(['connect', 'getaddrinfo']);

/** An address that is none, or whose certificate n8n does not trust: nothing is sent, and trying again changes nothing. */
const NEVER_POSSIBLE =
	/^(ERR_INVALID_URL|ERR_BAD_REQUEST|ERR_TLS_CERT_ALTNAME_INVALID|CERT_\w+|UNABLE_TO_\w+|\w*SELF_SIGNED_CERT\w*|HOSTNAME_MISMATCH)$/;

/**
 * Describes a request that got no HTTP answer. `thrown` is what n8n's request helper threw. Its code is not part of the
 * message: where n8n wraps an error once more, as for AI Agents, it puts in the place of a message that holds such a
 * code a text of its own, which says to retry the request.
 */
export function errorFromNetwork(thrown: unknown): ApiError {
	const causes = causesOf(thrown);
	const code = causes.map(codeOf).find((found) => found !== undefined);
	const isImpossible = code !== undefined && NEVER_POSSIBLE.test(code);
	const wasNotSent =
		isImpossible || (code !== undefined && NEVER_CONNECTED.has(code)) || causes.some(({ syscall }) => CONNECTING.has(syscall as string));
	return new ApiError('deAPI could not be reached', {
		code,
		accepted: wasNotSent ? 'no' : 'unknown',
		description: `${code ? `The network says ${code}. ` : ''}Check the network of this n8n instance and the "Base URL" of the credential.`,
		...(isImpossible && { isDown: true }),
	});
}

/** What was thrown, and what has caused it, from the outside in. */
function causesOf(thrown: unknown): Array<Record<string, unknown>> {
	const causes: Array<Record<string, unknown>> = [];
	// Where a host has several addresses, each attempt has failed in its own way.
	for (let error = thrown; isRecord(error) && !causes.includes(error); error = error.cause ?? firstOf(error.errors)) causes.push(error);
	return causes;
}

/** n8n 1.x wraps what went wrong, and calls its code that of HTTP. */
function codeOf({ code, httpCode }: Record<string, unknown>): string | undefined {
	return [code, httpCode].filter((entry) => typeof entry === 'string').find((entry) => /^[A-Z]/.test(entry));
}

function firstOf(errors: unknown): unknown {
	return Array.isArray(errors) ? errors[0] : undefined;
}
