const END_OF_HEADERS = '\r\n\r\n';
/** No honest headers of a part are longer. */
const LONGEST = 64 * 1024;

/** Reads the headers of each part of a multipart body as they were sent, whatever a parser makes of them (RFC 2046 §5.1). */
export class PartHeaders {
	/** Of each part, without the empty line at their end; bytes that are no UTF-8 are replaced. */
	readonly found: string[] = [];
	private readonly delimiter: Buffer;
	private isInHeaders = false;
	/** What may be the beginning of something that goes on in the next chunk. The first delimiter has no line before it. */
	private rest = Buffer.from('\r\n');

	constructor(contentType: string) {
		const [, quoted, plain] = /boundary=(?:"([^"]+)"|([^\s;]+))/i.exec(contentType) ?? [];
		this.delimiter = Buffer.from(`\r\n--${quoted ?? plain}\r\n`);
	}

	read(chunk: Buffer): void {
		let bytes = Buffer.concat([this.rest, chunk]);
		for (;;) {
			const mark = this.isInHeaders ? END_OF_HEADERS : this.delimiter;
			const at = bytes.indexOf(mark);
			if (at < 0) break;
			if (this.isInHeaders) this.found.push(bytes.toString('utf8', 0, at).replace(/^\r\n/, ''));
			// The end of a mark's line may be the first half of the next mark: of a part without headers, or without content.
			bytes = bytes.subarray(at + mark.length - 2);
			this.isInHeaders = !this.isInHeaders;
		}
		this.rest = Buffer.from(bytes.subarray(-(this.isInHeaders ? LONGEST : this.delimiter.length)));
	}
}
