import { mimeTypeOf } from './formats.mts';
import { convertPicture } from './media.mts';
import type { PictureFormat } from './media.mts';

/** A file that has come of a job. */
export interface Result {
	content: Buffer;
	mimeType: string;
	extension: string;
	/** The same picture in other formats, by extension; made when asked for, and once. */
	alternatives?: Record<string, () => Promise<Buffer>>;
	/** What `result` of a job holds if the result is wanted in the response. */
	inResponse?: string;
}

export function fileOf(content: Buffer, extension: string): Result {
	return { content, mimeType: mimeTypeOf(extension), extension };
}

export function pictureOf(content: Buffer): Result {
	const alternatives = { jpg: once(content, 'jpg'), webp: once(content, 'webp') };
	return { ...fileOf(content, 'png'), alternatives };
}

export function textOf(text: string): Result {
	return { ...fileOf(Buffer.from(text), 'txt'), inResponse: text };
}

export function jsonOf(value: object): Result {
	const text = JSON.stringify(value);
	return { ...fileOf(Buffer.from(text), 'json'), inResponse: text };
}

function once(picture: Buffer, format: PictureFormat): () => Promise<Buffer> {
	let made: Promise<Buffer> | undefined;
	return async () => await (made ??= convertPicture(picture, format));
}
