import { withoutSecrets } from '../util/secrets';

/** One field that the API refused, with the API's own words. */
export interface FieldMessage {
	field: string;
	messages: string[];
}

/** The `code` of whatever says that the account has too little money. */
export const INSUFFICIENT_BALANCE = 'INSUFFICIENT_BALANCE';

export interface ApiErrorDetails {
	/** What to do about it. */
	description?: string;
	/** HTTP status of the answer; absent when there was none. */
	status?: number;
	/** The job's `error_code`, or the network's (`ECONNREFUSED`). */
	code?: string;
	/** Why a job failed, by the API's open list: docs/api.md#job-status. */
	reason?: string;
	/** Whether the same request could succeed, by the API's own judgement. */
	retryable?: boolean;
	/** Whether the API gave back what a job had cost. False is no proof that it had cost anything. */
	refunded?: boolean;
	fields?: FieldMessage[];
	/** Seconds that the server asked to wait. */
	retryAfter?: number;
	/** Which rate limit was hit. */
	limit?: 'minute' | 'daily';
	/** Whether the API accepted what was sent, where that may have cost money: "no" only if it certainly did not. */
	accepted?: 'no' | 'unknown';
	requestId?: string;
	/** Set when nothing behind the API's address has answered, however often it was tried, or nothing there ever can. */
	isDown?: boolean;
}

/** The API, or the way to it, did not do what it was asked. Carries no key, secret or signed URL, not even one that the API repeats. */
export class ApiError extends Error {
	readonly details: ApiErrorDetails;

	constructor(message: string, details: ApiErrorDetails = {}) {
		super(withoutSecrets(message));
		this.name = 'ApiError';
		const { description, fields } = details;
		this.details = {
			...details,
			...(description !== undefined && { description: withoutSecrets(description) }),
			...(fields && { fields: fields.map(({ field, messages }) => ({ field, messages: messages.map(withoutSecrets) })) }),
		};
	}
}

/** Whether trouble may be gone a moment later. The end of a daily limit is not. */
export function isPassing({ details: { status, limit } }: ApiError): boolean {
	return limit !== 'daily' && (status === undefined || status === 408 || status === 429 || status >= 500);
}

/** What the API said of each field, under the names that the user knows. */
export function describeFields(fields: FieldMessage[], labels: Record<string, string> = {}): string {
	return fields
		.map(({ field, messages }) => {
			const name = field.replace(/[.[].*$/, '');
			const label = Object.hasOwn(labels, name) ? labels[name] : undefined;
			return `${label ? `"${label}"` : field}: ${messages.join(' ')}`;
		})
		.join('\n');
}
