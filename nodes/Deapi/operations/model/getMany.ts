import { deepCopy } from 'n8n-workflow';
import type { IDataObject } from 'n8n-workflow';

import { TASKS } from '../../../shared/api/model';
import { allModels, modelsFor } from '../../../shared/api/models';
import type { Task } from '../../../shared/api/model';
import type { ItemParameters } from '../../fields/field';
import { choice } from '../../fields/kinds/choice';
import { localOnly } from '../../fields/kinds/localOnly';
import { toBoolean, toChoice, toNumber } from '../../fields/values';
import type { FreeCallOperation } from '../operation';

const ANY = 'any';

const task = choice({
	name: 'task',
	label: 'Task',
	default: ANY,
	description: 'What the models can do',
	options: [{ name: 'Any', value: ANY }, ...Object.entries(TASKS).map(([value, name]) => ({ name, value }))],
});

const returnAll = localOnly({
	displayName: 'Return All',
	name: 'returnAll',
	type: 'boolean',
	default: false,
	description: 'Whether to return all results or only up to a given limit',
});

const limit = localOnly(
	{
		displayName: 'Limit',
		name: 'limit',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 50,
		description: 'Max number of results to return',
	},
	{ returnAll: false },
);

/** The live catalog: docs/api.md#catalog. */
export const getMany: FreeCallOperation = {
	kind: 'freeCall',
	resource: 'model',
	value: 'getMany',
	name: 'Get Many',
	action: 'Get many models',
	description: 'List the models of the live catalog, one output item each',
	fields: [task, returnAll, limit],
	schema: { name: 'string', slug: 'string', inference_types: 'array', info: 'object' },
	ask: async (api, item) => {
		const wanted = toChoice(task.label, item.get(task) ?? ANY, [ANY, ...(Object.keys(TASKS) as Task[])]);
		const most = mostOf(item);
		const models = await (wanted === ANY ? allModels(api) : modelsFor(api, wanted));
		return models.slice(0, most).map(({ entry }) => ({ json: deepCopy(entry) as IDataObject }));
	},
};

function mostOf(item: ItemParameters): number {
	if (toBoolean(returnAll.label, item.get(returnAll) ?? false)) return Infinity;
	return toNumber(limit.label, item.get(limit) ?? limit.properties[0].default, { whole: true, min: 1 });
}
