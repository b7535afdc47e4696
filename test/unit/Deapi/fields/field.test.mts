import type { IExecuteFunctions } from 'n8n-workflow';
import { beforeAll, describe, expect, it } from 'vitest';

import { applies } from '../../../../nodes/Deapi/fields/field.ts';
import type { Field, ItemParameters } from '../../../../nodes/Deapi/fields/field.ts';
import { localOnly } from '../../../../nodes/Deapi/fields/kinds/localOnly.ts';
import { operations } from '../../../../nodes/Deapi/operations/index.ts';
import type { Operation } from '../../../../nodes/Deapi/operations/operation.ts';
import { itemParameters } from '../../../../nodes/Deapi/run/build/parameters.ts';
import { Api } from '../../../../nodes/shared/api/client.ts';
import { NO_MODEL } from '../../../../nodes/shared/api/model.ts';
import { allModels, forgetCatalog } from '../../../../nodes/shared/api/models.ts';
import type { Model, Task } from '../../../../nodes/shared/api/model.ts';
import { isFilePart } from '../../../../nodes/shared/api/requestBody.ts';
import { InputError } from '../../../../nodes/shared/n8n/inputError.ts';
import { api } from '../../../support/harness/api.mts';
import { executeContext, simulatedTiming } from '../../../support/harness/contexts.mts';
import { ODD_VALUES } from '../../../support/harness/oddValues.mts';

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
	if (isFilePart(value)) return false;
	if (typeof value === 'object' && value !== null) return Object.values(value).some(isUnfit);
	if (typeof value === 'string') return value.includes('[object');
	return value === undefined || (typeof value === 'number' && !Number.isFinite(value));
}

/** Of the parameters that it reads; "Subtitles" need time stamps. */
const labelsOf = ({ label, properties }: Field) => [label, ...properties.map(({ displayName }) => displayName), 'Subtitles'];

/** What is wrong with a part of a request, or with an error; nothing where there is a request, or words that help. */
async function troubleWith(field: Field, value: unknown, item: ItemParameters, model: Model): Promise<unknown> {
	try {
		const written = await field.write(value, { item, model, body: {} });
		return Object.values(written).some(isUnfit) && written;
	} catch (error) {
		const isInWords = error instanceof InputError && [error.message, error.description].every((text) => text && !text.includes('[object'));
		return !(isInWords && labelsOf(field).includes(error.parameter)) && error;
	}
}

const contextOf = (n8n: IExecuteFunctions) => ({ n8n, api: new Api(n8n, simulatedTiming()) });

describe('every field', { timeout: 60_000 }, () => {
	const plainItem = itemParameters(contextOf(executeContext()), 0);
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
