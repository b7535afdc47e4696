const MINUTE = 60_000;

/** n8n's timer may come a little early. */
const EARLY = 1_000;

/**
 * When a parked run is to look at its jobs for itself, should no callback come: 2, 5, 10, 20, 40 … minutes after the
 * submission, and when waiting ends.
 *
 * @param submittedAt of the last job; like all of these, in milliseconds since the epoch
 * @param until when waiting ends
 */
export function nextLook(submittedAt: number, now: number, until: number): number {
	let look = 2 * MINUTE;
	for (let later = 5 * MINUTE; isDue(submittedAt + look, now); later *= 2) look = later;
	return Math.min(submittedAt + look, until);
}

export function isDue(at: number, now: number): boolean {
	return now >= at - EARLY;
}
