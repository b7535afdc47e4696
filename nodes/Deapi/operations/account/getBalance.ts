import type { IDataObject } from 'n8n-workflow';

import { unwrap } from '../../../shared/api/client';
import { endpoints } from '../../../shared/api/endpoints';
import { ApiError } from '../../../shared/api/errors';
import { finiteNumber } from '../../../shared/util/json';
import type { FreeCallOperation } from '../operation';

/** What is left on the account: docs/api.md#balance. */
export const getBalance: FreeCallOperation = {
	kind: 'freeCall',
	resource: 'account',
	value: 'getBalance',
	name: 'Get Balance',
	action: 'Get the account balance',
	description: 'Retrieve how much money is left in the account',
	fields: [],
	schema: { balance: 'number' },
	ask: async (api) => {
		const answer = unwrap(await api.request({ endpoint: endpoints.balance }));
		const balance = finiteNumber(answer.balance);
		if (balance === undefined) {
			throw new ApiError('deAPI did not say what the balance is', {
				status: 200,
				description: 'Try again later, or look at status.deapi.ai.',
			});
		}
		return { json: { ...answer, balance } as IDataObject };
	},
};
