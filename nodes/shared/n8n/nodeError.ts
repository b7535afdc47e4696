import { NodeApiError, NodeOperationError } from 'n8n-workflow';
import type { INode, JsonObject } from 'n8n-workflow';

import { ApiError, describeFields } from '../api/errors';
import { withoutSecrets } from '../util/secrets';
import { InputError } from './inputError';

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
		return new NodeOperationError(node, withoutSecrets(message), { itemIndex, description });
	}
	const { status, code, fields, reason, refunded, requestId, retryable } = thrown.details;
	const description = [describeFields(fields ?? [], labels), thrown.details.description].filter(Boolean).join('\n') || undefined;
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
	Object.assign(error.context, { reason, retryable, refunded });
	return error;
}
