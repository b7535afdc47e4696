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
		[NaN, 'null'],
		[Infinity, 'null'],
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

	it.each([undefined, null, '', {}, { values: [] }, { values: undefined }])('are not sent where none is named: %j', async (given) => {
		expect(await writeField(loras(), given, { model })).toEqual({});
	});
});
