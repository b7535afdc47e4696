/**
 * What an answer says of the plan's limits (docs/api.md#rate-limits). Hosts need not say all of it, nor any of it, and
 * what makes no sense is as good as not said.
 */

/** The plan counts calls by kind; those of one kind share a limit. */
export type LimitedCall = 'submission' | 'status';

export interface RateLimit {
	/** When the answer came, in milliseconds since the epoch, like all times here. */
	at: number;
	/** Calls a minute, for everybody who uses the account. */
	limit?: number;
	/** How many of them are left. */
	remaining?: number;
	/** When the count begins anew. */
	resetAt?: number;
	dailyLimit?: number;
	dailyRemaining?: number;
}

/** The last that was said of each. */
export type RateLimits = Partial<Record<LimitedCall, RateLimit>>;

const MINUTE = 60_000;

/** What is known after an answer with these headers: what it does not speak of has not changed. */
export function afterAnswer(known: RateLimit | undefined, headers: Record<string, unknown>, now: number): RateLimit | undefined {
	const limit = numberIn(headers['x-ratelimit-limit']);
	const dailyLimit = numberIn(headers['x-ratelimit-daily-limit']);
	const said = Object.entries({
		limit: limit || undefined,
		remaining: numberIn(headers['x-ratelimit-remaining']),
		resetAt: resetIn(headers['x-ratelimit-reset'], now),
		dailyLimit: dailyLimit || undefined,
		dailyRemaining: numberIn(headers['x-ratelimit-daily-remaining']),
	}).filter(([, value]) => value !== undefined);
	return said.length > 0 ? { ...known, ...Object.fromEntries(said), at: now } : known;
}

/** A count, from zero on. */
function numberIn(header: unknown): number | undefined {
	if (typeof header !== 'number' && (typeof header !== 'string' || header.trim() === '')) return undefined;
	const number = Number(header);
	return Number.isFinite(number) && number >= 0 ? number : undefined;
}

/**
 * A minute's count begins anew within a minute, whatever the clocks say that differ: what has passed tells nothing, nor
 * does what is further away than two clocks may be apart.
 */
function resetIn(header: unknown, now: number): number | undefined {
	const ahead = (numberIn(header) ?? 0) * 1000 - now;
	return ahead > 0 && ahead <= 2 * MINUTE ? now + Math.min(ahead, MINUTE) : undefined;
}
