import { describe, expect, it } from 'vitest';

import { letOthersWake, claimWake } from '../../../../../nodes/Deapi/run/wait/wakes.ts';

/** A clock whose sleeps are counted, and may bring something about. */
function clock(start: number, during: (now: number) => void = () => {}) {
	let now = start;
	let sleeps = 0;
	const sleep = async (ms: number) => {
		now += ms;
		sleeps++;
		during(now);
	};
	return { timing: { now: () => now, sleep }, sleeps: () => sleeps };
}

describe('executions that are woken together', () => {
	it('begin at once where there is only one', async () => {
		const { timing, sleeps } = clock(1_000_000);
		claimWake('1', timing.now());
		await letOthersWake('1', timing);
		expect(sleeps()).toBe(0);
	});

	it('begin when all of them are resumed', async () => {
		const { timing } = clock(2_000_000, (now) => {
			const resumed = { 2_000_200: 'b', 2_000_400: 'c' }[now];
			if (resumed) void letOthersWake(resumed, { now: () => now, sleep: async () => await new Promise(() => {}) });
		});
		for (const id of ['a', 'b', 'c']) claimWake(id, timing.now());
		await letOthersWake('a', timing);
		expect(timing.now()).toBe(2_000_400);
	});

	it('do not wait for those that are woken later', async () => {
		const { timing, sleeps } = clock(3_000_000);
		claimWake('4', timing.now());
		const waiting = letOthersWake('4', timing);
		claimWake('5', timing.now());
		await waiting;
		expect(sleeps()).toBe(0);
	});

	it('do not wait where n8n resumes no more, since it may be waiting for them', async () => {
		const { timing } = clock(4_000_000);
		claimWake('6', timing.now());
		claimWake('7', timing.now());
		await letOthersWake('7', timing);
		expect(timing.now() - 4_000_000).toBeGreaterThan(250);
		expect(timing.now() - 4_000_000).toBeLessThan(300);
	});

	it('do not wait for ever for one that never comes, while n8n resumes others', async () => {
		const { timing } = clock(5_000_000, (now) => {
			claimWake(String(now), now);
			void letOthersWake(String(now), { now: () => now, sleep: async () => await new Promise(() => {}) });
		});
		claimWake('8', timing.now());
		claimWake('9', timing.now());
		await letOthersWake('9', timing);
		expect(timing.now() - 5_000_000).toBeGreaterThan(5_000);
		expect(timing.now() - 5_000_000).toBeLessThan(5_100);
	});

	it('do not wait for a clock that was set back meanwhile', async () => {
		let now = 6_000_000;
		const { timing, sleeps } = clock(0);
		const settingBack = { ...timing, now: () => now };
		claimWake('10', now);
		claimWake('11', now);
		const waiting = letOthersWake('11', {
			...settingBack,
			sleep: async (ms) => await timing.sleep(ms).then(() => void (now -= 3_600_000)),
		});
		await waiting;
		expect(sleeps()).toBe(1);
	});
});
