import { nonEmptyLines } from './lines';
import type { Segment } from './segment';

const LONG_CLOCK = String.raw`\d+:\d{2}:\d{2}(?:[.,]\d{1,3})?`;
/** Without hours, minutes go on beyond 99. */
const CLOCK = String.raw`(?:\d+:)?\d{1,3}:\d{2}(?:[.,]\d{1,3})?`;
const TIME = String.raw`(?:${CLOCK}|\d+(?:\.\d+)?s?)`;
const BETWEEN = String.raw`\s*(?:-->|->|-|–|,|to)\s*`;

/** The less a form looks like a time, the more has to be around it, or `[1] text` would be a second. */
const LINES = [
	new RegExp(String.raw`^[[(]\s*(${TIME})${BETWEEN}(${TIME})\s*[\])]:?\s*(.*)$`),
	new RegExp(String.raw`^[[(]\s*(${CLOCK})()\s*[\])]:?\s*(.*)$`),
	new RegExp(String.raw`^(${LONG_CLOCK})(?:${BETWEEN}(${LONG_CLOCK}))?:?\s+(.+)$`),
];

/** Share of the lines that have to have time stamps; others continue the line before. */
const NEARLY_ALL = 0.8;

/** Reads `[00:00.0 --> 00:02.5] text` and its relatives; undefined if the lines are no such thing. */
export function readTimedLines(content: string): Segment[] | undefined {
	const lines = nonEmptyLines(content);
	const segments: Segment[] = [];
	for (const line of lines) {
		const segment = readLine(line);
		const last = segments.at(-1);
		if (segment) segments.push(segment);
		else if (last) last.text = `${last.text} ${line}`.trim();
		else return undefined;
	}
	const isTimed = segments.length > 0 && segments.length >= lines.length * NEARLY_ALL;
	return isTimed ? segments.map(endAtNext) : undefined;
}

function readLine(line: string): Segment | undefined {
	for (const form of LINES) {
		const match = form.exec(line);
		if (match) return { start: seconds(match[1]), end: match[2] ? seconds(match[2]) : NaN, text: match[3] };
	}
	return undefined;
}

function endAtNext(segment: Segment, index: number, all: Segment[]): Segment {
	return Number.isNaN(segment.end) ? { ...segment, end: all[index + 1]?.start ?? segment.start } : segment;
}

const SUBTITLES = new RegExp(String.raw`^(?:WEBVTT\b|(?:\d+\n)?${CLOCK}[ \t]*-->)`);
/** Numbers, names, notes and styles stand between cues, after an empty line. */
const CUES = new RegExp(String.raw`^(${CLOCK})[ \t]*-->[ \t]*(${CLOCK})(?:[ \t].*)?\n((?:.+(?:\n|$))*)`, 'gm');

/** Reads SRT and WebVTT; undefined if the content is neither. */
export function readCues(content: string): Segment[] | undefined {
	const lines = content.replace(/\r\n?/g, '\n');
	if (!SUBTITLES.test(lines)) return undefined;
	const segments = [...lines.matchAll(CUES)].map(([, start, end, payload]) => ({
		start: seconds(start),
		end: seconds(end),
		...(lines.startsWith('WEBVTT') ? readMarkup(payload) : { text: oneLine(payload) }),
	}));
	return segments.length > 0 ? segments : undefined;
}

/** W3C WebVTT §4.2.2: tags, of which only the voice says something, and character references. */
function readMarkup(payload: string): Pick<Segment, 'text' | 'speaker'> {
	const speaker = /<v(?:\.[^\s<>]*)?\s+([^<>]+)>/.exec(payload)?.[1];
	const text = unescapeText(oneLine(payload.replace(/<[^<>]*>/g, '')));
	return speaker === undefined ? { text } : { text, speaker: unescapeText(oneLine(speaker)) };
}

function unescapeText(text: string): string {
	return text.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&amp;/g, '&');
}

function oneLine(text: string): string {
	return nonEmptyLines(text).join(' ');
}

/** Of `1:02:03.5`, `02:03,500`, `3.5` or `3.5s`. */
function seconds(time: string): number {
	const parts = time.replace(',', '.').replace('s', '').split(':');
	return parts.reduce((sum, part) => sum * 60 + Number(part), 0);
}
