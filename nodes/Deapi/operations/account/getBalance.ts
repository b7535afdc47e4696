import type { IDataObject } from 'n8n-workflow';

import { apiRequest, unwrap } from '../../../shared/api/client';
import type { Inquiry } from '../operation';

/** What is left on the account: facts file §1.6, GET /balance. */
export const getBalance: Inquiry = {
	kind: 'inquiry',
	resource: 'account',
	value: 'getBalance',
	name: 'Get Balance',
	action: 'Get the balance of the account',
	description: 'Retrieve how much money is left in the account',
	fields: [],
	schema: { balance: 'number' },
	ask: async (context, _item, timing) => {
		const answer = unwrap(await apiRequest(context, { path: '/balance' }, timing));
		return { ...answer, balance: Number(answer.balance) } as IDataObject;
	},
};
