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
		// New versions of n8n end their timer by the signal, and throw; older ones know none.
		const slept = sleep(ms, signal).catch(() => undefined);
		await unlessAborted(slept, signal);
	},
};

/** What `work` gives; undefined where `signal` is aborted before, and the work goes on without being waited for. */
export async function unlessAborted<T>(work: Promise<T>, signal?: AbortSignal): Promise<T | undefined> {
	if (!signal) return await work;
	let stop = (): void => undefined;
	const aborted = new Promise<undefined>((resolve) => {
		stop = () => resolve(undefined);
	});
	if (signal.aborted) stop();
	signal.addEventListener('abort', stop);
	return await Promise.race([work, aborted]).finally(() => signal.removeEventListener('abort', stop));
}

/** In milliseconds: what {@link waitWhile} waits for changes with what other executions of the process do. */
const GLANCE = 25;

/** Resolves when the condition no longer holds, or when `signal` is aborted. */
export async function waitWhile(condition: () => boolean, timing: Timing, signal?: AbortSignal): Promise<void> {
	while (condition() && !signal?.aborted) await timing.sleep(GLANCE, signal);
}
