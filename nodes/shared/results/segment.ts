/** A piece of speech; times in seconds from the start. */
export interface Segment {
	start: number;
	end: number;
	text: string;
	speaker?: string;
}
