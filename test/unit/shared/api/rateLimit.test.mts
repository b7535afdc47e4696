import { describe, expect, it } from 'vitest';

import { afterAnswer } from '../../../../nodes/shared/api/rateLimit.ts';

const NOW = Date.parse('2026-10-03T10:00:00Z');
const inSeconds = (seconds: number) => String(NOW / 1000 + seconds);
const KNOWN = { at: NOW - 5_000, limit: 300, remaining: 299 };

describe('the limits that an answer states', () => {
	it('are read from its headers', () => {
		const headers = {
			'x-ratelimit-limit': '10',
			'x-ratelimit-remaining': '9',
			'x-ratelimit-reset': inSeconds(40),
			'x-ratelimit-daily-limit': '500',
			'x-ratelimit-daily-remaining': '460',
		};
		const limits = { limit: 10, remaining: 9, resetAt: NOW + 40_000, dailyLimit: 500, dailyRemaining: 460 };
		expect(afterAnswer(KNOWN, headers, NOW)).toEqual({ ...limits, at: NOW });
	});

	it('stay as they are where there are none', () => {
		expect(afterAnswer(KNOWN, { 'content-type': 'text/html' }, NOW)).toBe(KNOWN);
		expect(afterAnswer(undefined, {}, NOW)).toBeUndefined();
	});

	it('stay as they are where an answer speaks of others', () => {
		expect(afterAnswer(KNOWN, { 'x-ratelimit-remaining': '7' }, NOW)).toEqual({ at: NOW, limit: 300, remaining: 7 });
	});

	it.each([[null], [''], ['null'], ['-1'], ['Infinity'], ['50, 50'], [['50', '50']], [undefined], [true]])('are not %j', (value) => {
		expect(afterAnswer(KNOWN, { 'x-ratelimit-limit': value, 'x-ratelimit-remaining': value }, NOW)).toBe(KNOWN);
	});

	it('are none of zero, which nobody could call under; nothing may remain', () => {
		const headers = { 'x-ratelimit-limit': '0', 'x-ratelimit-daily-limit': '0', 'x-ratelimit-daily-remaining': '0' };
		expect(afterAnswer(undefined, headers, NOW)).toEqual({ at: NOW, dailyRemaining: 0 });
	});

	it.each([
		['within the minute', inSeconds(17), 17_000],
		['a minute away at most, where clocks differ', inSeconds(95), 60_000],
		['unknown where it has passed', inSeconds(-5), undefined],
		['unknown where it is hours away', inSeconds(7_200), undefined],
		['unknown where it is in seconds from now', '42', undefined],
		['unknown where it is in milliseconds', String(NOW + 30_000), undefined],
	])('begin anew at a time that is %s', (_what, header, ahead) => {
		const limits = afterAnswer(undefined, { 'x-ratelimit-limit': '50', 'x-ratelimit-reset': header }, NOW);
		expect(limits?.resetAt).toBe(ahead === undefined ? undefined : NOW + ahead);
	});
});
