import { ApiError } from './errors';
import type { ApiErrorDetails } from './errors';

/** Seconds; no limit of a minute asks for so much patience. */
const HOUR = 3600;

/** Describes a 429: docs/api.md#rate-limits. */
export function tooManyRequests(headers: Record<string, unknown>, details: ApiErrorDetails): ApiError {
	const { retryAfter } = details;
	if (isDaily(headers, retryAfter)) {
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

/** Whether a 429 counts requests, as the API's own do, even where a page comes with it. */
export function countsRequests(headers: Record<string, unknown>): boolean {
	return Object.keys(headers).some((name) => name.startsWith('x-ratelimit-'));
}

/** Not every answer names its limit. */
function isDaily(headers: Record<string, unknown>, retryAfter = 0): boolean {
	const type = headers['x-ratelimit-type'];
	if (type === 'daily' || type === 'minute') return type === 'daily';
	return String(headers['x-ratelimit-daily-remaining']) === '0' || retryAfter > HOUR;
}

export function secondsUntilRetry(header: unknown, now: number): number | undefined {
	if (header === undefined || header === null || header === '') return undefined;
	const seconds = Number(header);
	if (Number.isFinite(seconds)) return Math.max(0, seconds);
	const date = Date.parse(String(header));
	return Number.isNaN(date) ? undefined : Math.max(0, Math.ceil((date - now) / 1000));
}

function describeSeconds(seconds: number): string {
	if (seconds < 120) return `${Math.ceil(seconds)} seconds`;
	if (seconds < 7200) return `${Math.ceil(seconds / 60)} minutes`;
	return `${Math.ceil(seconds / HOUR)} hours`;
}
