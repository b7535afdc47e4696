import { describe, expect, it } from 'vitest';

import { nextLook } from '../../../../../nodes/Deapi/run/wait/looks.ts';

const MINUTE = 60_000;
const SUBMITTED = 1_000_000_000;

describe('when a parked run looks at its jobs for itself', () => {
	it('is 2, 5, 10, 20, 40 … minutes after the submission, and at the end', () => {
		const looks: number[] = [];
		const until = SUBMITTED + 100 * MINUTE;
		for (let now = SUBMITTED; now < until; now = looks.at(-1)!) looks.push(nextLook(SUBMITTED, now, until));
		expect(looks.map((at) => (at - SUBMITTED) / MINUTE)).toEqual([2, 5, 10, 20, 40, 80, 100]);
	});

	it('is the next one also where the timer came a little early', () => {
		expect(nextLook(SUBMITTED, SUBMITTED + 2 * MINUTE - 10, SUBMITTED + 30 * MINUTE)).toBe(SUBMITTED + 5 * MINUTE);
	});

	it('is at the end where that has passed already', () => {
		expect(nextLook(SUBMITTED, SUBMITTED + 9 * MINUTE, SUBMITTED + 3 * MINUTE)).toBe(SUBMITTED + 3 * MINUTE);
	});
});
