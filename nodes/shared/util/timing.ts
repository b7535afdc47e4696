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
