import { randomBytes } from 'crypto';
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

/** A multipart body, and what has been opened for it. */
export interface Multipart {
	form: FormData;
	/** Whether a file has broken off: then the server cannot have read the request to its end. */
	hasBrokenOff(): boolean;
	/** Breaks off what is not sent to its end, if anything. */
	breakOff(): void;
	/** Lets go of the files, however far they were read. */
	close(): void;
}

/**
 * A fresh multipart body: streams can be sent once only. Booleans go as `1` and `0`, lists in the
 * bracket form, which the server's validator takes (docs/api.md#multipart).
 *
 * @throws what a file throws that cannot be opened; then nothing stays open
 */
export async function toMultipart(body: RequestBody): Promise<Multipart> {
	const form = new FormData();
	// That of older versions can be guessed, and so what comes after a file be forged within it.
	form.setBoundary(`deapi-${randomBytes(24).toString('hex')}`);
	const opened: Array<Buffer | NodeJS.ReadableStream> = [];
	const close = () => opened.forEach((file) => destroy(file));
	for (const [name, value] of Object.entries(body).flatMap(([key, entry]) => inBrackets(key, entry))) {
		if (!isFilePart(value)) {
			form.append(name, typeof value === 'boolean' ? (value ? '1' : '0') : String(value ?? ''));
			continue;
		}
		// Settled: docs/decisions/15-settle-instead-of-rethrow.md.
		const [file] = await Promise.allSettled([value.open()]);
		if (file.status === 'rejected') {
			close();
			throw file.reason;
		}
		opened.push(file.value);
		form.append(name, file.value, {
			filename: inHeader(value.fileName),
			contentType: inHeader(value.mimeType) || 'application/octet-stream',
			knownLength: value.size,
		});
	}
	const breakOff = () => opened.filter(isUnread).forEach((file) => destroy(file, new Error('The file is not wanted any more')));
	return { form, close, breakOff, hasBrokenOff: () => opened.some((file) => 'errored' in file && Boolean(file.errored)) };
}

/** Older versions of form-data, such as n8n 1 brings, put it into the part's header as it is. */
function inHeader(text: string): string {
	return text.replace(/[\p{Cc}"]/gu, '_');
}

function isUnread(file: Buffer | NodeJS.ReadableStream): boolean {
	return 'readableEnded' in file && file.readableEnded === false;
}

function destroy(file: Buffer | NodeJS.ReadableStream, error?: Error): void {
	if ('destroy' in file && typeof file.destroy === 'function') file.destroy(error);
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
