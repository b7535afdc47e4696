import { describe, expect, it } from 'vitest';

import { asText, finiteNumber, isNumeric, listed, parseJson, texts } from '../../../../nodes/shared/util/json.ts';

describe('parseJson', () => {
	it.each([
		['{"a":1}', { a: 1 }],
		['\ufeff{"a":1}', { a: 1 }],
		['\ufeff', undefined],
		['soon', undefined],
		['', undefined],
	])('reads %j as %j', (text, value) => expect(parseJson(text)).toEqual(value));
});

describe('listed', () => {
	it.each([
		[
			['a', 5],
			['a', 5],
		],
		['a, b', ['a', ' b']],
		[' ["a","b"]', ['a', 'b']],
		['["a"', ['["a"']],
		['', ['']],
		[undefined, [undefined]],
		[7, [7]],
		[{ a: 1 }, [{ a: 1 }]],
	])('of %j are %j', (value, entries) => expect(listed(value)).toEqual(entries));
});

it('takes texts and numbers of a list for texts, and nothing else', () => {
	expect(texts(['a', '', 5, 0, NaN, null, undefined, true, {}, { toString: 1 }, ['b']])).toEqual(['a', '', '5', '0']);
});

it.each([
	['a', 'a'],
	[7, '7'],
	[null, 'null'],
	[undefined, ''],
	[{ toString: 1 }, '{"toString":1}'],
])('writes %j as the text %j', (value, text) => expect(asText(value)).toBe(text));

it.each([' ', '', null, undefined, 'abc', [], {}, true])('takes %j for no number', (value) => {
	expect(isNumeric(value)).toBe(false);
	expect(finiteNumber(value)).toBeUndefined();
});
