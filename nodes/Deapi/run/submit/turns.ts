import type { Timing } from '../../../shared/util/timing';

/**
 * Well below ten, the refused callbacks in a row that switch off the account's webhooks (facts file §4): a busy
 * n8n may not have parked any of them when deAPI says that it has begun their jobs.
 */
const MOST_AT_ONCE = 3;
/** In milliseconds. An upload may take longer, and must not hold up everybody else. */
const LONGEST_TURN = 5_000;
const GLANCE = 25;

/** When they began, of the executions of this process that submit a job with a callback, and are not parked yet. */
const turns = new Map<symbol, number>();

/**
 * Waits while others submit and are parked: when many executions begin at the same moment, n8n would take seconds
 * to park all of them, and answer callbacks with 409 meanwhile.
 *
 * @returns what ends the turn
 */
export async function takeTurn(timing: Timing, signal?: AbortSignal): Promise<() => void> {
	while (areTaken(timing.now()) && !signal?.aborted) await timing.sleep(GLANCE, signal);
	const turn = Symbol('turn');
	turns.set(turn, timing.now());
	return () => turns.delete(turn);
}

function areTaken(now: number): boolean {
	for (const [turn, since] of turns) {
		if (now - since >= LONGEST_TURN) turns.delete(turn);
	}
	return turns.size >= MOST_AT_ONCE;
}
