export type Media = 'audio' | 'image' | 'video';

/** What a file is. */
export interface Format {
	/** For people, e.g. "HEIC", "PDF", "MP4". */
	name: string;
	/** e.g. `image/heic`. */
	mimeType: string;
	/** Without the dot. */
	extension: string;
	/** What the file may hold; `page` for HTML, and XML that is no SVG, `other` for documents and archives. */
	kind: Media | 'text' | 'page' | 'other';
}
