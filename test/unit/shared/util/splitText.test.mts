import { describe, expect, it } from 'vitest';

import { splitText } from '../../../../nodes/shared/util/splitText.ts';

const family = '👨‍👩‍👧‍👦';
const sentence = (words: number) => `${'Word '.repeat(words - 1)}word. `;

describe('splitText', () => {
	it.each([
		['', 10],
		[' \n ', 1],
		['Hello.', 6],
		['\n Hello. \n', 6],
		['a b', Infinity],
	])('leaves %j as it is, within %d', (text, longest) => expect(splitText(text, { longest })).toEqual([text]));

	it.each<[rank: string, text: string, longest: number, pieces: string[]]>([
		['a paragraph', 'One two. Three.\n\nFour. Five six seven.', 30, ['One two. Three.\n\n', 'Four. Five six seven.']],
		['a paragraph of Windows', 'One two. Three.\r\n \r\nFour. Five six.', 25, ['One two. Three.\r\n \r\n', 'Four. Five six.']],
		['a sentence', 'One, two. Three, four five', 20, ['One, two. ', 'Three, four five']],
		['a sentence, not a short form', 'It is 3.5 e.g. here. Then, over', 25, ['It is 3.5 e.g. here. ', 'Then, over']],
		['a sentence, not a line', 'First one. It goes\non and on', 22, ['First one. ', 'It goes\non and on']],
		['a line without a stop', 'Heading one two\nThe text begins', 22, ['Heading one two\n', 'The text begins']],
		['a clause', 'one two three, four five six', 22, ['one two three, ', 'four five six']],
		['a clause, not a number', 'costs 10,000 or 3:30 hours', 14, ['costs 10,000 ', 'or 3:30 hours']],
		['a dash', 'one two three—four five six', 22, ['one two three—', 'four five six']],
		['a quoted clause', '“one two three,” four five six', 24, ['“one two three,” ', 'four five six']],
		['a word', 'one two three four five six', 13, ['one two three ', 'four five six']],
		['a word, not a hyphen', "she's my mother-in-law's sister", 20, ["she's my ", "mother-in-law's ", 'sister']],
		['a Chinese sentence', '今天天气很好。我们去公园，然后回家', 12, ['今天天气很好。', '我们去公园，然后回家']],
		['a Chinese clause', '今天天气很好，我们去公园然后回家', 12, ['今天天气很好，', '我们去公园然后回家']],
		['a Chinese word', '我们今天去北京', 6, ['我们今天去', '北京']],
		['a word, not a dot within one', 'אחת שתיים שלום.Com שלוש', 16, ['אחת שתיים ', 'שלום.Com שלוש']],
		['a Thai word', 'ภาษาไทยสวยงาม', 9, ['ภาษาไทย', 'สวยงาม']],
		['an Arabic clause', 'واحد اثنان ثلاثة، أربعة خمسة ستة', 24, ['واحد اثنان ثلاثة، ', 'أربعة خمسة ستة']],
		['a Hindi sentence', 'यह एक है। यह दो, है और', 14, ['यह एक है। ', 'यह दो, है और']],
		['an emoji', family.repeat(3), 2 * family.length + 5, [family.repeat(2), family]],
		['a flag', '🇩🇪🇫🇷🇯🇵', 9, ['🇩🇪🇫🇷', '🇯🇵']],
		['a letter of a word that is too long', 'so abcdefghijklmno', 10, ['so abcdefg', 'hijklmno']],
		['a letter, not its marks', 'e\u0301'.repeat(5), 5, ['e\u0301e\u0301', 'e\u0301e\u0301', 'e\u0301']],
	])('cuts at %s: %j', (_, text, longest, pieces) => expect(splitText(text, { longest })).toEqual(pieces));

	it('fills the pieces: what ends early is no place to cut', () => {
		const text = `Title\n\n${sentence(10).repeat(4)}`;
		expect(splitText(text, { longest: 110 })).toEqual([`Title\n\n${sentence(10).repeat(2)}`, sentence(10).repeat(2)]);
	});

	it('leaves enough for the last piece', () => {
		const text = 'One two three four. Five six. Ten.';
		expect(splitText(text, { longest: 30 })).toEqual(['One two three four. Five six. ', 'Ten.']);
		expect(splitText(text, { longest: 30, shortest: 10 })).toEqual(['One two three four. ', 'Five six. Ten.']);
		expect(splitText('a 234567', { longest: 7, shortest: 3 })).toEqual(['a ', '234567']);
	});

	it('gives up where a single character is too long, and only there', () => {
		expect(splitText(`a ${family}`, { longest: family.length - 1 })).toBeUndefined();
		expect(splitText(`a ${family}`, { longest: family.length })).toEqual(['a ', family]);
		expect([0, NaN, -1].map((longest) => splitText('a', { longest }))).toEqual([undefined, undefined, undefined]);
	});

	it.each(['el', 'el-GR', 'Greek'])('knows what ends a sentence in %s', (language) => {
		const text = 'Τι κάνεις; Πάω, στο σπίτι';
		expect(splitText(text, { longest: 17, language })).toEqual(['Τι κάνεις; ', 'Πάω, στο σπίτι']);
	});

	it.each(['', 'Chinese', 'zh_CN', 'x', 'de-', '-u-', 'en-u-u', '__proto__', 'constructor', '\u0000'])(
		'goes on with %j as a language',
		(language) => {
			expect(splitText('One. Two.', { longest: 6, language })).toEqual(['One. ', 'Two.']);
		},
	);

	it.each<[string, string]>([
		['prose', sentence(9)],
		['short sentences', 'A. B! '],
		['numbers', '. 1'],
		['quotes and dots', 'A.") '],
		['commas', ',"'],
		['lower case', 'a. '],
		['one word', 'a'],
		['Thai', 'ภาษาไทยสวยงาม'],
		['Chinese', '我们今天去北京'],
		['flags', '🇩🇪'],
		['families', family],
		['space', 'a                              '],
		['space with marks', ' \u0301'],
		['lone surrogates', '\ud83d'],
		['lines', 'a\n'],
		['hyphens', 'a-'],
	])('takes a moment for a long text: %s', (_, unit) => {
		const text = unit.repeat(400_000 / unit.length);
		for (const longest of [40, 5000]) {
			const before = performance.now();
			expect(splitText(text, { longest, shortest: 10 })!.join('') === text).toBe(true);
			expect(performance.now() - before).toBeLessThan(2_000);
		}
	});

	it('takes a moment for 2 million characters of prose', () => {
		const before = performance.now();
		expect(splitText(sentence(9).repeat(43_000), { longest: 5000 })!.length).toBeGreaterThan(380);
		expect(performance.now() - before).toBeLessThan(2_000);
	});

	it('is not held up by white space and marks without end', () => {
		const hostile = [
			`a${' '.repeat(1_000_000)}b`.repeat(2),
			`${' '.repeat(2_000_000)}a b`,
			`a${',"'.repeat(500_000)}b`,
			`b${'\n'.repeat(1_000_000)}a`,
		];
		for (const text of hostile) expect(splitText(text, { longest: 2 })?.join('') === text).toBe(true);
		expect(splitText(`a${'\u0301'.repeat(2_000_000)}`, { longest: 5000 })).toBeUndefined();
	});
});
