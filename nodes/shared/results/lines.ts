/** The lines of a text that say something, without the space around them. */
export function nonEmptyLines(text: string): string[] {
	return text
		.split(/[\r\n]+/)
		.map((line) => line.trim())
		.filter((line) => line !== '');
}
