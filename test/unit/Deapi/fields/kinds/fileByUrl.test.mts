import { describe, expect, it } from 'vitest';

import { file } from '../../../../../nodes/Deapi/fields/kinds/file.ts';
import { samplePicture } from '../../../../support/emulator/samples.mts';
import { fileNamesIn, refusalOf, writeField } from '../../../../support/harness/fields.mts';

type Options = Parameters<typeof file>[0];

const picture = (more: Partial<Options> = {}) => file({ api: 'image', media: ['image'], description: '', ...more });
const pictures = picture({ several: { api: 'images', limit: 'input_images' } });
const lastFrame = picture({ name: 'lastFrame', of: { label: 'Last Frame', name: 'lastFrame' }, optional: true });

const png = (fileName: string) => ({ fileName, mimeType: 'image/png', content: samplePicture({ width: 64, height: 64 }) });
const A = 'https://example.com/a.png';
const B = 'http://192.168.1.2/b.png?size=1,2&x=a,b';
const DATA = 'data:image/png;base64,iVBORw0KGgo=';
const addresses = { [A]: png('a.png'), [B]: png('b.png'), [DATA]: png('file') };
const files = { data: png('data.png') };
/** An item whose file is wanted by an address. */
const at = (imageUrl: unknown, more: object = {}) => ({ item: { addresses, files, parameters: { inputType: 'url', imageUrl, ...more } } });
const several = (imageUrls: unknown) => ({ item: { addresses, files, parameters: { inputType: 'url', imageUrls } } });
const options = (lastFrameUrl: unknown) => ({ item: { addresses, files, parameters: { 'options.lastFrameUrl': lastFrameUrl } } });

describe('a file at an address', () => {
	it.each([
		[A, 'a.png'],
		[`  ${A}\n`, 'a.png'],
		[B, 'b.png'],
		[DATA, 'file.png'],
	])('is sent as one of the item is: %s', async (address, name) => {
		expect(fileNamesIn(await writeField(picture(), undefined, at(address)))).toEqual({ image: name });
		// A name that the editor does not show any more counts for nothing.
		expect(fileNamesIn(await writeField(picture(), 'data', at(address)))).toEqual({ image: name });
	});

	it.each([undefined, null, '', ' ', []])('is missed under its own label where there is none: %j', async (given) => {
		expect(await refusalOf(picture(), 'data', at(given))).toMatchObject({ parameter: 'Image URL', message: 'There is no file at ""' });
	});

	it.each([{}, { url: A }, [A, B], [[A]], NaN])('is not asked for by %j', async (given) => {
		expect((await refusalOf(picture(), 'data', at(given))).message).toMatch(/^"Image URL" is .+, not a text$/);
	});

	it('is judged as any other, and named by the parameter that it is given in', async () => {
		const item = {
			addresses: { [A]: { fileName: 'a.png', mimeType: 'image/png', content: Buffer.from('<html><body>Sign in</body></html>') } },
		};
		const scope = { item: { ...item, parameters: { inputType: 'url', imageUrl: A } } };
		expect(await refusalOf(picture(), undefined, scope)).toEqual({
			parameter: 'Image URL',
			message: 'The file "a.png" in "Image URL" is a web page, not an image',
			remedy: 'Use an image, or convert it to JPEG or PNG.',
		});
		const empty = { addresses: { [A]: { ...png('a.png'), content: Buffer.alloc(0) } }, parameters: { inputType: 'url', imageUrl: A } };
		expect((await refusalOf(picture(), undefined, { item: empty })).message).toBe('The file "a.png" in "Image URL" is empty');
	});

	it.each([undefined, null, 'binary'])('is not asked for where Input Type is %j', async (inputType) => {
		expect(fileNamesIn(await writeField(picture(), 'data', at(A, { inputType })))).toEqual({ image: 'data.png' });
	});

	it.each(['file', 'URL', 5, {}, ''])('is neither asked for nor looked for where Input Type is %j', async (inputType) => {
		expect((await refusalOf(picture(), 'data', at(A, { inputType }))).parameter).toBe('Input Type');
	});

	it('has parameters of its own where an operation has several files', async () => {
		const first = picture({ name: 'firstFrame', of: { label: 'First Frame', name: 'firstFrame' } });
		const parameters = { inputType: 'binary', firstFrameInputType: 'url', firstFrameUrl: A };
		expect(fileNamesIn(await writeField(first, 'data', { item: { addresses, files, parameters } }))).toEqual({ image: 'a.png' });
		expect((await refusalOf(first, 'data', { item: { parameters: { firstFrameInputType: 'url' } } })).parameter).toBe('First Frame URL');
	});

	it('is not asked for where the model does not take it', async () => {
		const field = picture({ feature: 'supports_image' });
		expect(await writeField(field, undefined, { ...at('nowhere'), model: { features: { supports_image: false } } })).toEqual({});
	});
});

describe('an optional file', () => {
	it('comes from an address among the options', async () => {
		expect(fileNamesIn(await writeField(lastFrame, undefined, options(A)))).toEqual({ image: 'a.png' });
	});

	it.each([undefined, null, '', ' ', []])('comes from the item where the address is %j', async (given) => {
		expect(fileNamesIn(await writeField(lastFrame, 'data', options(given)))).toEqual({ image: 'data.png' });
		expect(await writeField(lastFrame, undefined, options(given))).toEqual({});
	});

	it('is one: both an address and a name are refused', async () => {
		expect(await refusalOf(lastFrame, 'data', options(A))).toEqual({
			parameter: 'Last Frame URL',
			message: 'Both "Last Frame URL" and "Last Frame Data Field Name" are set',
			remedy: 'Remove one of them.',
		});
		for (const blank of ['', ' ', null, []]) expect(await writeField(lastFrame, blank, options(A))).toHaveProperty('image');
	});

	it('is missed under its label where it cannot be had', async () => {
		expect((await refusalOf(lastFrame, undefined, options('https://example.com/none'))).parameter).toBe('Last Frame URL');
	});
});

describe('several files at addresses', () => {
	it.each<[string, unknown, string[]]>([
		['in a text', `${A},${A}`, ['a.png', 'a.png']],
		['with blanks and line breaks', ` ${A} ,\n ${B} `, ['a.png', 'b.png']],
		['with commas in them', `${B},${A}`, ['b.png', 'a.png']],
		['of data', `${DATA},${A},${DATA}`, ['file.png', 'a.png', 'file.png']],
		['in a list', [A, ` ${B} `, DATA], ['a.png', 'b.png', 'file.png']],
		['in such a list as JSON', JSON.stringify([B, DATA]), ['b.png', 'file.png']],
		['with blank ones among them', [A, '', null, B], ['a.png', 'b.png']],
	])('are sent in their order: %s', async (_what, given, names) => {
		expect(fileNamesIn(await writeField(pictures, undefined, several(given)))).toEqual({ images: names });
	});

	it.each([A, B, DATA, [A], ` ${JSON.stringify([A])}`])('are sent as one where there is one: %j', async (given) => {
		expect(Object.keys(await writeField(pictures, undefined, several(given)))).toEqual(['image']);
	});

	it.each([undefined, null, '', ' ', [], '[]', [null, '']])('are missed where there is none: %j', async (given) => {
		expect(await refusalOf(pictures, 'data', several(given))).toMatchObject({
			parameter: 'Image URL(s)',
			message: 'There is no file at ""',
		});
	});

	it('are checked, every one of them, and as many as the model takes', async () => {
		expect((await refusalOf(pictures, undefined, several(`${A},https://example.com/none`))).parameter).toBe('Image URL(s)');
		const model = { limits: { max_input_images: 2 } };
		expect((await refusalOf(pictures, undefined, { ...several([A, A, A]), model })).message).toContain('"Image URL(s)" names 3 files');
		expect(await writeField(pictures, undefined, { ...several([A, B]), model })).toHaveProperty('images');
	});
});
