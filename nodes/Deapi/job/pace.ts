import type { Job } from './run';

const MINUTE = 60_000;
/** The Basic plan takes 50 status calls a minute, the Premium plan 300 (facts file §3); some are left for other workflows. */
const BASIC_CALLS = 45;
const PREMIUM_CALLS = 270;
/** The most jobs that the Basic plan takes within a minute, of any kind. */
const BASIC_JOBS = 10;

/** Keeps the status calls of a run within its plan's limit of calls a minute. */
export class Pace {
	private readonly calls: number[] = [];
	private readonly most: number;

	constructor(jobs: Job[]) {
		this.most = isPremium(jobs) ? PREMIUM_CALLS : BASIC_CALLS;
	}

	/** When the next call may be made, in milliseconds since the epoch. */
	get freeAt(): number {
		const oldest = this.calls.at(-this.most);
		return oldest === undefined ? 0 : oldest + MINUTE;
	}

	note(now: number, calls = 1): void {
		for (let call = 0; call < calls; call++) this.calls.push(now);
		this.calls.splice(0, this.calls.length - this.most);
	}
}

/** Whether the API has taken more jobs within a minute than it takes of those who have not paid yet. */
function isPremium(jobs: Job[]): boolean {
	const times = jobs.map(({ submittedAt }) => submittedAt).sort((a, b) => a - b);
	return times.some((time, index) => index >= BASIC_JOBS && time - times[index - BASIC_JOBS] < MINUTE);
}
