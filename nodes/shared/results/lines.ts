/** The lines of a text. Other separators, such as U+2028, belong to what is said. */
export function linesOf(text: string): string[] {
	return text.replaceAll('\r\n', '\n').replaceAll('\r', '\n').split('\n');
}

/** The lines of a text that say something, without the space around them. */
export function nonEmptyLines(text: string): string[] {
	return linesOf(text)
		.map((line) => line.trim())
		.filter((line) => line !== '');
}

/** A text of several lines as one. */
export function oneLine(text: string): string {
	return /[\r\n]/.test(text) ? nonEmptyLines(text).join(' ') : text.trim();
}
