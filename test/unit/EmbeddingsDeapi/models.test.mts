import type { ILoadOptionsFunctions } from 'n8n-workflow';
import nock from 'nock';
import { beforeEach, expect, it } from 'vitest';

import { searchModels } from '../../../nodes/EmbeddingsDeapi/models.ts';
import { forgetCatalog } from '../../../nodes/shared/api/models.ts';
import { API, BASE_URL, executeContext } from '../../support/harness/contexts.mts';

const models = [
	{ name: 'Flux', slug: 'flux', inference_types: ['txt2img'] },
	{ name: 'Zeta', slug: 'zeta', inference_types: ['txt2embedding'] },
	{ name: 'BGE', slug: 'bge', inference_types: ['txt2embedding'] },
];

beforeEach(() => {
	forgetCatalog();
	nock(BASE_URL).get(`${API}/models`).query(true).reply(200, { data: models });
});

it.each([
	[undefined, ['bge', 'zeta']],
	['zet', ['zeta']],
])('lists the models that make vectors, by name, and searches them (%s)', async (filter, slugs) => {
	const { results } = await searchModels.call(executeContext() as unknown as ILoadOptionsFunctions, filter);
	expect(results.map(({ value }) => value)).toEqual(slugs);
});
