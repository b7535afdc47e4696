import { InputError } from '../../../shared/n8n/inputError';
import type { ItemParameters } from '../field';
import { localOnly } from '../kinds/localOnly';
import { shown, toText } from '../values';

/** The request ID of a job that was submitted before, here or elsewhere. */
export const requestId = localOnly({
	displayName: 'Request ID',
	name: 'requestId',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. 123e4567-e89b-12d3-a456-426614174000',
	description: 'The ID of the job: request_id in the output of the node that submitted it, or in its error',
});

export function readRequestId(item: ItemParameters): string {
	const value = toText('Request ID', item.get(requestId));
	if (/^[\w-]{1,100}$/.test(value)) return value;
	throw new InputError(
		'Request ID',
		value === '' ? '"Request ID" is empty' : `"Request ID" is ${shown(value)}, which is not a request ID`,
		'Take it from the field request_id of an earlier output, or from an error of the deAPI node.',
	);
}
