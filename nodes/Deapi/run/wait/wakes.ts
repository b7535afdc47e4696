import { waitWhile } from '../../../shared/util/timing';
import type { Timing } from '../../../shared/util/timing';

/** In milliseconds; well below the minute after which deAPI repeats a delivery. */
const REPEAT_WINDOW = 10_000;
/** What n8n has not resumed by then is not coming, or not in this process. */
const LONGEST_WAIT = 5_000;
/** n8n resumes executions tens of milliseconds apart. When it pauses, it may be waiting for one of them to end. */
const LONGEST_PAUSE = 250;

interface Wake {
	at: number;
	/** n8n is to resume the execution, and has not yet. */
	isExpected: boolean;
}

/** Executions of this process that callbacks woke recently, by execution and job. */
const wakes = new Map<string, Wake>();
let lastResumed = 0;

/** The wake of an execution by the job that carries its callback. */
export function wakeId(n8n: { getExecutionId(): string }, callbackJob: string): string {
	return `${n8n.getExecutionId()}/${callbackJob}`;
}

/**
 * Records that a callback wakes an execution. Answers false where this process has just done so: older n8n
 * would resume it a second time when two deliveries come at the same moment. Later ones pass: the first may have
 * failed to wake it.
 */
export function claimWake(id: string, now: number): boolean {
	for (const [earlier, { at }] of wakes) {
		if (!isWithin(REPEAT_WINDOW, at, now)) wakes.delete(earlier);
	}
	if (wakes.has(id)) return false;
	wakes.set(id, { at: now, isExpected: true });
	return true;
}

/**
 * Lets n8n answer the callbacks that have come together with this one before the work begins: it answers when
 * it resumes an execution, and deAPI takes a late answer for a failure. After a callback that came alone, nothing
 * waits, and nothing ever waits for callbacks that come later.
 */
export async function letOthersWake(id: string, timing: Timing): Promise<void> {
	const own = wakes.get(id);
	if (own) own.isExpected = false;
	lastResumed = timing.now();
	const together = [...wakes.values()];
	const isAwaited = ({ at, isExpected }: Wake) => isExpected && isWithin(LONGEST_WAIT, at, timing.now());
	await waitWhile(() => together.some(isAwaited) && isWithin(LONGEST_PAUSE, lastResumed, timing.now()), timing);
}

/** In either direction: the clock may be set back meanwhile. */
function isWithin(ms: number, at: number, now: number): boolean {
	return Math.abs(now - at) <= ms;
}
