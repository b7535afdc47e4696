import { afterSpace, clauseEnds, isHeldTogether, spaceEnds, textEnds } from './textEnds';
import type { TextEnds } from './textEnds';
import { graphemeAt, isBlank, isFree, lastWord, windowOf, wordAt } from './textWindow';
import type { Span, TextWindow } from './textWindow';

export interface SplitLimits {
	/** The most UTF-16 code units of a piece, without the white space around it. */
	longest: number;
	/** The fewest, where that can be had. */
	shortest?: number;
	/** A code such as `pt-br`, or an English name such as `Greek`; anything else is ignored. */
	language?: string;
}

/** Beyond the longest word: what a segmenter looks at to tell its end. */
const MARGIN = 16;

/**
 * Cuts a text at paragraphs, else sentences, else clauses, else words; within a word only where it is longer
 * than a piece may be, and never within a grapheme cluster (an emoji, a letter with its marks).
 *
 * @returns pieces that joined give back the text, white space at the end of the piece before it; one where the
 *   text fits or is blank; undefined where a single grapheme cluster is longer than `longest`
 */
export function splitText(text: string, { longest, shortest = 0, language }: SplitLimits): string[] | undefined {
	const end = text.trimEnd().length;
	const pieces: string[] = [];
	let ends: TextEnds | undefined;
	for (let from = 0; ; ) {
		const start = afterSpace(text, from);
		if (end - start <= longest) return [...pieces, text.slice(from)];
		if (!(longest >= 1)) return undefined;

		ends ??= textEnds(text, new Intl.Segmenter(localesOf(language), { granularity: 'sentence' }));
		const full = { start, end: afterSpace(text, start + Math.floor(longest)) };
		const window = windowOf(text, from, full.end + longest + MARGIN);
		const leavesEnough = { start, end: Math.min(full.end, end - shortest) };
		const cut =
			goodCut(window, ends, leavesEnough, shortest) ??
			anyCut(window, leavesEnough, longest) ??
			anyCut(window, full, longest) ??
			graphemeCut(window, full);
		if (cut === undefined) return undefined;
		pieces.push(text.slice(from, cut));
		from = cut;
	}
}

/** The last of the best places in the second half of what fits: earlier ones would make many small pieces. */
function goodCut(window: TextWindow, ends: TextEnds, { start, end }: Span, shortest: number): number | undefined {
	const { text } = window;
	const enough = Math.max(start + 1, start + Math.ceil((end - start) / 2), Math.min(start + shortest, end));
	const last = (places: number[]) => lastFree(window, places, enough, end);
	return (
		last(ends.paragraphs) ??
		last(ends.sentences) ??
		last(clauseEnds(text, enough, end)) ??
		last(spaceEnds(text, enough - 1, end)) ??
		lastWord(window, { start: enough - 1, end }, (index) => !isHeldTogether(text, index))
	);
}

/** An early place, one that is not good, or within a word that no piece could hold. */
function anyCut(window: TextWindow, { start, end }: Span, longest: number): number | undefined {
	const space = lastFree(window, spaceEnds(window.text, start, end), start + 1, end);
	if (space !== undefined && isWithin(window.text, space, longest)) return space;

	const before = lastWord(window, { start, end });
	const word = wordAt(window, Math.max(start, end));
	const isTooLong = word.end - word.start > longest;
	if (before !== undefined && (!isTooLong || before - start >= longest / 2)) return before;
	return isTooLong ? graphemeCut(window, { start, end }) : undefined;
}

function graphemeCut(window: TextWindow, { start, end }: Span): number | undefined {
	const grapheme = graphemeAt(window, Math.max(start, end));
	return grapheme.start > start && !isBlank(window, grapheme) ? grapheme.start : undefined;
}

/** Whether what comes up to the next white space fits in a piece, so that it can be left whole. */
function isWithin(text: string, from: number, longest: number): boolean {
	return text.length - from <= longest || /\s/.test(text.slice(from, from + longest + 1));
}

function lastFree(window: TextWindow, ascending: number[], from: number, to: number): number | undefined {
	for (let at = countUpTo(ascending, to) - 1; at >= 0 && ascending[at] >= from; at--) {
		if (isFree(window, ascending[at])) return ascending[at];
	}
	return undefined;
}

/** How many of ascending numbers are at most `most`. */
function countUpTo(ascending: number[], most: number): number {
	let [low, high] = [0, ascending.length];
	while (low < high) {
		const middle = (low + high) >> 1;
		if (ascending[middle] <= most) low = middle + 1;
		else high = middle;
	}
	return low;
}

/** English names of the languages whose rules differ from those of all others. */
const NAMES = new Map([['greek', 'el']]);

function localesOf(language = ''): string[] {
	const code = NAMES.get(language.trim().toLowerCase()) ?? language.trim();
	return /^[a-z]{2,3}(?:-[a-z\d]{2,8})*$/i.test(code) ? supported(code) : [];
}

function supported(code: string): string[] {
	try {
		return Intl.Segmenter.supportedLocalesOf(code);
	} catch {
		return [];
	}
}
