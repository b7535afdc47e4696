/** A file that can be read more than once, because a request may have to be sent again. */
export interface FilePart {
	fileName: string;
	mimeType: string;
	/** Length in bytes; sent as Content-Length, so the server can refuse before the upload. */
	size: number;
	/** Its length, where it was counted here: it rests on nothing that the file claims. */
	seconds?: number;
	/** The same in n8n's own store, of a file that comes from elsewhere each time that it is opened. */
	keep?(): Promise<FilePart>;
	open(): Promise<Buffer | NodeJS.ReadableStream>;
}
