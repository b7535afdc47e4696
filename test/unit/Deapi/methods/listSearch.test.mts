import type { ILoadOptionsFunctions } from 'n8n-workflow';
import nock from 'nock';
import { beforeEach, expect, it } from 'vitest';

import { searchModels } from '../../../../nodes/Deapi/methods/listSearch.ts';
import { forgetCatalog } from '../../../../nodes/shared/api/models.ts';
import { API, BASE_URL, executeContext } from '../../../support/harness/contexts.mts';

const models = Array.from({ length: 120 }, (_, index) => ({
	name: `Model ${String(index).padStart(3, '0')}`,
	slug: `m${index}`,
	inference_types: ['txt2img'],
}));

beforeEach(() => {
	forgetCatalog();
	nock(BASE_URL).get(`${API}/models`).query(true).reply(200, { data: models });
});

function search(filter?: string, page?: string) {
	const parameters: Record<string, string> = { resource: 'image', operation: 'generate' };
	const context = Object.assign(executeContext(), { getCurrentNodeParameter: (name: string) => parameters[name] });
	return searchModels.call(context as unknown as ILoadOptionsFunctions, filter, page);
}

it('lists a long catalog page by page, every model once', async () => {
	const seen: string[] = [];
	let page: string | undefined;
	do {
		const { results, paginationToken } = await search(undefined, page);
		expect(results.length).toBeLessThanOrEqual(50);
		seen.push(...results.map(({ value }) => String(value)));
		page = paginationToken as string | undefined;
	} while (page !== undefined);
	expect(seen).toEqual(models.map(({ slug }) => slug));
});

it('searches all pages', async () => {
	expect(await search('model 11')).toEqual({
		results: models.slice(110).map(({ name, slug }) => ({ name, value: slug, description: slug })),
	});
});
