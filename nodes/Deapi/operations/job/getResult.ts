import { readRequestId, requestId } from '../../fields/sets/requestId';
import type { JobResultOperation } from '../operation';

/** The result of a job whose callback came late or never: docs/api.md#results. */
export const getResult: JobResultOperation = {
	kind: 'jobResult',
	resource: 'job',
	value: 'getResult',
	name: 'Get Result',
	action: 'Get the result of a job',
	description: 'Download the result of a job, for example after a wait has timed out',
	fields: [requestId],
	requestIdOf: readRequestId,
	waitSeconds: 600,
};
