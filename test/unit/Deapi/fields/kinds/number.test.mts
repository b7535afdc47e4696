import { describe, expect, it } from 'vitest';

import { number } from '../../../../../nodes/Deapi/fields/kinds/number.ts';
import { refusalOf, writeField } from '../../../../support/harness/fields.mts';

type Options = Parameters<typeof number>[0];

const steps = (more: Partial<Options> = {}) =>
	number({
		name: 'steps',
		label: 'Steps',
		description: '',
		api: 'inference_steps',
		suggested: 8,
		limits: ['steps', 'inference_steps'],
		modelDefaults: ['steps', 'inference_steps'],
		...more,
	});
const withLimits = { limits: { min_steps: 4, max_steps: 50 } };

describe('a number', () => {
	it.each([
		['a number', 20, 20],
		['0', 0, 0],
		['a number as a text, from an expression', ' 20 ', 20],
	])('sends %s', async (_what, given, sent) => {
		expect(await writeField(steps(), given)).toEqual({ inference_steps: sent });
	});

	it.each([
		['a word', 'many', '"many"'],
		['a number with its unit', '5 steps', '"5 steps"'],
		['blanks', '  ', '"  "'],
		['half a one', 4.5, '4.5'],
		['half a one as a text', '4.5', '"4.5"'],
		['an object', {}, '{}'],
		['a list of several', [4, 5], '[4,5]'],
		['what is not a number', NaN, 'NaN'],
		['what has no end', Infinity, 'Infinity'],
		['what has no beginning', -Infinity, '-Infinity'],
	])('refuses %s where whole numbers are needed', async (_what, given, shown) => {
		expect(await refusalOf(steps(), given)).toEqual({
			parameter: 'Steps',
			message: `"Steps" is ${shown}, not a whole number`,
			remedy: 'Enter digits, without a decimal point.',
		});
	});

	it('takes decimals where they make sense', async () => {
		const field = steps({ decimals: true });
		expect(await writeField(field, 1.5)).toEqual({ inference_steps: 1.5 });
		expect(await writeField(field, '1.5')).toEqual({ inference_steps: 1.5 });
		expect(await refusalOf(field, '1,5')).toEqual({
			parameter: 'Steps',
			message: '"Steps" is "1,5", not a number',
			remedy: 'Enter digits, e.g. 1.5.',
		});
		for (const odd of [NaN, Infinity, {}]) expect((await refusalOf(field, odd)).message).toMatch(/, not a number$/);
	});
});

describe('a number and its limits', () => {
	it.each([4, 50, '50'])('sends %j, which the model can do', async (given) => {
		expect(await writeField(steps(), given, { model: withLimits })).toEqual({ inference_steps: Number(given) });
	});

	it.each([3, 51, '51'])('refuses %j, which the model cannot do', async (given) => {
		expect(await refusalOf(steps(), given, { model: withLimits })).toEqual({
			parameter: 'Steps',
			message: `"Steps" is ${given}, which the model Sketcher cannot do`,
			remedy: 'Use 4 to 50.',
		});
	});

	it('leaves to the API what the catalog does not limit', async () => {
		expect(await writeField(steps(), -1e9)).toEqual({ inference_steps: -1e9 });
	});

	it.each([1, 100])('sends %i, an end of what the API takes', async (given) => {
		expect(await writeField(steps({ range: [1, 100] }), given)).toEqual({ inference_steps: given });
	});

	it.each([0, 101])('refuses %i, which the API does not take, whatever the model', async (given) => {
		expect(await refusalOf(steps({ range: [1, 100] }), given)).toEqual({
			parameter: 'Steps',
			message: `"Steps" is ${given}, which deAPI does not take`,
			remedy: 'Use 1 to 100.',
		});
	});
});

describe('a number that is left out', () => {
	it.each([undefined, ''])('is not sent (%j) where neither model nor API have one', async (given) => {
		expect(await writeField(steps(), given)).toEqual({});
		expect(await writeField(steps(), given, { model: withLimits })).toEqual({});
	});

	it.each<[string, Record<string, unknown>, number]>([
		["the model's own", { steps: 7, inference_steps: 9 }, 7],
		["the model's own under another name", { inference_steps: 9 }, 9],
		['a number where the catalog has a text', { steps: '7' }, 7],
		['0, where that is its own', { steps: 0, inference_steps: 9 }, 0],
		['the next that is a number', { steps: 'auto', inference_steps: 9 }, 9],
		['the next that is there', { steps: null, inference_steps: 9 }, 9],
	])('is %s', async (_what, defaults, sent) => {
		expect(await writeField(steps({ fallback: 30 }), undefined, { model: { defaults } })).toEqual({ inference_steps: sent });
		expect(await writeField(steps({ fallback: 30 }), '', { model: { defaults } })).toEqual({ inference_steps: sent });
	});

	it.each([
		['as it is where nothing limits it', {}, 30],
		['as it is within the limits', { min_steps: 4, max_steps: 50 }, 30],
		['as the least that the model can do', { min_steps: 40 }, 40],
		['as the most that the model can do', { max_steps: 8 }, 8],
	])('is what the API demands, %s', async (_what, limits, sent) => {
		expect(await writeField(steps({ fallback: 30 }), undefined, { model: { limits } })).toEqual({ inference_steps: sent });
	});
});

describe('a number that the model does not take', () => {
	const denied = { features: { supports_steps: false }, defaults: { steps: 7 } };
	const featured = steps({ feature: 'supports_steps', fallback: 30 });

	it.each([20, 'many', undefined])('is left out, not refused: %j', async (given) => {
		expect(await writeField(featured, given, { model: denied })).toEqual({});
	});

	it('is sent where limits are published, whatever the feature says', async () => {
		expect(await writeField(featured, 20, { model: { ...denied, ...withLimits } })).toEqual({ inference_steps: 20 });
		expect(await writeField(featured, undefined, { model: { ...denied, ...withLimits } })).toEqual({ inference_steps: 7 });
	});

	it('is sent where the catalog does not say whether the model takes it', async () => {
		expect(await writeField(featured, 20)).toEqual({ inference_steps: 20 });
	});

	it('is left out where limits have to be published, and are not', async () => {
		const field = steps({ onlyWithLimits: true, fallback: 30 });
		for (const given of [20, 'many', undefined]) expect(await writeField(field, given)).toEqual({});
		expect(await writeField(field, 20, { model: withLimits })).toEqual({ inference_steps: 20 });
		expect(await writeField(field, undefined, { model: withLimits })).toEqual({ inference_steps: 30 });
	});
});
