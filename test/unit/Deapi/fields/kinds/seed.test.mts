import { describe, expect, it } from 'vitest';

import { seed } from '../../../../../nodes/Deapi/fields/kinds/seed.ts';
import { refusalOf, writeField } from '../../../../support/harness/fields.mts';

describe('a seed', () => {
	it.each([
		['a seed', 17, 17],
		['0', 0, 0],
		['the largest', 2 ** 31 - 1, 2 ** 31 - 1],
		['a seed as a text, from an expression', '17', 17],
	])('is sent as it is given: %s', async (_what, given, sent) => {
		expect(await writeField(seed(), given)).toEqual({ seed: sent });
	});

	it.each([undefined, -1, '-1', -17])('is drawn at random for %j', async (given) => {
		const seeds: number[] = [];
		for (let count = 0; count < 50; count++) seeds.push((await writeField(seed(), given)).seed as number);
		expect(new Set(seeds).size).toBeGreaterThan(45);
		expect(seeds.every((drawn) => Number.isInteger(drawn) && drawn >= 0 && drawn < 2 ** 31)).toBe(true);
	});

	it.each([
		['a word', 'lucky', '"lucky"'],
		['a blank text', '', '""'],
		['half a one', 1.5, '1.5'],
		['an object', {}, '{}'],
		['what is not a number', NaN, 'NaN'],
		['what has no end', Infinity, 'Infinity'],
	])('is refused: %s', async (_what, given, shown) => {
		expect(await refusalOf(seed(), given)).toEqual({
			parameter: 'Seed',
			message: `"Seed" is ${shown}, not a whole number`,
			remedy: 'Enter digits, without a decimal point.',
		});
	});

	it('is refused where it is too large to be sent as it is', async () => {
		expect((await refusalOf(seed(), 2 ** 53)).message).toBe(`"Seed" is ${2 ** 53}, which is too large to be exact`);
	});

	it('is known as one, so that a drawn one does not make another request', () => {
		expect(seed().isSeed).toBe(true);
	});
});
