/** What a job leaves behind; "any" where it was submitted elsewhere. */
export type ResultKind = 'any' | 'file' | 'image' | 'text' | 'transcript' | 'vectors';

export const IMAGE_FORMATS = ['jpg', 'png', 'webp'] as const;
export const SUBTITLE_FORMATS = ['srt', 'vtt'] as const;

/** How the results of a run are put out. Plain JSON: it is kept with the run. */
export interface ResultOptions {
	/** Name of the binary field that takes the file. */
	field: string;
	result: ResultKind;
	/** The encoding of images, where the API has it besides its own. */
	imageFormat?: string;
	/** Leaves out the file of a text that is in the output's json as well. */
	noTextFile?: boolean;
	/** `srt` and `vtt`, as files of their own. */
	subtitles?: string[];
}
