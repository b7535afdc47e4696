import type { Endpoint } from './endpoint.mts';
import { integer, string } from './fields.mts';

/** They cost nothing: docs/api.md#balance, docs/api.md#catalog, docs/api.md#job-status. */
export const utilities: Record<string, Endpoint> = {
	'GET /balance': { title: 'Balance', answer: 'data', fields: {} },
	'GET /models': {
		title: 'Model Selection',
		answer: 'data',
		fields: {
			'filter[inference_types]': string(),
			// The live API ignores the documented `per_page`; `limit` works.
			per_page: integer(),
			limit: integer({ default: 25, max: 50 }),
			page: integer({ default: 1 }),
		},
	},
	'GET /request-status/{request_id}': { title: 'Request Status', answer: 'data', fields: {} },
};
