import FormData from 'form-data';

import type { FilePart } from '../media/filePart';

type Plain = string | number | boolean | null;
export type WireValue = Plain | FilePart | FilePart[] | string[] | Array<Record<string, Plain>>;
export type RequestBody = Record<string, WireValue>;

export function isFilePart(value: unknown): value is FilePart {
	return typeof value === 'object' && value !== null && 'open' in value;
}

/** The files of a request, under the names that they are sent by. */
export function filesOf(body: RequestBody): Array<[string, FilePart]> {
	return Object.entries(body).flatMap(([name, value]) =>
		(Array.isArray(value) ? value : [value]).filter(isFilePart).map((file): [string, FilePart] => [name, file]),
	);
}

/**
 * A fresh multipart body: streams can be sent once only. Booleans go as `1` and `0`, lists in the
 * bracket form, which the server's validator takes (docs/api.md#multipart).
 */
export async function toMultipart(body: RequestBody): Promise<FormData> {
	const form = new FormData();
	for (const [name, value] of Object.entries(body).flatMap(([key, entry]) => inBrackets(key, entry))) {
		if (isFilePart(value)) {
			form.append(name, await value.open(), {
				filename: value.fileName,
				contentType: value.mimeType,
				knownLength: value.size,
			});
		} else {
			form.append(name, typeof value === 'boolean' ? (value ? '1' : '0') : String(value ?? ''));
		}
	}
	return form;
}

function inBrackets(name: string, value: WireValue): Array<[string, Plain | FilePart]> {
	if (!Array.isArray(value)) return [[name, value]];
	return value.flatMap(
		(entry, index): Array<[string, Plain | FilePart]> =>
			typeof entry !== 'object' || isFilePart(entry)
				? [[`${name}[]`, entry]]
				: Object.entries(entry).map(([key, plain]) => [`${name}[${index}][${key}]`, plain]),
	);
}

/** The fields of a request as a query string takes them. */
export function toQuery(fields: RequestBody): Record<string, string | number> {
	return Object.fromEntries(
		Object.entries(fields).filter((entry): entry is [string, string | number] => ['number', 'string'].includes(typeof entry[1])),
	);
}
