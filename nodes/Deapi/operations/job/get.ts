import { getJobStatus } from '../../../shared/api/jobs';
import { readRequestId, requestId } from '../../fields/sets/requestId';
import type { FreeCallOperation } from '../operation';

/** The state of a job: docs/api.md#job-status. */
export const get: FreeCallOperation = {
	kind: 'freeCall',
	resource: 'job',
	value: 'get',
	name: 'Get',
	action: 'Get a job',
	description: 'Retrieve the status of a job, without downloading its result',
	fields: [requestId],
	schema: { request_id: 'string', status: 'string', progress: 'string', result_url: 'string' },
	ask: async (api, item) => {
		const id = readRequestId(item);
		const { data } = await getJobStatus(api, id);
		return { request_id: id, ...data } as Awaited<ReturnType<FreeCallOperation['ask']>>;
	},
};
