/** What a file says of its own size and length. */
export interface Measures {
	/** Pixels, before any rotation that the file asks for. */
	width?: number;
	height?: number;
	/** Seconds. */
	duration?: number;
}
