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

export interface ApiErrorDetails {
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

/** Whether trouble may be gone a moment later. The end of a daily limit is not. */
export function isPassing({ details: { status, limit } }: ApiError): boolean {
	return limit !== 'daily' && (status === undefined || status === 429 || status >= 500);
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

/** What the API said of each field, under the names that the user knows. */
export function describeFields(fields: FieldMessage[], labels: Record<string, string> = {}): string {
	return fields
		.map(({ field, messages }) => {
			const label = labels[field.replace(/[.[].*$/, '')];
			return `${label ? `"${label}"` : field}: ${messages.join(' ')}`;
		})
		.join('\n');
}

export function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
