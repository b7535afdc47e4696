import { beforeEach, describe, expect, it } from 'vitest';

import { findOperation } from '../../../../../nodes/Deapi/operations/index.ts';
import type { JobOperation } from '../../../../../nodes/Deapi/operations/operation.ts';
import { buildRequests } from '../../../../../nodes/Deapi/run/build/request.ts';
import { openContext } from '../../../../../nodes/Deapi/run/state/context.ts';
import { forgetCatalog } from '../../../../../nodes/shared/api/models.ts';
import { isFilePart } from '../../../../../nodes/shared/api/requestBody.ts';
import { InputError } from '../../../../../nodes/shared/n8n/inputError.ts';
import { api } from '../../../../support/harness/api.mts';
import { executeContext, simulatedTiming } from '../../../../support/harness/contexts.mts';
import type { ContextOptions } from '../../../../support/harness/contexts.mts';
import { fileSaying } from '../../../../support/harness/files.mts';

type Parameters = NonNullable<ContextOptions['parameters']>;

const PICTURE = { data: fileSaying('png').toString('base64'), mimeType: 'image/png', fileName: 'cat.png' };

async function prepare(parameters: Parameters, operation = 'generate', items?: ContextOptions['items']) {
	const n8n = executeContext({ parameters: { operation, ...parameters }, items });
	const ctx = openContext(n8n, findOperation('image', operation) as JobOperation, simulatedTiming());
	return (await buildRequests(ctx, 0))[0];
}

async function refused(...input: globalThis.Parameters<typeof prepare>): Promise<InputError> {
	const error = await prepare(...input).catch((thrown: unknown) => thrown);
	expect(error).toBeInstanceOf(InputError);
	return error as InputError;
}

beforeEach(() => {
	forgetCatalog();
	api.models();
});

describe('Image > Generate', () => {
	it('needs nothing but a prompt: the first suitable model and its defaults', async () => {
		const { body, model } = await prepare({ prompt: ' a cat ' });
		expect(model).toBe('Flux1schnell');
		expect(body).toEqual({ model: 'Flux1schnell', prompt: 'a cat', width: 768, height: 768, steps: 4, seed: expect.any(Number) });
	});

	it.each([
		['a plain slug, as older workflows have it', 'ZImageTurbo_INT8'],
		['a choice of the list', { __rl: true, mode: 'list', value: 'ZImageTurbo_INT8' }],
		['a slug typed in', { __rl: true, mode: 'id', value: ' ZImageTurbo_INT8 ' }],
	])('takes the model from %s', async (_form, model) => {
		expect((await prepare({ prompt: 'a cat', model })).body).toMatchObject({ model: 'ZImageTurbo_INT8', steps: 8 });
	});

	it.each([
		'ZImageTurbo_INT8, Flux1schnell',
		'["ZImageTurbo_INT8","Flux1schnell"]',
		['ZImageTurbo_INT8', 'Flux1schnell'],
		' ZImageTurbo_INT8 ',
	])('takes the fallback models from %j', async (fallbackModels) => {
		const { model } = await prepare({ prompt: 'a cat', model: 'Retired', options: { fallbackModels } as never });
		expect(model).toBe('ZImageTurbo_INT8');
	});

	it.each([
		['model', 'Model', { slug: 'ZImageTurbo_INT8' }],
		['model', 'Model', ['ZImageTurbo_INT8']],
		['fallbackModels', 'Fallback Model Names or IDs', [{ slug: 'ZImageTurbo_INT8' }]],
		['fallbackModels', 'Fallback Model Names or IDs', { slug: 'ZImageTurbo_INT8' }],
	])('does not take an object for %s', async (name, label, given) => {
		const expression = `={{ (${JSON.stringify(given)}) }}`;
		const error = await refused({ prompt: 'a', ...(name === 'model' ? { model: expression } : { options: { [name]: expression } }) });
		expect(error.parameter).toBe(label);
		expect(error.message).toMatch(/, not a text$/);
	});

	it('sends what was asked for', async () => {
		const options = { seed: 5, steps: 10, negativePrompt: 'dogs' };
		expect((await prepare({ prompt: 'a cat', ratio: 'custom', width: 1024, height: 640, options })).body).toEqual({
			model: 'Flux1schnell',
			prompt: 'a cat',
			width: 1024,
			height: 640,
			seed: 5,
			steps: 10,
			negative_prompt: 'dogs',
		});
	});

	it('does not send what the model does not take', async () => {
		const options = { guidance: 7, negativePrompt: 'dogs' };
		const { body } = await prepare({ prompt: 'a cat', model: 'Flux_2_Klein_4B_BF16', options });
		expect(body).not.toHaveProperty('guidance');
		expect(body).not.toHaveProperty('negative_prompt');
	});

	it.each([
		['Flux1schnell', 'landscape', 1024, 640],
		['Flux1schnell', 'portrait', 640, 1024],
		['Flux1schnell', 'square', 768, 768],
		['ZImageTurbo_INT8', 'landscape', 1024, 576],
		['Flux_2_Klein_4B_BF16', 'landscape', 1360, 768],
		['Flux_2_Klein_4B_BF16', 'portrait', 768, 1360],
	])('makes %s %s %i × %i', async (model, ratio, width, height) => {
		expect((await prepare({ prompt: 'a cat', model, ratio })).body).toMatchObject({ width, height });
	});

	it('draws a new seed for every request, unless it is given one', async () => {
		const seeds = await Promise.all(Array.from({ length: 20 }, async () => (await prepare({ prompt: 'a cat' })).body.seed));
		expect(new Set(seeds).size).toBeGreaterThan(18);
		expect((await prepare({ prompt: 'a cat', options: { seed: 0 } })).body.seed).toBe(0);
	});

	it('gives the same request the same fingerprint, whatever seed was drawn', async () => {
		const fingerprint = async (parameters: Parameters) => (await prepare(parameters)).fingerprint;
		const [one, two] = [await fingerprint({ prompt: 'a cat' }), await fingerprint({ prompt: 'a cat' })];
		expect(one).toMatch(/^\S{43}$/);
		expect(one).toBe(two);
		expect(await fingerprint({ prompt: 'a dog' })).not.toBe(one);
		expect(await fingerprint({ prompt: 'a cat', options: { seed: 5 } })).not.toBe(
			await fingerprint({ prompt: 'a cat', options: { seed: 6 } }),
		);
	});

	it.each([
		['an empty prompt', { prompt: ' ' }, 'Prompt', '"Prompt" is empty'],
		['an unknown model', { prompt: 'a', model: 'Dall-E' }, 'Model', '"Model" is "Dall-E", which deAPI does not have for "Generate"'],
		['a model for something else', { prompt: 'a', model: 'Ben2' }, 'Model', '"Model" is "Ben2", which deAPI does not have for "Generate"'],
		[
			'a width below the model',
			{ prompt: 'a', ratio: 'custom', width: 128, height: 768 },
			'Width',
			'"Width" is 128, which the model Flux1schnell cannot do',
		],
		[
			'a width above the model',
			{ prompt: 'a', ratio: 'custom', width: 4096, height: 768 },
			'Width',
			'"Width" is 4096, which the model Flux1schnell cannot do',
		],
		[
			'a height between the steps',
			{ prompt: 'a', ratio: 'custom', width: 768, height: 700 },
			'Height',
			'"Height" is 700, which the model Flux1schnell cannot do',
		],
		['a width in words', { prompt: 'a', ratio: 'custom', width: 'wide', height: 768 }, 'Width', '"Width" is "wide", not a whole number'],
		['too many steps', { prompt: 'a', options: { steps: 11 } }, 'Steps', '"Steps" is 11, which the model Flux1schnell cannot do'],
		['half a step', { prompt: 'a', options: { steps: 4.5 } }, 'Steps', '"Steps" is 4.5, not a whole number'],
		['a seed in words', { prompt: 'a', options: { seed: 'lucky' } }, 'Seed', '"Seed" is "lucky", not a whole number'],
	])('refuses %s', async (_what, parameters, parameter, message) => {
		const error = await refused(parameters as Parameters);
		expect(error.message).toBe(message);
		expect(error.parameter).toBe(parameter);
	});

	it('says what would work', async () => {
		const size = { prompt: 'a', ratio: 'custom', height: 768 };
		expect((await refused({ ...size, width: 4096 })).description).toBe('Use 256 to 2048 pixels.');
		expect((await refused({ ...size, width: 700 })).description).toBe('Use a multiple of 128, e.g. 640.');
		expect((await refused({ prompt: 'a', model: 'x' })).description).toBe(
			'Choose one of: Flux1schnell, ZImageTurbo_INT8, Flux_2_Klein_4B_BF16, gpt-image-2.',
		);
		expect((await refused({ prompt: 'a', model: 'Flux_2_Klein_4B_BF16', options: { steps: 5 } })).description).toBe('Use 4.');
	});
});

describe('Image > Remove Background', () => {
	const remove = (binary: object | undefined, parameters: Parameters = {}): globalThis.Parameters<typeof prepare> => [
		{ binaryPropertyName: 'data', ...parameters },
		'removeBackground',
		[{ json: {}, binary } as never],
	];

	it('sends the file under the name of the API', async () => {
		const { body } = await prepare(...remove({ data: PICTURE }));
		expect(body).toMatchObject({ model: 'Ben2', image: { fileName: 'cat.png', mimeType: 'image/png', size: fileSaying('png').length } });
		if (!isFilePart(body.image)) throw new Error('not a file');
		expect(await body.image.open()).toEqual(fileSaying('png'));
	});

	it('says which fields hold files when the named one does not', async () => {
		const error = await refused(...remove({ photo: PICTURE, scan: PICTURE }));
		expect(error.message).toBe('There is no file in the input field "data" that "Input Data Field Name" names');
		expect(error.description).toBe('This item has files in: photo, scan.');
	});

	it('says that the item has no file at all', async () => {
		expect((await refused(...remove(undefined))).description).toContain('This item has no files.');
	});

	it('refuses a file that is no image', async () => {
		const error = await refused(
			...remove({ data: { data: Buffer.from('Notes').toString('base64'), mimeType: 'image/png', fileName: 'notes.txt' } }),
		);
		expect(error.message).toBe('The file "notes.txt" in "Input Data Field Name" is a text, not an image');
	});

	it('knows a file that was put where its name belongs', async () => {
		const error = await refused(...remove({ data: PICTURE }, { binaryPropertyName: 'iVBORw0KGgo'.repeat(30) }));
		expect(error.message).toContain('look like the file itself');
	});
});
