import { describe, expect, it } from 'vitest';

import { dollars, dollarShares } from '../../../../nodes/shared/util/dollars.ts';

describe('dollarShares', () => {
	it.each([
		[0.000_001_23, Array(2000).fill(1 / 2000)],
		[0.03, [0.5, 0.25, 0.25]],
		[0.1, Array(7).fill(1 / 7)],
		[0, [0.5, 0.5]],
		[0.000_000_01, [0.1, 0.1, 0.8]],
	])('cuts $%f so that the parts add up to it', (amount, shares) => {
		const parts = dollarShares(amount, shares);
		expect(dollars(parts.reduce((sum, part) => sum + part, 0))).toBe(amount);
		expect(parts.every((part) => part >= 0 && part === dollars(part))).toBe(true);
	});

	it('gives each what its share comes to', () => {
		expect(dollarShares(0.03, [0.5, 0.25, 0.25])).toEqual([0.015, 0.0075, 0.0075]);
	});
});
