import { describe, expect, it } from 'vitest';

import { text } from '../../../../../nodes/Deapi/fields/kinds/text.ts';
import { refusalOf, writeField } from '../../../../support/harness/fields.mts';

type Options = Parameters<typeof text>[0];

const caption = (more: Partial<Options> = {}) =>
	text({ name: 'caption', label: 'Caption', description: '', placeholder: '', api: 'caption_text', ...more });

const BLANK = [undefined, null, '', ' \n\t', []];

describe('a text', () => {
	it.each([
		['as it is', 'Two\n  lines', 'Two\n  lines'],
		['without the blanks around it', ' \n a cat ', 'a cat'],
		['from a number, which an expression may give', 5, '5'],
		['from 0', 0, '0'],
		['from false', false, 'false'],
	])('is sent %s', async (_how, given, sent) => {
		expect(await writeField(caption(), given)).toEqual({ caption_text: sent });
	});

	it.each(BLANK)('is not sent where it is blank: %j', async (given) => {
		expect(await writeField(caption({ shortest: 3, limit: 'text', isUrl: true }), given)).toEqual({});
	});

	it.each(BLANK)('is what the API wants for a blank one: %j', async (given) => {
		expect(await writeField(caption({ whenBlank: null }), given)).toEqual({ caption_text: null });
		expect(await writeField(caption({ whenBlank: '-' }), given)).toEqual({ caption_text: '-' });
	});

	it.each(BLANK)('is refused where it is required, and blank: %j', async (given) => {
		expect(await refusalOf(caption({ required: true }), given)).toEqual({
			parameter: 'Caption',
			message: '"Caption" is empty',
			remedy: 'Enter a text, or an expression that gives one for every item.',
		});
	});

	it('is left out, not refused, where the model does not take it', async () => {
		const field = caption({ feature: 'supports_caption', shortest: 3 });
		for (const given of ['a cat', 'a']) {
			expect(await writeField(field, given, { model: { features: { supports_caption: false } } })).toEqual({});
		}
		expect(await writeField(field, 'a cat', { model: { features: { supports_caption: true } } })).toEqual({ caption_text: 'a cat' });
		expect(await writeField(field, 'a cat')).toEqual({ caption_text: 'a cat' });
	});
});

describe('the length of a text', () => {
	const bounded = caption({ shortest: 3, longest: 6 });

	it.each(['abc', 'abcdef', ' abcdef '])('may be that of %j', async (given) => {
		expect(await writeField(bounded, given)).toEqual({ caption_text: given.trim() });
	});

	it.each([
		['ab', 2],
		[' ab ', 2],
		['abcdefg', 7],
		[12, 2],
	])('may not be that of %j, whatever the model', async (given, length) => {
		expect(await refusalOf(bounded, given)).toEqual({
			parameter: 'Caption',
			message: `"Caption" has ${length} characters, which deAPI does not take`,
			remedy: 'Use 3 to 6 characters.',
		});
	});

	it('may have one end only', async () => {
		expect((await refusalOf(caption({ shortest: 3 }), 'ab')).remedy).toBe('Use at least 3 characters.');
		expect((await refusalOf(caption({ longest: 6 }), 'abcdefg')).remedy).toBe('Use at most 6 characters.');
		expect(await writeField(caption({ shortest: 3 }), 'x'.repeat(100_000))).toEqual({ caption_text: 'x'.repeat(100_000) });
	});

	const limited = caption({ limit: 'text' });
	const model = { limits: { min_text: 3, max_text: 6 } };

	it.each(['abc', 'abcdef'])('may be what the model can do: that of %j', async (given) => {
		expect(await writeField(limited, given, { model })).toEqual({ caption_text: given });
	});

	it.each(['ab', 'abcdefg'])('may not be what the model cannot do: that of %j', async (given) => {
		expect(await refusalOf(limited, given, { model })).toEqual({
			parameter: 'Caption',
			message: `"Caption" has ${given.length} characters, which the model Sketcher cannot do`,
			remedy: 'Use 3 to 6 characters.',
		});
	});

	it('is for the API to judge where the catalog does not limit it', async () => {
		expect(await writeField(limited, 'a')).toEqual({ caption_text: 'a' });
		expect(await writeField(caption(), 'a', { model })).toEqual({ caption_text: 'a' });
	});
});

describe('an address', () => {
	const address = caption({ isUrl: true });

	it.each(['https://example.com/a?b=c', 'http://example.com', 'HTTPS://EXAMPLE.COM'])('may be %s', async (given) => {
		expect(await writeField(address, given)).toEqual({ caption_text: given });
	});

	it.each(['example.com', 'ftp://example.com', 'https://', 'https:///path', 'see https://example.com', 5])(
		'may not be %j',
		async (given) => {
			expect(await refusalOf(address, given)).toEqual({
				parameter: 'Caption',
				message: `"Caption" is "${given}", which is not a web address`,
				remedy: 'Enter one that starts with https://.',
			});
		},
	);
});
