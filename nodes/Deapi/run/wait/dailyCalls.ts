import type { RateLimit } from '../../../shared/api/rateLimit';

const DAY = 86_400_000;
/** Clocks differ: a call that is early for the new day may end the run. */
const MARGIN = 60_000;

/** The status calls of the day that may be made before `until`. */
export interface DailyCalls {
	/** Beside those that are kept for the last look. */
	spare: number;
	/** When there are new ones, or none are needed any more, in milliseconds since the epoch. */
	until: number;
}

/**
 * What the API has said of its daily limit, for `open` jobs that are to be looked at a last time when waiting ends. Where it
 * has said nothing, or on another day, calls are not counted.
 */
export function dailyCalls({ at, dailyRemaining }: RateLimit, open: number, now: number, until: number): DailyCalls {
	const newDay = Math.ceil((at + 1) / DAY) * DAY + MARGIN;
	if (dailyRemaining === undefined || now >= newDay) return { spare: Infinity, until };
	return until < newDay ? { spare: dailyRemaining - open, until } : { spare: dailyRemaining, until: newDay };
}
