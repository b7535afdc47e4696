import type { FilePart } from '../../nodes/shared/media/filePart.ts';
import { ByteReader } from '../../nodes/shared/media/reader.ts';

const CHUNK = 4096;

/** What reading a file took. */
export const effort = { pulled: 0, skipped: 0, steps: 0, isClosed: true };

for (const name of ['peek', 'skip'] as const) {
	const original = ByteReader.prototype[name] as (length: number) => Promise<unknown>;
	Object.assign(ByteReader.prototype, {
		async [name](this: ByteReader, length: number) {
			effort.steps++;
			const result = await original.call(this, length);
			if (name === 'skip') effort.skipped += length;
			return result;
		},
	});
}

/** A file that counts what is read of it: its content, and so many zeros. */
export function countedFile(content: Buffer, zeros = 0): FilePart {
	const zero = Buffer.alloc(CHUNK);
	const size = content.length + zeros;
	let read = 0;
	const next = async () => {
		if (read >= size) return { done: true as const, value: undefined };
		const left = Math.min(CHUNK, size - read);
		const value = read < content.length ? content.subarray(read, read + left) : zero.subarray(0, left);
		read += value.length;
		effort.pulled += value.length;
		return { done: false as const, value };
	};
	const stream = { [Symbol.asyncIterator]: () => ({ next }), destroy: () => void (effort.isClosed = true) };
	const open = async () => {
		Object.assign(effort, { pulled: 0, skipped: 0, steps: 0, isClosed: false });
		return stream as unknown as NodeJS.ReadableStream;
	};
	return { fileName: 'file', mimeType: 'application/octet-stream', size, open };
}
