import { waitWhile } from '../../../shared/util/timing';
import type { Timing } from '../../../shared/util/timing';

/**
 * Well below ten, the refused callbacks in a row that switch off the account's webhooks (docs/api.md#deliveries): a
 * busy n8n may not have parked any of them when deAPI says that it has begun their jobs.
 */
const MOST_AT_ONCE = 3;
/** In milliseconds. An upload may take longer, and must not hold up everybody else. */
const LONGEST_TURN = 5_000;

/** Start times of executions in this process that are submitting their callback job, and are not parked yet. */
const turns = new Map<symbol, number>();

/**
 * Waits while others submit and are parked: when many executions begin at the same moment, n8n would take seconds
 * to park all of them, and answer callbacks with 409 meanwhile (docs/decisions/03-turns-of-three.md).
 *
 * @returns what ends the turn
 */
export async function takeTurn(timing: Timing, signal?: AbortSignal): Promise<() => void> {
	await waitWhile(() => areTaken(timing.now()), timing, signal);
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
