/** When to look at a job, by the status calls that the plan allows a minute (docs/waiting.md#polling). */

/** How soon to check a job first, and at the soonest again, in milliseconds. */
export interface Rhythm {
	first: number;
	gap: number;
}

const MINUTE = 60_000;
/** What looks at a single job may take of a minute's calls. */
const SHARE = 0.4;
/** So many jobs go at the rhythm of a single one, since half of a minute's calls may be made at once; more share their calls. */
const FEW = 10;
const FASTEST: Rhythm = { first: 1_000, gap: 500 };
/** That of the Basic plan. With fewer calls or more jobs it is the budget that makes them wait. */
const SLOWEST: Rhythm = { first: 4_000, gap: 3_000 };
/** For jobs that still run when the last of their run has ended: they are about to end, too. */
const LATE = 1_000;
/** For a job that was said to have ended: the API is about to say so. */
const ANNOUNCED = 250;
/** For what is told anyway, unless it fails: a job of a minute takes one look besides the one at its end. */
const COVERED: Rhythm = { first: 20_000, gap: 45_000 };
const LONGEST_GAP = 30_000;
const GROWTH = 0.3;

/** What is expected of a job besides its end some time. */
export type Expectation = 'announced' | 'covered' | 'late';

/** @param open how many jobs share the calls */
export function rhythmOf(callsAMinute: number, open: number, expected?: Expectation): Rhythm {
	const sharing = Math.max(1, open / FEW);
	// In whole milliseconds, as clocks tell them: a look must not come before its own time.
	if (expected === 'covered') return { first: Math.ceil(COVERED.first * sharing), gap: Math.ceil(COVERED.gap * sharing) };
	const fair = Math.ceil((MINUTE / (SHARE * callsAMinute)) * sharing);
	const gap = Math.min(SLOWEST.gap, Math.max(FASTEST.gap, fair));
	if (expected) return { first: expected === 'late' ? LATE : ANNOUNCED, gap: Math.min(gap, LATE) };
	return { first: Math.min(SLOWEST.first, Math.max(FASTEST.first, Math.ceil((fair * 4) / 3))), gap };
}

/**
 * When to check a job next, in milliseconds after its submission, so that a result is noticed within the rhythm's gap or
 * 30 % of the job's length, and within 30 seconds, or a longer gap.
 */
export function nextCheck(elapsed: number, { first, gap }: Rhythm): number {
	if (elapsed < first) return first;
	return elapsed + Math.max(gap, Math.min(LONGEST_GAP, GROWTH * elapsed));
}

/**
 * The same where no more than `looks` are left, the last of them at `end`: each comes later than the one before by the same
 * proportion, so that what is noticed late is late by what the job has taken anyway.
 */
export function nextOfFew(elapsed: number, looks: number, end: number): number {
	if (elapsed <= 0 || elapsed >= end) return elapsed;
	return Math.min(end, elapsed * (end / elapsed) ** (1 / Math.max(0, looks)));
}
