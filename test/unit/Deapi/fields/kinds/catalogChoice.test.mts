import { describe, expect, it } from 'vitest';

import { catalogChoice } from '../../../../../nodes/Deapi/fields/kinds/catalogChoice.ts';
import type { Model } from '../../../../../nodes/shared/api/model.ts';
import { refusalOf, writeField } from '../../../../support/harness/fields.mts';

type Options = Parameters<typeof catalogChoice>[0];

const LORAS = [
	// Its name is the slug of another one.
	{ slug: 'wash', name: 'Ink' },
	{ slug: 'ink', name: 'Ink on Paper' },
	{ slug: 'oil', name: 'Oil on Canvas' },
	{ slug: '5', name: 'The Fifth' },
];

const medium = (more: Partial<Options> = {}) =>
	catalogChoice({
		name: 'medium',
		label: 'Medium Name or ID',
		description: 'What it is made with',
		api: 'medium_id',
		method: 'getLoras',
		dependsOn: ['model.value'],
		modelDefault: 'medium',
		choices: ({ loras }) => loras,
		...more,
	});
const write = async (given: unknown, model: Partial<Model> = {}, more: Partial<Options> = {}) =>
	await writeField(medium(more), given, { model: { loras: LORAS, ...model } });

describe('a choice of the catalog', () => {
	it.each([
		['the slug', 'oil', 'oil'],
		['the slug in other letters, with blanks', ' OIL ', 'oil'],
		['the name', 'Oil on Canvas', 'oil'],
		['the name in other letters', 'oil on canvas', 'oil'],
		['the slug of one rather than the name of another', 'ink', 'ink'],
		['a number, from an expression', 5, '5'],
	])('sends the slug for %s', async (_what, given, sent) => {
		expect(await write(given)).toEqual({ medium_id: sent });
	});

	it.each([
		['another', 'chalk', '"chalk"'],
		['a part of a name', 'Oil on', '"Oil on"'],
		['what every object has', 'constructor', '"constructor"'],
	])('refuses %s', async (_what, given, shown) => {
		expect(await refusalOf(medium(), given, { model: { loras: LORAS } })).toEqual({
			parameter: 'Medium Name or ID',
			message: `"Medium Name or ID" is ${shown}, which the model Sketcher does not have`,
			remedy: 'Use one of: wash, ink, oil, 5.',
		});
	});

	it.each([
		['an object', {}, '{}'],
		['several', ['ink', 'oil'], '["ink","oil"]'],
		['what is not a number', NaN, 'NaN'],
	])('refuses %s, which is no text', async (_what, given, shown) => {
		expect((await refusalOf(medium(), given, { model: { loras: LORAS } })).message).toBe(`"Medium Name or ID" is ${shown}, not a text`);
	});

	it.each([undefined, null, '', ' ', []])('takes the default of the model for %j, by its slug or its name', async (given) => {
		expect(await write(given, { defaults: { medium: 'oil' } })).toEqual({ medium_id: 'oil' });
		expect(await write(given, { defaults: { medium: 'Oil on canvas' } })).toEqual({ medium_id: 'oil' });
	});

	it('takes what is usual where the model has no default, or one that it does not offer', async () => {
		const usual = { otherwise: 'Oil on Canvas' };
		expect(await write('', {}, usual)).toEqual({ medium_id: 'oil' });
		expect(await write('', { defaults: { medium: 'chalk' } }, usual)).toEqual({ medium_id: 'oil' });
		expect(await write('', { defaults: { medium: 'ink' } }, usual)).toEqual({ medium_id: 'ink' });
	});

	it('takes the first where nothing else is known', async () => {
		expect(await write('')).toEqual({ medium_id: 'wash' });
		expect(await write('', { defaults: { medium: null } }, { otherwise: 'chalk' })).toEqual({ medium_id: 'wash' });
	});

	it('leaves to the API what the catalog does not list', async () => {
		expect(await write(' chalk ', { loras: [] })).toEqual({ medium_id: 'chalk' });
		expect(await write('', { loras: [], defaults: { medium: 'oil' } }, { otherwise: 'ink' })).toEqual({});
	});

	it('offers what there is in the language that is already in the request', async () => {
		const field = medium({ choices: ({ languages }, language) => languages.find(({ slug }) => slug === language)?.voices ?? [] });
		const languages = ['en', 'fr'].map((slug) => ({ slug, name: slug, voices: [{ slug: `${slug}_1`, name: 'First' }] }));
		expect(await writeField(field, 'First', { model: { languages }, body: { lang: 'fr' } })).toEqual({ medium_id: 'fr_1' });
		const { remedy } = await refusalOf(field, 'en_1', { model: { languages }, body: { lang: 'fr' } });
		expect(remedy).toBe('Use one of: fr_1.');
	});
});

describe('its list in the editor', () => {
	const [property] = medium().properties;

	it('is loaded anew when what it depends on changes', () => {
		expect(property).toMatchObject({
			displayName: 'Medium Name or ID',
			name: 'medium',
			type: 'options',
			description: 'What it is made with',
			typeOptions: { loadOptionsMethod: 'getLoras', loadOptionsDependsOn: ['model.value'] },
		});
	});

	it('may be left empty without being marked as wrong', () => {
		expect(property).toMatchObject({ default: '', allowArbitraryValues: true });
	});
});
