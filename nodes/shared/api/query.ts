import type { RequestBody } from './requestBody';

/** The fields of a request as a query string takes them. */
export function asQuery(fields: RequestBody): Record<string, string | number> {
	return Object.fromEntries(
		Object.entries(fields).filter((entry): entry is [string, string | number] => ['number', 'string'].includes(typeof entry[1])),
	);
}
