import { sleep } from 'n8n-workflow';

/** The clock that waiting code lives by; tests bring one of their own. */
export interface Timing {
	/** Milliseconds since the epoch. */
	now(): number;
	/** Resolves after `ms`, or at once when `signal` is aborted. */
	sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export const realTiming: Timing = {
	now: () => Date.now(),
	sleep: async (ms, signal) => {
		if (signal?.aborted) return;
		const aborted = new Promise<void>((resolve) => {
			signal?.addEventListener('abort', () => resolve(), { once: true });
		});
		await Promise.race([sleep(ms), aborted]);
	},
};

/** In milliseconds: what {@link waitWhile} waits for changes with what other executions of the process do. */
const GLANCE = 25;

/** Resolves when the condition no longer holds, or when `signal` is aborted. */
export async function waitWhile(condition: () => boolean, timing: Timing, signal?: AbortSignal): Promise<void> {
	while (condition() && !signal?.aborted) await timing.sleep(GLANCE, signal);
}
