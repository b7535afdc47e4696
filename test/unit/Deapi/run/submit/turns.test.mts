import { afterEach, describe, expect, it } from 'vitest';

import { takeTurn } from '../../../../../nodes/Deapi/run/submit/turns.ts';
import { simulatedTiming } from '../../../../support/harness/contexts.mts';

describe('turns of jobs that carry a callback', () => {
	const ends: Array<() => void> = [];
	const take = async (timing: ReturnType<typeof simulatedTiming>, signal?: AbortSignal) => {
		const end = await takeTurn(timing, signal);
		ends.push(end);
		return end;
	};
	afterEach(() => {
		for (const end of ends.splice(0)) end();
	});

	it('begin at once for three', async () => {
		const timing = simulatedTiming();
		for (let turn = 0; turn < 3; turn++) await take(timing);
		expect(timing.slept).toEqual([]);
	});

	it('begin for the next one when one ends', async () => {
		const timing = simulatedTiming();
		const [first] = [await take(timing), await take(timing), await take(timing)];
		const sleep = async (ms: number) => {
			await timing.sleep(ms);
			if (timing.slept.length === 4) first();
		};
		await take({ ...timing, sleep });
		expect(timing.slept).toEqual([25, 25, 25, 25]);
	});

	it('are given up after five seconds', async () => {
		const timing = simulatedTiming();
		const start = timing.now();
		for (let turn = 0; turn < 4; turn++) await take(timing);
		expect(timing.now() - start).toBe(5_000);
	});

	it('do not keep an execution that is cancelled', async () => {
		const timing = simulatedTiming();
		for (let turn = 0; turn < 3; turn++) await take(timing);
		await take(timing, AbortSignal.abort());
		expect(timing.slept).toEqual([]);
	});
});
