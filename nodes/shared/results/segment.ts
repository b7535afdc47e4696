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

/** No segment ends before it starts, whatever is said of it. One without an end lasts until the next. */
export function endOf(start: number, end: number | undefined, next?: number): number {
	return Math.max(start, end ?? next ?? start);
}

/** What is said in segments, in their order. */
export function spoken(segments: Array<{ text: string }>): string {
	return segments
		.map(({ text }) => text)
		.filter((text) => text !== '')
		.join(' ');
}
