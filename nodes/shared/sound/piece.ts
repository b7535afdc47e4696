import type { FilePart } from '../media/filePart';
import { ByteReader } from '../media/reader';
import { bodyLike } from '../util/streamLike';
import { stepsFor } from './sound';
import type { Content } from './sound';

/** A part of a file as a file of its own, which is read out of it whenever it is opened. */
export function pieceOf(part: FilePart, content: Content): FilePart {
	const open = async () => {
		const source = await part.open();
		const file = new ByteReader(source, part.size, stepsFor(part.size));
		const chunks = contentOf(file, content);
		return await bodyLike(source, { next: async () => await chunks.next(), close: () => file.close() });
	};
	return { fileName: part.fileName, mimeType: part.mimeType, size: content.size, open };
}

/**
 * Reads as much of a file as is to become of it, and closes it then.
 *
 * @throws what its source throws, and where it is not what it was when it was looked at
 */
export async function* contentOf(file: ByteReader, { size, from }: Content): AsyncGenerator<Buffer, undefined> {
	let length = 0;
	try {
		for (const chunks = from(file); ; ) {
			// Settled: docs/decisions/15-settle-instead-of-rethrow.md.
			const [chunk] = await Promise.allSettled([chunks.next()]);
			if (chunk.status === 'rejected') throw file.failure ? file.failure.reason : chunk.reason;
			if (chunk.value.done) break;
			length += chunk.value.value.length;
			yield chunk.value.value;
		}
	} finally {
		file.close();
	}
	if (length !== size) throw file.failure ? file.failure.reason : new Error('The file has changed since it was looked at');
	return undefined;
}
