import { CLOCK, LONG_CLOCK, seconds } from './clock';
import { nonEmptyLines } from './lines';
import { endOf } from './segment';
import type { Segment } from './segment';

interface TimedLine {
	/** What stands before the text. */
	stamp: string;
	start: number;
	end?: number;
	/** The text, and the lines in which it goes on. */
	parts: string[];
}

const SECONDS = String.raw`\d{1,9}(?:\.\d{1,9})?s?`;
const BETWEEN = String.raw`\s*(?:--?>|-|–|—|,|to)\s*`;

const inBrackets = (time: string) => new RegExp(String.raw`^[[(]\s*${time}\s*[\])]:?\s*(.*)$`, 's');

/** A transcript keeps to one of these. `s`, since a text may have U+2028, at which `.` would stop. */
const FORMS = [
	inBrackets(`(${CLOCK})${BETWEEN}(${CLOCK})`),
	inBrackets(`(${SECONDS})${BETWEEN}(${SECONDS})`),
	inBrackets(`(${CLOCK})()`),
	new RegExp(String.raw`^(${LONG_CLOCK})(?:${BETWEEN}(${LONG_CLOCK}))?:?\s+(.+)$`, 's'),
];

/** Share of the lines that have to have time stamps, if these may be something else. */
const NEARLY_ALL = 0.8;

/**
 * Reads `[00:00.0 --> 00:02.5] text` and its relatives (docs/api.md#transcripts). A line without a time
 * stamp is the rest of the line before.
 *
 * @param isTimed the lines are known to have time stamps; otherwise, the less a form looks like a time,
 *   the more has to be around it, or `[3-5] text` would be seconds
 * @returns undefined if the lines are no such thing
 */
export function readTimedLines(content: string, isTimed = false): Segment[] | undefined {
	const lines = nonEmptyLines(content);
	const timed = read(lines);
	if (!timed || !(isTimed || isUnmistakable(timed[0]) || isLikely(timed, lines.length))) return undefined;
	return timed.map(({ start, end, parts }, index) => ({
		start,
		end: endOf(start, end, timed[index + 1]?.start),
		text: parts.filter((part) => part !== '').join(' '),
	}));
}

/** Whether a text that may be anything is sure to be such lines: an agenda, coordinates and ranges of numbers are not. */
export function areTimedLines(content: string): boolean {
	const timed = read(nonEmptyLines(content));
	return timed !== undefined && timed.length > 1 && isUnmistakable(timed[0]) && neverFall(timed);
}

/** The first line says the form; undefined if it has no time. */
function read(lines: string[]): TimedLine[] | undefined {
	const form = FORMS.find((line) => line.test(lines[0] ?? ''));
	if (!form) return undefined;
	const timed: TimedLine[] = [];
	for (const line of lines) {
		const match = form.exec(line);
		if (match) timed.push(timedLine(line, match));
		else timed.at(-1)?.parts.push(line);
	}
	return timed;
}

function timedLine(line: string, [, start, end, text]: string[]): TimedLine {
	return {
		stamp: line.slice(0, line.length - text.length),
		start: seconds(start),
		end: end ? seconds(end) : undefined,
		parts: [text],
	};
}

/** Arrows, parts of a second, a unit; or a length of time that begins in the first minute or hour, as no time of day does. */
function isUnmistakable({ stamp, end }: TimedLine): boolean {
	return />|:\d\d[.,]\d|\ds/.test(stamp) || (end !== undefined && /^\D*0+:/.test(stamp));
}

/** Of the lines of a transcript that may have no time stamps. Whole numbers alone are references, years, coordinates. */
function isLikely(timed: TimedLine[], lines: number): boolean {
	const isTime = timed.some(({ stamp }) => /\d[:.s]/.test(stamp));
	return isTime && timed.length > 1 && timed.length >= lines * NEARLY_ALL && neverFall(timed);
}

function neverFall(timed: TimedLine[]): boolean {
	return timed.every(({ start, end = start }, index) => end >= start && start >= (timed[index - 1]?.start ?? 0));
}
