import { getJobStatus } from '../../../shared/api/jobs';
import { readRequestId, requestId } from '../../fields/sets/requestId';
import type { Inquiry } from '../operation';

/** The state of a job: facts file §2, GET /request-status/{id}. */
export const get: Inquiry = {
	kind: 'inquiry',
	resource: 'job',
	value: 'get',
	name: 'Get',
	action: 'Get a job',
	description: 'Retrieve the status of a job, without downloading its result',
	fields: [requestId],
	schema: { request_id: 'string', status: 'string', progress: 'string', result_url: 'string' },
	ask: async (context, item, timing) => {
		const id = readRequestId(item);
		const { data } = await getJobStatus(context, id, timing);
		return { request_id: id, ...data } as Awaited<ReturnType<Inquiry['ask']>>;
	},
};
