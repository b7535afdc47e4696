import { describe, expect, it } from 'vitest';

import { loras } from '../../../../../nodes/Deapi/fields/kinds/loras.ts';
import { refusalOf, writeField } from '../../../../support/harness/fields.mts';

const model = { loras: ['ink', 'oil'].map((slug) => ({ slug, name: slug.toUpperCase() })) };

const write = async (values: unknown) => await writeField(loras(), { values }, { model });
const refused = async (values: unknown) => await refusalOf(loras(), { values }, { model });

describe('LoRAs', () => {
	it('are sent with their weights, in their order', async () => {
		const given = [
			{ name: 'oil', weight: 0.5 },
			{ name: 'ink', weight: 2 },
		];
		expect(await write(given)).toEqual({ loras: given });
	});

	it.each([
		[0, 0],
		['0.5', 0.5],
		[undefined, 1],
	])('take the weight %j', async (given, weight) => {
		expect(await write([{ name: 'ink', weight: given }])).toEqual({ loras: [{ name: 'ink', weight }] });
	});

	it('have no negative weight', async () => {
		expect(await refused([{ name: 'ink', weight: -0.01 }])).toEqual({
			parameter: 'LoRAs',
			message: '"LoRAs" gives ink the weight -0.01',
			remedy: 'Use 0 or more.',
		});
	});

	it.each([
		['heavy', '"heavy"'],
		['', '""'],
		[{}, '{}'],
		[NaN, 'NaN'],
		[Infinity, 'Infinity'],
	])('have no weight that is not a number: %j', async (weight, shown) => {
		expect(await refused([{ name: 'ink', weight }])).toEqual({
			parameter: 'LoRAs',
			message: `"LoRAs" is ${shown}, not a number`,
			remedy: 'Enter digits, e.g. 1.5.',
		});
	});

	it.each([
		['chalk', '"chalk"'],
		['INK', '"INK"'],
		['', '""'],
		[5, '5'],
		[null, 'null'],
		[undefined, 'undefined'],
	])('are refused where the model does not have them: %j', async (name, shown) => {
		expect(await refused([{ name: 'ink' }, { name, weight: 1 }])).toEqual({
			parameter: 'LoRAs',
			message: `"LoRAs" names ${shown}, which the model Sketcher does not have`,
			remedy: 'Use one of: ink, oil.',
		});
	});

	it('are left out, not refused, where the model has none', async () => {
		expect(await writeField(loras(), { values: [{ name: 'chalk', weight: -1 }] })).toEqual({});
	});

	const INK = { name: 'ink', weight: 0.5 };

	it.each<[string, unknown]>([
		['below values', { values: [INK] }],
		['below values, one of them', { values: INK }],
		['in a list', [INK]],
		['alone', INK],
		['as JSON', JSON.stringify({ values: [INK] })],
		['as JSON, in a list', JSON.stringify([INK])],
	])('are taken as they are meant: %s', async (_how, given) => {
		expect(await writeField(loras(), given, { model })).toEqual({ loras: [INK] });
	});

	it.each(['ink', ['ink'], { values: 'ink' }, '["ink"]'])('may be names alone: %j', async (given) => {
		expect(await writeField(loras(), given, { model })).toEqual({ loras: [{ name: 'ink', weight: 1 }] });
	});

	it.each([5, true, { a: 1 }, { values: [null] }, { values: [5] }, [[]], { values: {} }])('are not %j', async (given) => {
		expect((await refusalOf(loras(), given, { model })).message).toMatch(/^"LoRAs" (has|names) /);
	});

	it.each([undefined, null, '', {}, { values: [] }, { values: undefined }, { values: null }, []])(
		'are not sent where none is named: %j',
		async (given) => {
			expect(await writeField(loras(), given, { model })).toEqual({});
		},
	);
});
