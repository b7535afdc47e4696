import { describe, expect, it } from 'vitest';

import { checkLimits, describeBound, describeRange, nearestMultiple } from '../../../../nodes/Deapi/fields/limits.ts';
import type { Bound } from '../../../../nodes/Deapi/fields/limits.ts';
import { InputError } from '../../../../nodes/shared/n8n/inputError.ts';
import { someModel } from '../../../support/harness/fields.mts';

type Limits = Record<string, number>;

const STEPS: Bound = { of: 'Steps', stems: ['steps', 'inference_steps'] };
const WIDTH: Bound = { of: 'Width', stems: ['width'], unit: 'pixels', stepped: true };

const check =
	(value: number, limits: Limits, bound = STEPS, finding?: string) =>
	() =>
		checkLimits({ label: bound.of, value, finding }, someModel({ limits }), bound);

function refusal(...input: Parameters<typeof check>): InputError {
	try {
		check(...input)();
	} catch (error) {
		expect(error).toBeInstanceOf(InputError);
		return error as InputError;
	}
	throw new Error('not refused');
}

describe('checkLimits', () => {
	it.each<[string, number, Limits]>([
		['the least', 4, { min_steps: 4, max_steps: 50 }],
		['the most', 50, { min_steps: 4, max_steps: 50 }],
		['the only one', 4, { min_steps: 4, max_steps: 4 }],
		['what has no upper limit', 1e9, { min_steps: 4 }],
		['what has no lower limit', -1e9, { max_steps: 50 }],
		['0, where that is the most', 0, { min_steps: 0, max_steps: 0 }],
		['anything where the catalog says nothing', 1e9, {}],
		['anything where the catalog speaks of something else', 1e9, { max_width: 8 }],
	])('lets pass %s', (_what, value, limits) => {
		expect(check(value, limits)).not.toThrow();
	});

	it.each<[string, number, Limits, string]>([
		['less than the least', 3, { min_steps: 4, max_steps: 50 }, 'Use 4 to 50.'],
		['more than the most', 51, { min_steps: 4, max_steps: 50 }, 'Use 4 to 50.'],
		['another than the only one', 5, { min_steps: 4, max_steps: 4 }, 'Use 4.'],
		['less, without an upper limit', 3, { min_steps: 4 }, 'Use at least 4.'],
		['more, without a lower limit', 51, { max_steps: 50 }, 'Use at most 50.'],
		['less than 0, where that is the least', -1, { min_steps: 0 }, 'Use at least 0.'],
		['more than 0, where that is the most', 1, { min_steps: 0, max_steps: 0 }, 'Use 0.'],
	])('refuses %s, and says what would work', (_what, value, limits, remedy) => {
		const { parameter, message, description } = refusal(value, limits);
		expect({ parameter, message, description }).toEqual({
			parameter: 'Steps',
			message: `"Steps" is ${value}, which the model Sketcher cannot do`,
			description: remedy,
		});
	});

	it('goes by the first name of the limit that the catalog knows', () => {
		expect(refusal(9, { max_inference_steps: 8 }).description).toBe('Use at most 8.');
		expect(check(9, { max_steps: 10, max_inference_steps: 8 })).not.toThrow();
	});

	it('tells of a value that the user has not typed', () => {
		const { parameter, message } = refusal(90, { min_width: 128 }, WIDTH, 'The file "a.png" is 90 pixels wide');
		expect(parameter).toBe('Width');
		expect(message).toBe('The file "a.png" is 90 pixels wide, which the model Sketcher cannot do');
	});

	it('takes only multiples of the step, and names the nearest that is within the limits', () => {
		const limits = { min_width: 200, max_width: 1000, resolution_step: 128 };
		expect(check(640, limits, WIDTH)).not.toThrow();
		expect(refusal(641, limits, WIDTH).description).toBe('Use a multiple of 128, e.g. 640.');
		expect(refusal(200, limits, WIDTH).description).toBe('Use a multiple of 128, e.g. 256.');
		expect(refusal(1000, limits, WIDTH).description).toBe('Use a multiple of 128, e.g. 896.');
		expect(refusal(1024, limits, WIDTH).description).toBe('Use 200 to 1000 pixels.');
	});

	it('asks for no multiples where there is no step, or it is not of this bound', () => {
		expect(check(641, {}, WIDTH)).not.toThrow();
		expect(check(641, { resolution_step: 0 }, WIDTH)).not.toThrow();
		expect(check(7, { resolution_step: 128 })).not.toThrow();
	});
});

describe('describeBound', () => {
	it.each<[string | undefined, Limits, Bound]>([
		['256 to 2048 pixels, a multiple of 128', { min_width: 256, max_width: 2048, resolution_step: 128 }, WIDTH],
		['256 to 2048 pixels', { min_width: 256, max_width: 2048 }, WIDTH],
		['at most 2048 pixels', { max_width: 2048 }, WIDTH],
		['at least 1', { min_steps: 1, resolution_step: 128 }, STEPS],
		['4', { min_inference_steps: 4, max_inference_steps: 4 }, STEPS],
		[undefined, { resolution_step: 128 }, WIDTH],
		[undefined, {}, STEPS],
	])('says %s', (words, limits, bound) => {
		expect(describeBound(bound, someModel({ limits }))).toBe(words);
	});
});

describe('describeRange', () => {
	it.each<[string, number | undefined, number | undefined]>([
		['at most 8', undefined, 8],
		['at least 0', 0, undefined],
		['0', 0, 0],
		['0 to 8', 0, 8],
	])('says %s', (words, min, max) => {
		expect(describeRange(min, max)).toBe(words);
	});
});

describe('nearestMultiple', () => {
	it.each([
		['rounds down', 711, 16, undefined, undefined, 704],
		['rounds up', 697, 16, undefined, undefined, 704],
		['keeps a multiple', 704, 16, undefined, undefined, 704],
		['is no less than one step', 1, 16, undefined, undefined, 16],
		['is no less than the least that is a multiple', 100, 128, 200, 1000, 256],
		['is no more than the most that is a multiple', 2000, 128, 200, 1000, 896],
	])('%s', (_what, value, step, min, max, expected) => {
		expect(nearestMultiple(value, step, min, max)).toBe(expected);
	});
});
