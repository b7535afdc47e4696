import type { Job } from '../state/run';

const MINUTE = 60_000;
/** The most jobs that the Basic plan takes within a minute, of any kind (docs/api.md#rate-limits). */
const BASIC_JOBS = 10;
/**
 * By plan: Basic takes 50 status calls a minute and 200 a day, Premium 300 a minute (docs/api.md#rate-limits). Some are
 * left for other workflows.
 */
const BASIC = { callsAMinute: 45, rhythm: { first: 4_000, gap: 3_000 } };
const PREMIUM = { callsAMinute: 270, rhythm: { first: 4_000, gap: 1_000 } };

/** For jobs that still run when the last of their run has ended: they are about to end, too. */
const LATE: Rhythm = { first: 1_000, gap: 1_000 };

/** How soon to check a job first, and at the soonest again, in milliseconds. */
export interface Rhythm {
	first: number;
	gap: number;
}

/**
 * Keeps the status calls of a run within its plan's limit: half of a minute's calls may be made at once, and
 * come back evenly, so that no job has to wait long for its turn.
 */
export class CallBudget {
	readonly rhythm: Rhythm;
	/** A millisecond brings back so many calls. */
	private readonly rate: number;
	private readonly most: number;
	/** Below zero after more calls than there were to make. */
	private left: number;
	private countedAt = 0;
	private readonly wokenAt?: number;

	/** @param wokenAt when the callback came, where there was one */
	constructor(jobs: Job[], wokenAt?: number) {
		const { callsAMinute, rhythm } = isPremium(jobs) ? PREMIUM : BASIC;
		this.rhythm = wokenAt === undefined ? rhythm : LATE;
		this.wokenAt = wokenAt;
		this.most = callsAMinute / 2;
		this.rate = this.most / MINUTE;
		this.left = this.most;
	}

	/** When the next call may be made, in milliseconds since the epoch. */
	get availableAt(): number {
		return this.countedAt + Math.max(0, Math.ceil((1 - this.left) / this.rate));
	}

	/** From when on the rhythm counts, in milliseconds since the epoch. */
	startOf({ submittedAt }: Job): number {
		return this.wokenAt ?? submittedAt;
	}

	spend(now: number, calls = 1): void {
		this.left = Math.min(this.most, this.left + (now - this.countedAt) * this.rate) - calls;
		this.countedAt = now;
	}
}

/** Whether the API has accepted more jobs within a minute than it does of those who have not paid yet. */
function isPremium(jobs: Job[]): boolean {
	const times = jobs.map(({ submittedAt }) => submittedAt).sort((a, b) => a - b);
	return times.some((time, index) => index >= BASIC_JOBS && time - times[index - BASIC_JOBS] < MINUTE);
}
