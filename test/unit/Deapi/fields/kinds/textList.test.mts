import { describe, expect, it } from 'vitest';

import { MOST_TEXTS, texts } from '../../../../../nodes/Deapi/fields/kinds/textList.ts';
import { refusalOf, writeField } from '../../../../support/harness/fields.mts';

describe('a list of texts', () => {
	it.each<[string, unknown, string[]]>([
		['one text', ' a fox ', ['a fox']],
		['a list', ['a fox', ' a dog '], ['a fox', 'a dog']],
		['a text with commas as one', 'a fox, a dog', ['a fox, a dog']],
		['a number, from an expression', 5, ['5']],
		['numbers in a list', [0, 5], ['0', '5']],
		['the same text twice', ['a fox', 'a fox'], ['a fox', 'a fox']],
	])('sends %s', async (_what, given, sent) => {
		expect(await writeField(texts(), given)).toEqual({ input: sent });
	});

	it.each([undefined, null, '', ' \n', [], [''], [null]])('refuses %j, which has no text', async (given) => {
		expect(await refusalOf(texts(), given)).toEqual({
			parameter: 'Text',
			message: '"Text" is empty',
			remedy: 'Enter a text, or an expression that gives one, or a list of them, for every item.',
		});
	});

	it.each([' ', null, undefined, []])('says which text of a list is empty: %j', async (blank) => {
		const { parameter, message } = await refusalOf(texts(), ['a fox', blank, '']);
		expect({ parameter, message }).toEqual({ parameter: 'Text', message: 'Text 2 of the 3 in "Text" is empty' });
	});

	it('refuses a text that has more words than the model takes tokens', async () => {
		const model = { slug: 'M', limits: { max_input_tokens: 4 } };
		expect(await writeField(texts(), 'one two three four', { model })).toEqual({ input: ['one two three four'] });
		expect(await refusalOf(texts(), ['a fox', 'one two  three\nfour five'], { model })).toEqual({
			parameter: 'Text',
			message: 'Text 2 of the 2 in "Text" has 5 words, and the model M takes 4 tokens at most',
			remedy: 'A word has one token or more. Split the text into several.',
		});
	});

	it.each([{}, { text: 'a fox' }, NaN])('refuses %j, which is no text, alone or in a list', async (given) => {
		for (const odd of [given, ['a fox', given]]) expect((await refusalOf(texts(), odd)).message).toMatch(/^"Text" is .+, not a text$/);
	});

	it('takes as many as the API does', async () => {
		const most = Array<string>(MOST_TEXTS).fill('a');
		expect(await writeField(texts(), most)).toEqual({ input: most });
	});

	it('refuses more', async () => {
		expect(await refusalOf(texts(), Array<string>(2049).fill('a'))).toEqual({
			parameter: 'Text',
			message: '"Text" is a list of 2049 texts, and deAPI takes 2048 at once',
			remedy: 'Split the list into several items.',
		});
	});
});
