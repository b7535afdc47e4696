import type { FilePart } from '../media/filePart';
import { plainType } from '../media/plainType';

/** RFC 2397: a type and parameters, which may end in `;base64`, a comma, the data. */
const DATA_URI = /^data:([^,;]*)((?:;[^,;]*)*),/i;

export function isDataUri(address: string): boolean {
	return /^data:/i.test(address);
}

/** The file that a data: URI holds; undefined where it holds none that can be read. */
export function dataUriFile(address: string): FilePart | undefined {
	const [head, mimeType, parameters] = DATA_URI.exec(address.slice(0, 1000)) ?? [];
	if (head === undefined) return undefined;
	const isBase64 = parameters.split(';').some((parameter) => parameter.trim().toLowerCase() === 'base64');
	const content = contentOf(address.slice(head.length), isBase64);
	return content && { fileName: 'file', mimeType: plainType(mimeType), size: content.length, open: async () => content };
}

/** A sign that it does not have, or anything behind its padding. */
const NO_BASE64 = /[^\w+/\s=-]|=\s*[^=\s]/;

/** What is no base64, Buffer would leave out without a word. */
function contentOf(data: string, isBase64: boolean): Buffer | undefined {
	try {
		const plain = data.includes('%') ? decodeURIComponent(data) : data;
		if (!isBase64) return Buffer.from(plain);
		return NO_BASE64.test(plain) ? undefined : Buffer.from(plain, 'base64');
	} catch {
		return undefined;
	}
}
