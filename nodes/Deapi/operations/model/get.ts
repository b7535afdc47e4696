import { deepCopy } from 'n8n-workflow';
import type { IDataObject } from 'n8n-workflow';

import { findChoice } from '../../../shared/api/model';
import { allModels } from '../../../shared/api/models';
import { InputError } from '../../../shared/n8n/inputError';
import { localOnly } from '../../fields/kinds/localOnly';
import { shown, toText } from '../../fields/values';
import type { FreeCallOperation } from '../operation';

const slug = localOnly({
	displayName: 'Model Slug',
	name: 'modelSlug',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. Flux1schnell',
	description: 'The slug of the model in the live catalog, as Get Many lists it',
});

/** One model of the live catalog: docs/api.md#catalog. The API has no call for a single one. */
export const get: FreeCallOperation = {
	kind: 'freeCall',
	resource: 'model',
	value: 'get',
	name: 'Get',
	action: 'Get a model',
	description: 'Retrieve what a model of the live catalog can do: limits, features, defaults, voices',
	fields: [slug],
	schema: { name: 'string', slug: 'string', inference_types: 'array', info: 'object' },
	ask: async (api, item) => {
		const wanted = toText(slug.label, item.get(slug));
		const models = await allModels(api);
		const model = findChoice(models, wanted);
		if (model) return { json: deepCopy(model.entry) as IDataObject };
		const known = models.map((entry) => entry.slug).join(', ');
		const what = wanted === '' ? '"Model Slug" is empty' : `"Model Slug" is ${shown(wanted)}, which deAPI does not have`;
		throw new InputError(slug.label, what, `Choose one of: ${known}.`);
	},
};
