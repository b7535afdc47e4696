/** What a stream is made of, one chunk after another. */
export interface Chunks {
	next(): Promise<IteratorResult<Buffer, undefined>>;
	/** Lets go of what the chunks come from; may be called more than once. */
	close(): void;
}

/**
 * A stream of bytes, of the class of another one: Node.js's own cannot be imported (docs/decisions/11-no-timers-environment-dependencies.md).
 * Whoever destroys it lets go of its source at once: a generator would do so only if it was read, and no more was awaited.
 */
export function streamLike<T extends NodeJS.ReadableStream>(source: T, { next, close }: Chunks): T {
	const end = async (): Promise<IteratorResult<Buffer, undefined>> => {
		close();
		return { done: true, value: undefined };
	};
	const chunks = { [Symbol.asyncIterator]: () => ({ next, return: end }) };
	const streams = source.constructor as unknown as { from(chunks: AsyncIterable<Buffer>, options: { objectMode: boolean }): T };
	return streams.from(chunks, { objectMode: false });
}

/** The same for a file, as whatever it is opened: all of it at once where it is all there. */
export async function bodyLike<T extends NodeJS.ReadableStream>(source: Buffer | T, chunks: Chunks): Promise<Buffer | T> {
	if (!Buffer.isBuffer(source)) return streamLike(source, chunks);
	const all: Buffer[] = [];
	for (let chunk = await chunks.next(); !chunk.done; chunk = await chunks.next()) all.push(chunk.value);
	return Buffer.concat(all);
}
