import FormData from 'form-data';

/** A file that can be read more than once, because a request may have to be sent again. */
export interface FilePart {
	fileName: string;
	mimeType: string;
	/** Length in bytes; sent as Content-Length, so the server can refuse before the upload. */
	size: number;
	open(): Promise<Buffer | NodeJS.ReadableStream>;
}

export type WireValue = string | number | boolean | FilePart;
export type RequestBody = Record<string, WireValue>;

export function isFilePart(value: WireValue): value is FilePart {
	return typeof value === 'object';
}

/**
 * A fresh multipart body: streams can be sent once only. Booleans go as `1` and `0`, which the
 * server's validator takes (facts file §1.0).
 */
export async function toMultipart(body: RequestBody): Promise<FormData> {
	const form = new FormData();
	for (const [name, value] of Object.entries(body)) {
		if (isFilePart(value)) {
			form.append(name, await value.open(), {
				filename: value.fileName,
				contentType: value.mimeType,
				knownLength: value.size,
			});
		} else {
			form.append(name, typeof value === 'boolean' ? (value ? '1' : '0') : String(value));
		}
	}
	return form;
}
