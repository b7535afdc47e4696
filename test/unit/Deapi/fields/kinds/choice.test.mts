import { describe, expect, it } from 'vitest';

import { choice } from '../../../../../nodes/Deapi/fields/kinds/choice.ts';
import { refusalOf, writeField } from '../../../../support/harness/fields.mts';

type Options = Parameters<typeof choice>[0];

const meter = (more: Partial<Options> = {}) =>
	choice({
		name: 'meter',
		label: 'Meter',
		description: '',
		api: 'time_signature',
		default: 4,
		options: [3, 4, 'free'].map((value) => ({ name: `In ${value}`, value })),
		...more,
	});

describe('a choice', () => {
	it.each([
		['a text', 'free', 'free'],
		['a number', 3, 3],
		['a number as a text, from an expression', '3', 3],
		['what is the default', 4, 4],
	])('sends what was chosen: %s', async (_what, given, sent) => {
		expect(await writeField(meter(), given)).toEqual({ time_signature: sent });
	});

	it('is not sent where nothing was chosen', async () => {
		expect(await writeField(meter(), undefined)).toEqual({});
	});

	it('sends the default where nothing was chosen and the API demands one', async () => {
		expect(await writeField(meter({ demanded: true }), undefined)).toEqual({ time_signature: 4 });
		expect(await writeField(meter({ demanded: true }), null)).toEqual({ time_signature: 4 });
	});

	it.each([
		['another number', 5, '5'],
		['another text', 'waltz', '"waltz"'],
		['the name of an option', 'In 3', '"In 3"'],
		['a blank text', '', '""'],
		['an empty list', [], '[]'],
		['several', [3, 4], '[3,4]'],
		['an object', {}, '{}'],
		['what is not a number', NaN, 'NaN'],
		['what has no end', Infinity, 'Infinity'],
		['what every object has', 'constructor', '"constructor"'],
	])('refuses %s', async (_what, given, shown) => {
		expect(await refusalOf(meter(), given)).toEqual({
			parameter: 'Meter',
			message: `"Meter" is ${shown}, which is not an option`,
			remedy: 'Use one of: 3, 4, free.',
		});
	});

	it('is left out where the model does not have the feature', async () => {
		const field = meter({ feature: 'supports_meter', demanded: true });
		expect(await writeField(field, 3, { model: { features: { supports_meter: false } } })).toEqual({});
		expect(await writeField(field, 3, { model: { features: { supports_meter: true } } })).toEqual({ time_signature: 3 });
		expect(await writeField(field, 3)).toEqual({ time_signature: 3 });
	});

	it('sends nothing where it only steers the node, and refuses what is no option all the same', async () => {
		const field = meter({ api: undefined });
		expect(field.api).toEqual([]);
		expect(await writeField(field, 3)).toEqual({});
		expect((await refusalOf(field, 5)).message).toBe('"Meter" is 5, which is not an option');
		// The default stands in the editor: what is nothing came of an expression.
		expect((await refusalOf(field, undefined)).message).toBe('"Meter" is undefined, which is not an option');
	});
});
