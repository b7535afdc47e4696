import { CLOCK, seconds } from './clock';
import { linesOf } from './lines';
import { readVoices } from './markup';
import { endOf } from './segment';
import type { Segment } from './segment';

interface Timing {
	start: number;
	end: number;
	settings: string;
}

const TIMING = new RegExp(String.raw`^(${CLOCK})\s*-->\s*(${CLOCK})(?:\s+(.*))?$`, 's');
const SETTING = /^(?:[xy][12]|vertical|line|position|size|align|region):/i;
const SIGNATURE = /^WEBVTT(?:\s|$)/;
/** Also with a number before, which has a line of its own. */
const TIMING_FIRST = new RegExp(String.raw`^(?:\d+\s+)?${CLOCK}\s*-->`);

/** Reads SubRip and WebVTT; undefined if the content is neither. */
export function readCues(content: string): Segment[] | undefined {
	const text = content.trim();
	// What is made of a recording in which nobody speaks.
	if (text === 'WEBVTT') return [];
	if (SIGNATURE.test(text)) return someOf(readVtt(linesOf(text)));
	return TIMING_FIRST.test(text) ? someOf(readSrt(linesOf(text))) : undefined;
}

function someOf(segments: Segment[]): Segment[] | undefined {
	return segments.length > 0 ? segments : undefined;
}

function readTiming(line: string): Timing | undefined {
	const match = line.includes('-->') ? TIMING.exec(line.trim()) : null;
	return match ? { start: seconds(match[1]), end: seconds(match[2]), settings: match[3] ?? '' } : undefined;
}

/**
 * W3C WebVTT §6.1: a cue ends with an empty line or the times of the next; what stands outside of cues (header,
 * names, `NOTE`, `STYLE`, `REGION`) is not said.
 */
function readVtt(lines: string[]): Segment[] {
	const cues: Array<{ timing: Timing; payload: string[] }> = [];
	let isWithin = false;
	for (const line of lines) {
		const timing = readTiming(line);
		if (timing) cues.push({ timing, payload: [] });
		else if (isWithin && line !== '') cues.at(-1)?.payload.push(line);
		isWithin = timing !== undefined || (isWithin && line !== '');
	}
	return cues.flatMap(({ timing: { start, end }, payload }) =>
		readVoices(payload.join('\n')).map((voice) => ({ start, end: endOf(start, end), ...voice })),
	);
}

/**
 * SubRip has no specification. A cue goes on to the times of the next, whether or not there are empty lines
 * in it or after it; a number right before times is theirs.
 */
function readSrt(untrimmed: string[]): Segment[] {
	const lines = untrimmed.map((line) => line.trim());
	const timings = lines.map(readSrtTiming);
	const isNumbered = isNumber(lines[0]);
	const first = lines.findIndex((line, index) => line !== '' && !(isNumbered && index === 0));
	if (!timings[first]) return [];

	const isOfTimes = (index: number) =>
		timings[index + 1] !== undefined && isNumber(lines[index]) && (isNumbered || lines[index - 1] === '');
	const cues: Array<Omit<Segment, 'text'> & { parts: string[] }> = [];
	timings.forEach((timing, index) => {
		if (timing) cues.push({ start: timing.start, end: endOf(timing.start, timing.end), parts: [] });
		else if (lines[index] !== '' && !isOfTimes(index)) cues.at(-1)?.parts.push(lines[index]);
	});
	return cues.map(({ parts, ...times }) => ({ ...times, text: parts.join(' ') }));
}

/** `00:00:01 --> 00:00:02 text` is a line of another form. */
function readSrtTiming(line: string): Timing | undefined {
	const timing = readTiming(line);
	return timing?.settings.split(/\s+/).every((setting) => setting === '' || SETTING.test(setting)) ? timing : undefined;
}

function isNumber(line: string): boolean {
	return /^\d+$/.test(line);
}
