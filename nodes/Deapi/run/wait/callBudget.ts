import type { RateLimit, RateLimits } from '../../../shared/api/rateLimit';
import type { Told } from '../../../shared/live/liveUpdates';
import { READS_AT_ONCE } from '../../../shared/util/concurrency';
import { dailyCalls } from './dailyCalls';
import { nextCheck, nextOfFew, rhythmOf } from './rhythm';
import type { Expectation } from './rhythm';
import type { Watched } from './watched';

const MINUTE = 60_000;
/** Status calls a minute of the Basic plan, the least that any plan allows (docs/api.md#rate-limits). */
const LEAST_LIMIT = 50;
/** The part of the limit that is left for other workflows. */
const RESERVE = 0.1;

interface Wait {
	/** When waiting ends, in milliseconds since the epoch. */
	until: number;
	/** When the callback came, where there was one. */
	wokenAt?: number;
	/** How many jobs to look at without delay, since they may have ended long ago. */
	looksAtOnce?: number;
}

/**
 * Keeps the status calls of a run within the limits that the API states (docs/decisions/19-pace-from-the-headers.md):
 * half of a minute's calls may be made at once, and come back evenly, so that no job has to wait long for its turn.
 */
export class CallBudget {
	/** Calls that have not come back, as of `countedAt`. */
	private used = 0;
	private countedAt = 0;
	private made = 0;
	private madeInLastMinute = 0;

	constructor(
		private readonly limits: RateLimits,
		private readonly wait: Wait,
	) {}

	/** When to look at a job first, one of so many. */
	firstCheck(watched: Watched, open: number): number {
		return this.wait.looksAtOnce === undefined ? this.nextCheck(watched, open) : watched.plannedAt;
	}

	/** When to look again at a job that still runs, one of so many that are open: at once where it was said to have ended since. */
	nextCheck({ job, plannedAt: now, checkedAt, told }: Watched, open: number): number {
		const { endedAt } = told;
		if (endedAt !== undefined && endedAt > checkedAt) return endedAt;
		const { until, wokenAt } = this.wait;
		const start = endedAt ?? wokenAt ?? job.submittedAt;
		const daily = dailyCalls(this.status, open, now, until);
		const next = nextCheck(now - start, rhythmOf(this.limit, open, this.expected(told)));
		return start + Math.max(next, nextOfFew(now - start, daily.spare / open + 1, daily.until - start));
	}

	/** When the next call may be made, from `at` on; a time after the end of waiting where it is the last look's. */
	availableAt(at: number, open: number): number {
		const soonest = Math.max(at, this.comesBackAt, this.resumesAt);
		const daily = dailyCalls(this.status, open, soonest, this.wait.until);
		const next = daily.spare > 0 ? soonest : Math.max(soonest, daily.until);
		return this.spareInLastMinute(next, open) > 0 ? next : Infinity;
	}

	/** How many calls may be made at the same time, where one may. */
	roomAt(now: number, open: number): number {
		// Nothing is known of what others have spent.
		if (this.made === 0) return 1;
		const { remaining = Infinity } = this.status;
		const room = Math.min(
			READS_AT_ONCE,
			// Answers may come in any order: an old one must not make us think that more remain than the reserve makes up for.
			this.reserve,
			Math.max(this.firstLooks, this.most - this.usedAt(now)),
			remaining - this.reserve,
			dailyCalls(this.status, open, now, this.wait.until).spare,
			this.spareInLastMinute(now, open),
		);
		return Math.max(1, Math.floor(room));
	}

	spend(now: number, calls: number): void {
		// What was called more than a minute ago counts no more.
		this.used = Math.min(this.usedAt(now) + calls, this.usable);
		this.countedAt = now;
		this.made += calls;
		if (now > this.wait.until - MINUTE) this.madeInLastMinute += calls;
	}

	private expected({ endedAt, isCovered }: Told): Expectation | undefined {
		if (endedAt !== undefined) return 'announced';
		if (this.wait.wokenAt !== undefined) return 'late';
		return isCovered ? 'covered' : undefined;
	}

	private get status(): RateLimit {
		return this.limits.status ?? { at: 0 };
	}

	/** Until an answer tells: the Premium plan has one limit for all calls, the Basic plan lower ones for submissions. */
	private get limit(): number {
		return this.status.limit ?? Math.max(LEAST_LIMIT, this.limits.submission?.limit ?? 0);
	}

	private get reserve(): number {
		return RESERVE * this.limit;
	}

	private get usable(): number {
		return this.limit - this.reserve;
	}

	/** A single one may be made whatever the limit. */
	private get most(): number {
		return Math.max(1, this.usable / 2);
	}

	/** A millisecond brings back so many calls. */
	private get rate(): number {
		return this.usable / 2 / MINUTE;
	}

	private usedAt(now: number): number {
		return Math.max(0, this.used - (now - this.countedAt) * this.rate);
	}

	private get comesBackAt(): number {
		return this.firstLooks > 0 ? 0 : this.countedAt + Math.max(0, Math.ceil((this.used + 1 - this.most) / this.rate));
	}

	/** Others spend calls, too: what the API says that remains counts for more than what is counted here. */
	private get resumesAt(): number {
		const { at, remaining = Infinity, resetAt } = this.status;
		return remaining > this.reserve ? 0 : (resetAt ?? at + 1 / this.rate);
	}

	/** How many are left of the first look, which may take all of a minute's calls, and any number where no limit is stated. */
	private get firstLooks(): number {
		const { looksAtOnce = 0 } = this.wait;
		return Math.min(looksAtOnce, this.status.limit === undefined ? Infinity : this.usable) - this.made;
	}

	/** The last look is at every open job at once: in the minute before, calls are kept for it. */
	private spareInLastMinute(now: number, open: number): number {
		const { until } = this.wait;
		if (now <= until - MINUTE) return Infinity;
		const { remaining = Infinity, resetAt = 0 } = this.status;
		return Math.min(this.usable - this.madeInLastMinute, resetAt > until ? remaining - this.reserve : Infinity) - open;
	}
}
