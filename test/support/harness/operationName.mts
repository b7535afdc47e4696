import type { Operation } from '../../../nodes/Deapi/operations/operation.ts';

/** What tests and tools call an operation, e.g. `image > generate`. */
export function nameOf({ resource, value }: Operation): string {
	return `${resource} > ${value}`;
}
