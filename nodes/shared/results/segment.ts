/** A word of a segment. One that could not be found in the sound has no times. */
export interface Word {
	word: string;
	start?: number;
	end?: number;
	speaker?: string;
}

/** A piece of speech; times in seconds from the start. */
export interface Segment {
	start: number;
	end: number;
	text: string;
	speaker?: string;
	words?: Word[];
}
