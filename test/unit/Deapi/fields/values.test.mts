import { describe, expect, it } from 'vitest';

import { isBlank, shown, toBoolean, toChoice, toNumber, toText, toTexts } from '../../../../nodes/Deapi/fields/values.ts';
import { listed } from '../../../../nodes/shared/util/json.ts';
import { InputError } from '../../../../nodes/shared/n8n/inputError.ts';
import { ODD_VALUES, VERY_LONG } from '../../../support/harness/oddValues.mts';

function refusal(read: () => unknown): InputError {
	try {
		read();
	} catch (error) {
		expect(error).toBeInstanceOf(InputError);
		return error as InputError;
	}
	throw new Error('nothing was refused');
}

describe('a text', () => {
	it.each([
		[' a cat ', 'a cat'],
		[5, '5'],
		[0, '0'],
		[false, 'false'],
		[undefined, ''],
		[null, ''],
		[' \n', ''],
		[[], ''],
	])('is what %j says', (given, text) => {
		expect(toText('Text', given)).toBe(text);
		expect(isBlank(given)).toBe(text === '');
	});

	it.each<unknown>([{}, ['a'], NaN, Infinity, new Date(0), { toString: 1 }])('is not %j', (given) => {
		expect(refusal(() => toText('Text', given))).toMatchObject({ parameter: 'Text', message: expect.stringMatching(/, not a text$/) });
	});
});

describe('a list of texts', () => {
	it.each([
		['a, b,,', ['a', 'b']],
		[
			['a', ' b ', 5],
			['a', 'b', '5'],
		],
		[' ["a", "b"] ', ['a', 'b']],
		['[a', ['[a']],
		['[1, 2]', ['1', '2']],
		['{"a":1}', ['{"a":1}']],
		[5, ['5']],
		['', []],
		[undefined, []],
		[[null, ''], []],
	])('is what %j lists', (given, texts) => {
		expect(toTexts('List', given)).toEqual(texts);
	});

	it.each([{}, [{}], [['a']], '[{"a":1}]'])('does not come of %j', (given) => {
		expect(refusal(() => toTexts('List', given)).parameter).toBe('List');
	});

	it('leaves alone what is no text', () => {
		expect(listed({ a: 1 })).toEqual([{ a: 1 }]);
	});
});

describe('a number', () => {
	it.each([
		[5, 5],
		['5', 5],
		[' 1e3 ', 1000],
		['-0.5', -0.5],
	])('is %j', (given, number) => {
		expect(toNumber('Number', given)).toBe(number);
	});

	it.each([null, undefined, '', ' ', true, [], [5], {}, NaN, Infinity, '1e999', '5 s', BigInt(5), new Date(0)])('is not %s', (given) => {
		expect(refusal(() => toNumber('Number', given)).message).toMatch(/^"Number" is .*, not a number$/);
	});

	it('may have to be whole, and small enough to be exact', () => {
		expect(toNumber('Number', 2 ** 53 - 1, { whole: true })).toBe(2 ** 53 - 1);
		expect(refusal(() => toNumber('Number', 1.5, { whole: true })).message).toBe('"Number" is 1.5, not a whole number');
		expect(refusal(() => toNumber('Number', 1e300, { whole: true })).message).toBe('"Number" is 1e+300, which is too large to be exact');
	});

	it('may have to be within a range', () => {
		const bounds = { min: 1, max: 7, unit: 'days' };
		for (const end of [1, 7]) expect(toNumber('Number', end, bounds)).toBe(end);
		for (const beyond of [0.9, 7.1]) {
			const { message, description } = refusal(() => toNumber('Number', beyond, bounds));
			expect([message, description]).toEqual([`"Number" is ${beyond}, which is out of range`, 'Use 1 to 7 days.']);
		}
	});
});

describe('a switch', () => {
	it.each([true, 'true', ' TRUE '])('is on: %j', (given) => expect(toBoolean('Switch', given)).toBe(true));
	it.each([false, 'false', 'False'])('is off: %j', (given) => expect(toBoolean('Switch', given)).toBe(false));
	it.each([undefined, null, '', [], 0, 1, 'yes', 'on', {}, [true]])('is neither: %j', (given) => {
		expect(refusal(() => toBoolean('Switch', given)).message).toMatch(/^"Switch" is (empty|.+, neither true nor false)$/);
	});
});

describe('a choice', () => {
	it('is one of those that there are, a number also as a text', () => {
		expect(toChoice('Choice', 'a', ['a', 4])).toBe('a');
		expect(toChoice('Choice', '4', ['a', 4])).toBe(4);
	});

	it.each(['b', '', undefined, ['a'], { toString: () => 'a' }, 'constructor'])('is not %j', (given) => {
		expect(refusal(() => toChoice('Choice', given, ['a', 4])).description).toBe('Use one of: a, 4.');
	});
});

it('shows any value in a few words', () => {
	for (const value of [...ODD_VALUES, VERY_LONG]) {
		expect(shown(value).length, typeof value).toBeGreaterThan(0);
		expect(shown(value).length, typeof value).toBeLessThan(100);
	}
	expect([shown('a'), shown(NaN), shown({ a: 1 }), shown(undefined), shown(BigInt(1))]).toEqual([
		'"a"',
		'NaN',
		'{"a":1}',
		'undefined',
		'1',
	]);
});
