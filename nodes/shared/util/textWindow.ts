/**
 * A part of a text, which begins at a boundary, and what its words and grapheme clusters are. To ask for
 * those of all of a long text again and again could take for ever.
 */
export interface TextWindow {
	text: string;
	from: number;
	words: Intl.Segments;
	graphemes: Intl.Segments;
}

export interface Span {
	start: number;
	end: number;
}

interface Segmenters {
	words: Intl.Segmenter;
	graphemes: Intl.Segmenter;
}

/** Made when they are first needed: Node.js loads its data on languages for them, which would slow the start of n8n. */
let segmenters: Segmenters | undefined;

function makeSegmenters(): Segmenters {
	const [words, graphemes] = (['word', 'grapheme'] as const).map((granularity) => new Intl.Segmenter([], { granularity }));
	return { words, graphemes };
}

/** Indices, here and below, are those of the whole text. */
export function windowOf(text: string, from: number, to: number): TextWindow {
	segmenters ??= makeSegmenters();
	const part = text.slice(from, to);
	return { text, from, words: segmenters.words.segment(part), graphemes: segmenters.graphemes.segment(part) };
}

export function wordAt({ words, from }: TextWindow, index: number): Span {
	return segmentAt(words, from, index);
}

export function graphemeAt({ graphemes, from }: TextWindow, index: number): Span {
	return segmentAt(graphemes, from, index);
}

/** Whether a piece may begin there: with neither white space nor a part of a word or of a grapheme cluster. */
export function isFree(window: TextWindow, index: number): boolean {
	const grapheme = graphemeAt(window, index);
	return grapheme.start === index && !isBlank(window, grapheme) && wordAt(window, index).start === index;
}

/** Whether a grapheme cluster is white space; a space with a mark on it is not. */
export function isBlank({ text }: TextWindow, { start, end }: Span): boolean {
	return text.slice(start, end).trim() === '';
}

/** The last word that begins after `start`, and at `end` at the latest, where a piece may begin. */
export function lastWord(window: TextWindow, { start, end }: Span, isGood: (index: number) => boolean = () => true): number | undefined {
	for (let index = end; index > start; index--) {
		index = wordAt(window, index).start;
		if (index > start && isFree(window, index) && isGood(index)) return index;
	}
	return undefined;
}

function segmentAt(segments: Intl.Segments, from: number, index: number): Span {
	const { index: start, segment } = segments.containing(index - from) ?? { index: index - from, segment: '' };
	return { start: from + start, end: from + start + segment.length };
}
