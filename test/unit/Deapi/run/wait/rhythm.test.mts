import { describe, expect, it } from 'vitest';

import { nextCheck, nextOfFew, rhythmOf } from '../../../../../nodes/Deapi/run/wait/rhythm.ts';
import { read } from '../../../../support/harness/repository.mts';

const [BASIC, PREMIUM] = [50, 300];

/** The checks of a job of a given length, in seconds after its submission, up to the one that finds it done. */
function checksAt(seconds: number, limit: number): number[] {
	const checks: number[] = [];
	let at = 0;
	do {
		at = nextCheck(at, rhythmOf(limit, 1));
		checks.push(at / 1000);
	} while (at / 1000 < seconds);
	return checks;
}

describe('the rhythm', () => {
	it.each([
		['one job at 50 calls a minute', 50, 1, 4_000, 3_000],
		['ten jobs at 50', 50, 10, 4_000, 3_000],
		['one job at 100', 100, 1, 2_000, 1_500],
		['one job at 300', 300, 1, 1_000, 500],
		['ten jobs at 300', 300, 10, 1_000, 500],
		['twenty jobs at 300', 300, 20, 1_334, 1_000],
		['a hundred jobs at 300', 300, 100, 4_000, 3_000],
		['one job where there are calls in plenty', 100_000, 1, 1_000, 500],
		['one job at a single call a minute', 1, 1, 4_000, 3_000],
	])('of %s', (_what, limit, open, first, gap) => {
		expect(rhythmOf(limit, open)).toEqual({ first, gap });
	});

	it('has whole milliseconds, so that no look comes before its own time by a clock', () => {
		for (let limit = 1; limit < 1_000; limit += 7)
			for (let open = 1; open < 100; open++) expect(Object.values(rhythmOf(limit, open)).every(Number.isInteger)).toBe(true);
	});

	it.each([
		[50, 1_000],
		[300, 500],
	])('of a limit of %i calls a minute is quick for jobs that are late: %i ms apart', (limit, gap) => {
		expect(rhythmOf(limit, 1, 'late')).toEqual({ first: 1_000, gap });
	});
});

describe('the schedule of checks', () => {
	it.each([BASIC, PREMIUM])('takes for a job as many calls as docs/waiting.md says, at %i calls a minute', (limit) => {
		const table = /\| Length of the job \|(.*)\|\n.*\n((?:\|.*\n)+)/.exec(read('docs/waiting.md'))!;
		const cells = (row: string) =>
			row
				.split('|')
				.map((cell) => cell.trim())
				.filter((cell) => cell !== '');
		const row = table[2]
			.split('\n')
			.map(cells)
			.find(([first]) => first?.startsWith(`${limit} `))!;
		const seconds = cells(table[1]).map((cell) => parseInt(cell) * (cell.endsWith('min') ? 60 : 1));
		expect(seconds.length).toBeGreaterThan(4);
		expect(row.slice(1).map(Number)).toEqual(seconds.map((length) => checksAt(length, limit).length));
	});

	it.each([
		[BASIC, 3],
		[PREMIUM, 0.5],
	])('notices every result soon at %i calls a minute: jobs of 1 second to 4 hours', (limit, gap) => {
		for (let seconds = 1; seconds <= 4 * 3600; seconds++) {
			const delay = checksAt(seconds, limit).at(-1)! - seconds;
			expect(delay, `a job of ${seconds} s`).toBeLessThanOrEqual(Math.min(30, Math.max(gap, 0.3 * seconds)));
		}
	});
});

describe('few looks', () => {
	it('are spread over the rest of the wait by the same proportion', () => {
		const looks: number[] = [];
		for (let at = 4_000, left = 5; left > 0; left--) looks.push((at = nextOfFew(at, left, 972_000)));
		expect(looks.map(Math.round)).toEqual([12_000, 36_000, 108_000, 324_000, 972_000]);
	});

	it.each([0, -3])('are at the end where there are %i', (looks) => {
		expect(nextOfFew(4_000, looks, 600_000)).toBe(600_000);
	});

	it.each([
		['has not begun', 0],
		['is over', 700_000],
	])('change nothing where the wait %s', (_what, elapsed) => {
		expect(nextOfFew(elapsed, 3, 600_000)).toBe(elapsed);
	});
});
