import type { Timing } from '../../shared/timing';

/** In milliseconds. What n8n has not resumed by then is not coming, or not in this process. */
const LONGEST_WAIT = 5_000;
/** n8n resumes executions tens of milliseconds apart. When it pauses, it may be waiting for one of them to end. */
const LONGEST_PAUSE = 250;
const GLANCE = 25;

/** Executions that a callback has woken in this process and that n8n has not resumed yet, with when. */
const waking = new Map<string, number>();
let lastResumed = 0;

export function noteWake(executionId: string, now: number): void {
	for (const [earlier, at] of waking) {
		if (now - at > LONGEST_WAIT) waking.delete(earlier);
	}
	waking.set(executionId, now);
}

/**
 * Lets n8n answer the callbacks that have come together with this one before the work begins: it answers when
 * it resumes an execution, and deAPI takes a late answer for a failure. A callback that came alone makes
 * nobody wait, and nobody waits for those that come later.
 */
export async function letOthersWake(executionId: string, timing: Timing): Promise<void> {
	waking.delete(executionId);
	lastResumed = timing.now();
	const together = [...waking];
	const isExpected = ([id, at]: [string, number]) => waking.get(id) === at && timing.now() - at <= LONGEST_WAIT;
	while (together.some(isExpected) && timing.now() - lastResumed <= LONGEST_PAUSE) await timing.sleep(GLANCE);
}
