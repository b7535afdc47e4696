import { describe, expect, it } from 'vitest';

import { size } from '../../../../../nodes/Deapi/fields/kinds/size.ts';
import type { Model } from '../../../../../nodes/shared/api/model.ts';
import type { RequestBody } from '../../../../../nodes/shared/api/requestBody.ts';
import { samplePicture } from '../../../../support/emulator/samples.mts';
import { refusalOf, writeField } from '../../../../support/harness/fields.mts';

const model: Partial<Model> = {
	limits: { min_width: 256, max_width: 1024, min_height: 256, max_height: 896, resolution_step: 64 },
	defaults: { width: 768, height: 512 },
};
const custom = (width: unknown, height: unknown) => ({ item: { parameters: { width, height } }, model });

describe('the size of the model', () => {
	it.each([undefined, null, 'modelDefault'])('is taken for %j', async (given) => {
		expect(await writeField(size(), given, { model })).toEqual({ width: 768, height: 512 });
	});

	it('is a number where the catalog has a text', async () => {
		expect(await writeField(size(), undefined, { model: { defaults: { width: '768', height: '512' } } })).toEqual({
			width: 768,
			height: 512,
		});
	});

	it('is the largest where the catalog has no default', async () => {
		expect(await writeField(size(), undefined, { model: { ...model, defaults: {} } })).toEqual({ width: 1024, height: 896 });
	});

	it.each<[string, Partial<Model>]>([
		['nothing', {}],
		['only a width', { defaults: { width: 768 } }],
		['only a height', { limits: { max_height: 768 } }],
		['no numbers', { defaults: { width: 'auto', height: 'auto' } }],
	])('has to be given where the catalog says %s', async (_what, unknown) => {
		for (const given of ['modelDefault', 'landscape']) {
			expect(await refusalOf(size(), given, { model: unknown })).toEqual({
				parameter: 'Size',
				message: 'The catalog does not say which size the model Sketcher works best with',
				remedy: 'Set "Size" to Custom and enter width and height.',
			});
		}
	});
});

describe('a shape', () => {
	it.each([
		['landscape', 832, 448],
		['portrait', 448, 832],
		['square', 640, 640],
	])('has the area of the default, in steps: %s', async (shape, width, height) => {
		expect(await writeField(size(), shape, { model })).toEqual({ width, height });
	});

	it('keeps to the limits rather than to the area', async () => {
		const limits = { ...model.limits, max_width: 512 };
		expect(await writeField(size(), 'landscape', { model: { ...model, limits } })).toEqual({ width: 512, height: 320 });
		const lower = { ...model.limits, max_height: 320 };
		expect(await writeField(size(), 'portrait', { model: { ...model, limits: lower } })).toEqual({ width: 256, height: 320 });
	});

	it('has steps of 8 pixels where the catalog has none', async () => {
		expect(await writeField(size(), 'landscape', { model: { defaults: model.defaults } })).toEqual({ width: 840, height: 472 });
	});
});

describe('what is no size', () => {
	it.each(['16:9', '', 'constructor', '__proto__', 'toString', 'original', {}, ['square'], 1, true])('is refused: %j', async (given) => {
		const { parameter, message, remedy } = await refusalOf(size(), given, { model });
		expect(parameter).toBe('Size');
		expect(message).toBe(`"Size" is ${JSON.stringify(given)}, which is not an option`);
		expect(remedy).toBe('Use one of: custom, landscape, modelDefault, portrait, square.');
	});
});

describe('a custom size', () => {
	it.each([
		[256, 256],
		[1024, 896],
		['512', '320'],
	])('may be %j × %j', async (width, height) => {
		expect(await writeField(size(), 'custom', custom(width, height))).toEqual({ width: Number(width), height: Number(height) });
	});

	it.each([
		['Width', 192, 512, 'Use 256 to 1024 pixels.'],
		['Width', 1088, 512, 'Use 256 to 1024 pixels.'],
		['Height', 512, 192, 'Use 256 to 896 pixels.'],
		['Height', 512, 960, 'Use 256 to 896 pixels.'],
		['Width', 300, 512, 'Use a multiple of 64, e.g. 320.'],
		['Height', 512, 300, 'Use a multiple of 64, e.g. 320.'],
	])('may not have the %s of %i × %i', async (parameter, width, height, remedy) => {
		const value = parameter === 'Width' ? width : height;
		expect(await refusalOf(size(), 'custom', custom(width, height))).toEqual({
			parameter,
			message: `"${parameter}" is ${value}, which the model Sketcher cannot do`,
			remedy,
		});
	});

	it.each([
		[undefined, 'undefined'],
		['', '""'],
		['wide', '"wide"'],
		['512px', '"512px"'],
		[512.5, '512.5'],
		[{}, '{}'],
		[NaN, 'NaN'],
		[Infinity, 'Infinity'],
	])('is of whole numbers, not %j', async (odd, shown) => {
		const remedy = 'Enter digits, without a decimal point.';
		const says = (parameter: string) => ({ parameter, message: `"${parameter}" is ${shown}, not a whole number`, remedy });
		expect(await refusalOf(size(), 'custom', custom(odd, 512))).toEqual(says('Width'));
		expect(await refusalOf(size(), 'custom', custom(512, odd))).toEqual(says('Height'));
	});

	it('is for the API to judge where the catalog has no limits', async () => {
		expect(await writeField(size(), 'custom', { ...custom(7, 9999), model: {} })).toEqual({ width: 7, height: 9999 });
	});
});

describe('the original size', () => {
	const filePart = (content: Buffer, fileName = 'a.png') => ({
		fileName,
		mimeType: 'image/png',
		size: content.length,
		open: async () => content,
	});
	const wide = filePart(samplePicture({ width: 160, height: 80 }));
	const broken = filePart(Buffer.from('no picture'));

	it('is that of the input where none is sent', async () => {
		expect(await writeField(size({ original: 'size' }), 'original', { model })).toEqual({});
		expect(await writeField(size({ original: 'size', initial: 'original' }), undefined, { model })).toEqual({});
	});

	it('is all there is where the model takes no other one', async () => {
		const fixed = { ...model, features: { supports_custom_output_size: false } };
		for (const given of ['original', 'modelDefault', 'landscape', 'custom', undefined]) {
			expect(await writeField(size({ original: 'size' }), given, { ...custom('wide', 7), model: fixed })).toEqual({});
		}
		expect(await writeField(size({ original: 'size' }), 'modelDefault', { model })).toEqual({ width: 768, height: 512 });
	});

	it('is the shape of the first input that can be read, in a size that the model can do', async () => {
		const field = size({ original: 'shape', initial: 'original' });
		const bodies: RequestBody[] = [{ image: wide }, { images: [broken, wide] }, { first_frame_image: wide, other: broken }];
		for (const body of bodies) {
			expect(await writeField(field, undefined, { model, body })).toEqual({ width: 896, height: 448 });
		}
	});

	it('is the default of the model where no input can be read', async () => {
		const bodies: RequestBody[] = [{ image: broken }, {}];
		for (const body of bodies) {
			expect(await writeField(size({ original: 'shape' }), 'original', { model, body })).toEqual({ width: 768, height: 512 });
		}
	});

	it('is offered only where there is an input', () => {
		const choicesOf = (field: ReturnType<typeof size>) =>
			(field.properties[0].options ?? []).map((option) => ('value' in option ? option.value : ''));
		expect(choicesOf(size())).toEqual(['custom', 'landscape', 'modelDefault', 'portrait', 'square']);
		expect(choicesOf(size({ original: 'shape' }))).toContain('original');
	});
});
