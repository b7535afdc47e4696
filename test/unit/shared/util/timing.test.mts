import { getEventListeners } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { realTiming, unlessAborted } from '../../../../nodes/shared/util/timing.ts';

const listenersOf = ({ signal }: AbortController) => getEventListeners(signal, 'abort').length;
const never = new Promise<never>(() => undefined);

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('realTiming.sleep', () => {
	it('leaves nothing at the signal, however often it is used', async () => {
		const controller = new AbortController();
		for (let time = 0; time < 20; time++) {
			const slept = realTiming.sleep(10, controller.signal);
			await vi.advanceTimersByTimeAsync(10);
			await slept;
		}
		expect(listenersOf(controller)).toBe(0);
	});

	it('ends when it is aborted, and its timer with it', async () => {
		const controller = new AbortController();
		const slept = realTiming.sleep(60_000, controller.signal);
		controller.abort();
		await slept;
		expect(vi.getTimerCount()).toBe(0);
		expect(listenersOf(controller)).toBe(0);
	});

	it('does not begin where that has happened before', async () => {
		await realTiming.sleep(60_000, AbortSignal.abort());
		expect(vi.getTimerCount()).toBe(0);
	});

	it('sleeps without a signal as well', async () => {
		const slept = realTiming.sleep(10);
		await vi.advanceTimersByTimeAsync(10);
		await slept;
	});
});

describe('unlessAborted', () => {
	it('gives what the work gives, or throws', async () => {
		const controller = new AbortController();
		expect(await unlessAborted(Promise.resolve(1), controller.signal)).toBe(1);
		await expect(unlessAborted(Promise.reject(new Error('no')), controller.signal)).rejects.toThrow('no');
		expect(await unlessAborted(Promise.resolve(1))).toBe(1);
		expect(listenersOf(controller)).toBe(0);
	});

	it('gives nothing where it is aborted before or meanwhile', async () => {
		expect(await unlessAborted(never, AbortSignal.abort())).toBeUndefined();
		const controller = new AbortController();
		const waiting = unlessAborted(never, controller.signal);
		controller.abort();
		expect(await waiting).toBeUndefined();
		expect(listenersOf(controller)).toBe(0);
	});
});
