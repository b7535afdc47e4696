import type { Endpoint } from './endpoint.mts';
import { integer, string } from './fields.mts';

/** They cost nothing: docs/api.md#balance, docs/api.md#catalog, docs/api.md#job-status. */
export const utilities: Record<string, Endpoint> = {
	'GET /account/balance': { title: 'Balance', answer: 'data', fields: {} },
	'GET /models': {
		title: 'Model Selection',
		answer: 'data',
		fields: {
			'filter[inference_types]': string(),
			// The API ignores the `per_page` that older documents name.
			per_page: integer(),
			limit: integer({ default: 25, max: 50 }),
			page: integer({ default: 1 }),
		},
	},
	'GET /jobs/{id}': { title: 'Job Status', answer: 'data', fields: {} },
};
