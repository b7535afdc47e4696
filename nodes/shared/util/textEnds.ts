/** Where a text may well be cut, better first. Each is where what comes next begins, after the white space. */
export interface TextEnds {
	/** Of paragraphs; ascending. */
	paragraphs: number[];
	/** Of sentences, paragraphs included; ascending. */
	sentences: number[];
}

const SPACE = /\s*/y;
const LINE_END = /\r\n|[\n\r\u2028]/g;
const PARAGRAPH_END = /[\f\u2029]/;

/** In all of a text, in one pass over it. */
export function textEnds(text: string, sentences: Intl.Segmenter): TextEnds {
	const ends: TextEnds = { paragraphs: [], sentences: [] };
	for (const { segment, index } of sentences.segment(text)) {
		const said = segment.trimEnd();
		if (said === '') continue;
		const next = afterSpace(text, index + segment.length);
		const gap = text.slice(index + said.length, next);
		const lines = gap.match(LINE_END)?.length ?? 0;
		if (lines > 1 || PARAGRAPH_END.test(gap)) ends.paragraphs.push(next);
		if (lines !== 1 || !goesOn(text, next)) ends.sentences.push(next);
	}
	return ends;
}

/** Where the white space ends that begins at `index`. */
export function afterSpace(text: string, index: number): number {
	SPACE.lastIndex = index;
	return index + (SPACE.exec(text)?.[0].length ?? 0);
}

/** Lines of a fixed width end anywhere: the segmenter ends a sentence at each. */
function goesOn(text: string, next: number): boolean {
	return /^\p{Ll}/u.test(text.slice(next, next + 2));
}

/** Those of other scripts need no white space after them, and neither does a long dash. */
const CLAUSE_END = /(?:[,;:\u2013-](?=["'”’»)\]]*\s)|[—，；：、､﹐﹑،؛।॥፣፤፥၊།])["'”’»」』）)\]]*\s*/gu;

/** Where clauses end within a part of a text; ascending. */
export function clauseEnds(text: string, from: number, to: number): number[] {
	return Array.from(text.slice(from, to).matchAll(CLAUSE_END), ({ 0: { length }, index }) => from + index + length);
}

/** Where white space ends within a part of a text; ascending. */
export function spaceEnds(text: string, from: number, to: number): number[] {
	return Array.from(text.slice(from, to).matchAll(/\s+/g), ({ 0: { length }, index }) => from + index + length);
}

const HOLDS_ON = /[\p{Pd}\p{Pc}\p{Ps}\p{Pi}'’./\\@&+=#%~:]$/u;
const IS_HELD = /^[\p{Pd}\p{Pc}\p{Pe}\p{Pf}\p{Po}+=~]/u;

/** Whether a place between two words is within a name, an address or the like: `sister-in-law`, `example.com/a`; or before a mark. */
export function isHeldTogether(text: string, index: number): boolean {
	return HOLDS_ON.test(text.slice(index - 1, index)) || IS_HELD.test(text.slice(index, index + 1));
}
