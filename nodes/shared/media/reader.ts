/** Far more than any honest file needs to tell what it is; a hostile one could be made of millions of empty pieces. */
const MAX_STEPS = 10_000;
/** Bytes that are looked at in one piece: no format has longer ones that say something. */
export const MOST_AHEAD = 64 * 1024;

type Source = Buffer | NodeJS.ReadableStream;

/** Reads a file from front to back and holds only the chunk that it is at. */
export class ByteReader {
	/** Bytes from the start of the file. */
	position = 0;
	/** Why the source broke off. Until this is looked at, the file ends there. */
	failure?: { reason: unknown };

	private readonly chunks: Iterator<Buffer> | AsyncIterator<Buffer | string>;
	private held: Buffer = Buffer.alloc(0);
	private steps = 0;

	/**
	 * @param size length of the whole file in bytes
	 * @param mostSteps how often it may be looked at, or moved on in
	 */
	constructor(
		private readonly source: Source,
		readonly size: number,
		private readonly mostSteps = MAX_STEPS,
	) {
		this.chunks = Buffer.isBuffer(source) ? [source].values() : source[Symbol.asyncIterator]();
	}

	/** Bytes from here to the end of the file. */
	get left(): number {
		return this.size - this.position;
	}

	/** The next bytes without moving on, 64 KB at most; fewer at the end of the file. */
	async peek(wanted: number): Promise<Buffer> {
		this.step();
		const length = Math.min(wanted, MOST_AHEAD);
		const pieces = [this.held];
		for (let found = this.held.length; found < length; found += pieces[pieces.length - 1].length) {
			const chunk = await this.nextChunk();
			if (!chunk) break;
			pieces.push(chunk);
		}
		if (pieces.length > 1) this.held = Buffer.concat(pieces);
		return this.held.subarray(0, length);
	}

	/** @throws at the end of the file */
	async take(length: number): Promise<Buffer> {
		const bytes = await this.peek(length);
		await this.skip(length);
		return bytes;
	}

	/** @throws where the file is shorter, and then without reading up to its end */
	async skip(length: number): Promise<void> {
		this.step();
		if (!(length <= this.left)) throw new Error('The file is cut off');
		let toSkip = length;
		while (toSkip > this.held.length) {
			toSkip -= this.held.length;
			const chunk = await this.nextChunk();
			if (!chunk) throw new Error('The file is cut off');
			this.held = chunk;
		}
		this.held = this.held.subarray(toSkip);
		this.position += length;
	}

	close(): void {
		if ('destroy' in this.source && typeof this.source.destroy === 'function') this.source.destroy();
	}

	private step(): void {
		if (++this.steps > this.mostSteps) throw new Error('The file has too many parts');
	}

	private async nextChunk(): Promise<Buffer | undefined> {
		try {
			const { done, value } = await this.chunks.next();
			if (done) return undefined;
			return typeof value === 'string' ? Buffer.from(value) : value;
		} catch (reason) {
			this.failure = { reason };
			return undefined;
		}
	}
}
