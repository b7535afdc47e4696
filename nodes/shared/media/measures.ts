import type { Media } from './kinds';

/** What a file says of its own size and length, as a viewer shows or plays it. */
export interface Measures {
	/** Stored pixels, after the rotation that the file asks for. */
	width?: number;
	height?: number;
	/** Seconds. */
	duration?: number;
}

/** The same of a file that can hold several things. */
export interface Contents extends Measures {
	/** What was found in it; undefined where that could not be told. */
	tracks?: Media[];
}

/** The size of a picture or film that may have to be turned by a quarter to be looked at. */
export function shown({ width, height }: Measures, isOnItsSide: boolean): Measures {
	return isOnItsSide ? { width: height, height: width } : { width, height };
}
