import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { splitText } from '../../nodes/shared/util/splitText.ts';
import { forAll, tried } from './forAll.mts';

const CASES = 12_000;

const ODD = [
	...['👨‍👩‍👧‍👦', '🇩🇪', '🇫', '👍🏽', '1️⃣', '🏴󠁧󠁢󠁥󠁮󠁧󠁿', '❤️', 'e\u0301', 'क्ष', '각', '\u200d', '\ufe0f', '\u0301'],
	...['\ud83d', '\udc68', '\u0600', '\u00ad', '\u200b', '\ufeff', '\u0000'],
];
const SPACES = [' ', '  ', '\n', '\r\n', '\r', '\n\n', '\r\n\r\n', '\t', '\u00a0', '\u3000', '\u2028', '\u2029', '\f'];
const MARKS = [
	'.',
	', ',
	'. ',
	'!',
	'?! ',
	';',
	': ',
	'-',
	'—',
	' – ',
	"'",
	'’',
	'“',
	'” ',
	'(',
	') ',
	'/',
	'@',
	'。',
	'，',
	'、',
	'！',
	'،',
	'।',
	'؟ ',
];
const WORDS = [
	...['a', 'Word', 'ends', "don't", 'mother-in-law', '3.5', '10,000', 'Dr', 'z. B.', 'https://example.com/a?b=c&d=e'],
	...['Straße', 'слово', 'שלום', 'كلمة', 'हिन्दी', 'ภาษาไทยสวยงาม', '我们今天去北京', '私はカタカナを書きます', '한국어', 'ལྷ་ས'],
];

const text = fc.oneof(
	fc.string({ unit: 'grapheme', maxLength: 300 }),
	fc.string({ unit: 'binary', maxLength: 300 }),
	fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 100 }).map((units) => String.fromCharCode(...units)),
	fc.array(fc.constantFrom(...ODD, ...SPACES, ...MARKS, ...WORDS), { maxLength: 120 }).map((parts) => parts.join('')),
	fc
		.array(fc.tuple(fc.constantFrom(...WORDS), fc.constantFrom(' ', ' ', ' ', ', ', '. ', '.\n\n', '? ')), { maxLength: 120 })
		.map((parts) => parts.flat().join('')),
	fc.array(fc.constantFrom(...ODD.slice(0, 7)), { maxLength: 120 }).map((parts) => parts.join('')),
);
const limits = fc.record({
	longest: fc.oneof(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 30, max: 300 })),
	shortest: fc.oneof(fc.constant(undefined), fc.integer({ min: 0, max: 10 })),
	language: fc.constantFrom(undefined, 'en', 'de', 'zh', 'Greek', 'th'),
});

const spansOf = (granularity: 'word' | 'grapheme', whole: string) => [...new Intl.Segmenter('en', { granularity }).segment(whole)];

/** Dictionaries tell words by all that stands around them; a part of a text may be told otherwise. */
const BY_DICTIONARY = /[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmr}\p{sc=Mymr}]/u;

describe('pieces of any text', () => {
	it('give it back, are as long as they may be, and end between words', async () => {
		await forAll(fc.tuple(text, limits), CASES, async ([whole, { longest, ...others }]) => {
			const graphemes = spansOf('grapheme', whole);
			const pieces = splitText(whole, { longest, ...others });
			if (!pieces) {
				expect(graphemes.some(({ segment }) => segment.trim().length > longest)).toBe(true);
				return;
			}
			expect(pieces.join('')).toBe(whole);
			if (whole.trim().length <= longest) expect(pieces).toEqual([whole]);
			else for (const piece of pieces) expect(piece.trim().length > 0 && piece.trim().length <= longest).toBe(true);

			const cuts = new Set<number>();
			let at = 0;
			for (const piece of pieces.slice(0, -1)) cuts.add((at += piece.length));
			const between = new Set(graphemes.map(({ index }) => index));
			for (const cut of cuts) expect(between).toContain(cut);

			const words = spansOf('word', whole);
			// A mark may hold two words together.
			const starts = [...words.map(({ index }) => index).filter((index) => between.has(index)), whole.length];
			for (const { segment, index } of words) {
				// White space with a mark is a word to the segmenter, and not always a grapheme cluster.
				if (segment !== segment.trimStart() || BY_DICTIONARY.test(segment)) continue;
				const start = starts.findLast((other) => other <= index)!;
				if (!starts.some((other) => other > index && other <= start + longest)) continue;
				for (let inner = index + 1; inner < index + segment.length; inner++) expect(cuts.has(inner)).toBe(false);
			}
		});
	});

	it('begin with no white space, but the first', async () => {
		const plain = text.filter((whole) => !/\s[\p{M}\u200c\u200d\p{Sk}\p{Cf}]/u.test(whole));
		await forAll(fc.tuple(plain, limits), CASES / 4, async ([whole, given]) => {
			for (const piece of splitText(whole, given)?.slice(1) ?? []) expect(piece).toBe(piece.trimStart());
		});
	});
});

const prose = fc
	.array(fc.tuple(fc.stringMatching(/^[a-z]{1,10}$/), fc.constantFrom(' ', ' ', ' ', ' ', ', ', '. ', '.\n\n')), {
		minLength: 1,
		maxLength: 400,
	})
	.map((parts) => parts.flat().join(''));

describe('pieces of prose', () => {
	it('are few, and none of them is too short', async () => {
		const sizes = fc.record({ longest: fc.integer({ min: 60, max: 600 }), shortest: fc.integer({ min: 0, max: 20 }) });
		await forAll(fc.tuple(prose, sizes), CASES / 4, async ([whole, { longest, shortest }]) => {
			const pieces = splitText(whole, { longest, shortest })!;
			expect(pieces.length).toBeLessThanOrEqual(Math.ceil(whole.length / longest) * 2 + 1);
			if (pieces.length > 1) for (const piece of pieces) expect(piece.trim().length).toBeGreaterThanOrEqual(shortest);
			for (const piece of pieces.slice(0, -1)) expect(piece).toMatch(/\s$/);
		});
	});

	it('are cut at words in scripts without spaces', async () => {
		const runs = fc
			.array(fc.constantFrom('我们', '今天', '北京', '旅游', '吃饭', '学习'), { minLength: 1, maxLength: 300 })
			.map((parts) => parts.join(''));
		await forAll(fc.tuple(runs, fc.integer({ min: 10, max: 100 })), CASES / 12, async ([whole, longest]) => {
			const pieces = splitText(whole, { longest })!;
			expect(pieces.length).toBeLessThanOrEqual(Math.ceil(whole.length / (longest - 4)));
			const starts = new Set(spansOf('word', whole).map(({ index }) => index));
			let at = 0;
			for (const piece of pieces) {
				expect(starts).toContain(at);
				at += piece.length;
			}
		});
	});
});

it(`has tried at least ${CASES} texts`, () => expect(tried()).toBeGreaterThanOrEqual(CASES));
