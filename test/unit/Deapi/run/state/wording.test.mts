import type { INodeExecutionData } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';

import { optionsOf } from '../../../../../nodes/Deapi/editor/options.ts';
import { findOperation, operations } from '../../../../../nodes/Deapi/operations/index.ts';
import { wordings } from '../../../../../nodes/Deapi/run/state/wording.ts';
import { executeContext } from '../../../../support/harness/contexts.mts';
import type { ContextOptions } from '../../../../support/harness/contexts.mts';

type Parameters = NonNullable<ContextOptions['parameters']>;

const written: Parameters = { prompt: '={{ $json.text }} {{ $now }}', model: 'Flux1schnell', options: { steps: 4, seed: 7 } };
const ITEM: INodeExecutionData = { json: { text: 'a cat', more: { deep: [1] } } };

function wording(parameters: Parameters = {}, item = ITEM, name = 'generate'): string {
	const n8n = executeContext({ parameters: { ...written, operation: name, ...parameters }, items: [item] });
	return wordings({ n8n, operation: findOperation('image', name)! })(0);
}

describe('the wording of an item', () => {
	it.each<[string, Parameters]>([
		['nothing', {}],
		['the way of waiting', { waitMode: 'polling' }],
		[
			'the model from a list, by the name that the list shows',
			{ model: { __rl: true, mode: 'list', value: 'Flux1schnell', cachedResultName: 'FLUX' } },
		],
		['the order of the options', { options: { seed: 7, steps: 4 } }],
		['what is the default anyway', { ratio: 'modelDefault', modelLimits: 'none' }],
		[
			'an option of the run or of the output',
			{
				options: {
					steps: 4,
					seed: 7,
					callbackUrl: 'https://elsewhere.example.com/',
					concurrency: 1,
					estimatePriceOnly: true,
					fallbackModels: ['ZImageTurbo_INT8'],
					maximumPrice: 1,
					outputField: 'picture',
					pictureFormat: 'jpg',
					submitAgain: true,
					waitTimeout: 900,
				},
			},
		],
	])('stays the same where %s is given', (_what, parameters) => {
		expect(wording(parameters)).toBe(wording());
	});

	it.each<[string, Parameters, INodeExecutionData?, string?]>([
		['prompt', { prompt: '={{ $json.text }}' }],
		['model', { model: 'ZImageTurbo_INT8' }],
		['size', { ratio: 'square' }],
		['steps', { options: { steps: 5, seed: 7 } }],
		['seed', { options: { steps: 4 } }],
		['choice to enhance the prompt', { options: { steps: 4, seed: 7, enhancePrompt: true } }],
		['input', {}, { json: { text: 'a dog', more: { deep: [1] } } }],
		['file of the input', {}, { ...ITEM, binary: { data: { data: '', mimeType: 'image/png', fileName: 'cat.png' } } }],
		['operation', {}, ITEM, 'edit'],
	])('is another one with another %s', (_what, parameters, item, name) => {
		expect(wording(parameters, item, name)).not.toBe(wording());
	});

	it('is another one by those options of the run that change what is bought, and by no other', () => {
		const counted = operations.flatMap((operation) => {
			const { resource, value } = operation;
			const wordingWith = (options: Parameters) => {
				const n8n = executeContext({ parameters: { resource, operation: value, options } });
				return wordings({ n8n, operation })(0);
			};
			return optionsOf(operation).flatMap(({ name }) => (wordingWith({ [name]: 7 }) === wordingWith({}) ? [] : [name]));
		});
		expect([...new Set(counted)].sort()).toEqual(['enhancePrompt', 'subtitles']);
	});

	it('is had of an item that holds itself, too', () => {
		const json: INodeExecutionData['json'] = { text: 'a cat' };
		json.self = json;
		expect(wording({}, { json })).toBe(wording({}, { json }));
	});

	it('knows no model that is left empty from one that is not given', () => {
		expect(wording({ model: { __rl: true, mode: 'list', value: '' } })).toBe(wording({ model: '' }));
	});
});
