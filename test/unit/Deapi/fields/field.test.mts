import { beforeAll, describe, expect, it } from 'vitest';

import { applies } from '../../../../nodes/Deapi/fields/field.ts';
import type { Field, ItemParameters } from '../../../../nodes/Deapi/fields/field.ts';
import { localOnly } from '../../../../nodes/Deapi/fields/kinds/localOnly.ts';
import { operations } from '../../../../nodes/Deapi/operations/index.ts';
import type { Operation } from '../../../../nodes/Deapi/operations/operation.ts';
import { itemParameters } from '../../../../nodes/Deapi/run/build/parameters.ts';
import { Api } from '../../../../nodes/shared/api/client.ts';
import { allModels, forgetCatalog, NO_MODEL } from '../../../../nodes/shared/api/models.ts';
import type { Model, Task } from '../../../../nodes/shared/api/models.ts';
import { InputError } from '../../../../nodes/shared/n8n/inputError.ts';
import { api } from '../../../support/harness/api.mts';
import { executeContext, simulatedTiming } from '../../../support/harness/contexts.mts';

/**
 * What an expression may give in place of what is wanted. Left out, because it was seen to go wrong:
 * - LoRAs with `{ values: {} }`, `{ values: null }`, `{ values: 'ink' }` or `{ values: [null] }`: a TypeError, where the model has LoRAs.
 * - Size as `constructor`, `toString` or the like, which every object has: NaN as width and height.
 * - A file as such a name, or as `{ mimeType: 5, data: '' }` or `{ mimeType: 'image/png', data: null }`: a TypeError.
 * - Objects that cannot be made a text, e.g. `{ toString: 1 }`, in most fields: a TypeError.
 * Not looked at here: texts take NaN and objects for texts, "NaN" and "[object Object]"; numbers take an empty list for 0.
 */
const ODD_VALUES = [
	undefined,
	null,
	'',
	' \n',
	'5',
	'odd',
	'5,,5',
	'x'.repeat(300),
	0,
	-1,
	1.5,
	1e300,
	NaN,
	Infinity,
	-Infinity,
	true,
	false,
	[],
	[null],
	[{}],
	['5', 5],
	[NaN],
	{},
	{ value: '5' },
	{ values: [] },
	{ values: [{}] },
	new Date(0),
];

function tasksOf(operation: Operation): Task[] {
	if (operation.kind !== 'job') return [];
	const { route } = operation;
	return ('by' in route ? Object.values(route.routes) : [route]).map(({ task }) => task);
}

/** What can be chosen in the editor, whatever is odd beside it. */
const choicesOf = ({ properties: [{ type, options = [] }] }: Field) =>
	type === 'options' ? options.flatMap((option) => ('value' in option ? [option.value] : [])) : [];

/** Whether a request has no word for it. */
function isUnfit(value: unknown): boolean {
	if (typeof value === 'object' && value !== null) return Object.values(value).some(isUnfit);
	return value === undefined || (typeof value === 'number' && !Number.isFinite(value));
}

/** What is wrong with a part of a request, or with an error; nothing where there is a request, or words that help. */
async function troubleWith(field: Field, value: unknown, item: ItemParameters, model: Model): Promise<unknown> {
	try {
		const written = await field.write(value, { item, model, body: {} });
		return Object.values(written).some(isUnfit) && written;
	} catch (error) {
		return !(error instanceof InputError && [error.parameter, error.message, error.description].every(Boolean)) && error;
	}
}

describe('every field', () => {
	const plainItem = itemParameters(executeContext(), 0);
	/** Whose other parameters are odd as well. */
	const oddItem = (odd: unknown): ItemParameters => ({ ...plainItem, get: () => odd, raw: () => odd ?? undefined });
	let catalog: Model[];

	beforeAll(async () => {
		forgetCatalog();
		api.models();
		catalog = await allModels(new Api(executeContext(), simulatedTiming()));
	});

	it.each(operations)('of $resource > $value takes an odd value, or refuses it in words, whatever the model', async (operation) => {
		const models = [NO_MODEL, ...catalog.filter(({ tasks }) => tasksOf(operation).some((task) => tasks.includes(task)))];
		expect(models.length > 1).toBe(operation.kind === 'job');
		const troubles: unknown[] = [];
		for (const odd of ODD_VALUES) {
			const item = oddItem(odd);
			for (const field of operation.fields) {
				for (const value of [odd, ...choicesOf(field)]) {
					for (const model of models) {
						const trouble = await troubleWith(field, value, item, model);
						if (trouble) troubles.push({ field: field.label, value, odd, model: model.slug, trouble });
					}
				}
			}
		}
		expect(troubles).toEqual([]);
	});
});

describe('applies', () => {
	const field = (onlyFor?: Field['onlyFor']) => localOnly({ displayName: 'X', name: 'x', type: 'string', default: '' }, onlyFor);
	const parameters: Record<string, unknown> = { source: 'url', enhance: true, quiet: 'true' };
	const isShown = (onlyFor?: Field['onlyFor']) => applies(field(onlyFor), (name) => parameters[name]);

	it('says that a field is sent, unless another parameter is not as it demands', () => {
		expect(isShown()).toBe(true);
		expect(isShown({})).toBe(true);
		expect(isShown({ source: 'url' })).toBe(true);
		expect(isShown({ source: 'url', enhance: true })).toBe(true);
	});

	it('says that it is not, where one of them is another, or missing', () => {
		expect(isShown({ source: 'binary' })).toBe(false);
		expect(isShown({ source: 'url', enhance: false })).toBe(false);
		expect(isShown({ enhance: 'true' })).toBe(false);
		expect(isShown({ quiet: true })).toBe(false);
		expect(isShown({ other: 'url' })).toBe(false);
	});
});
