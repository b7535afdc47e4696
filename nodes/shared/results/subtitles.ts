import { nonEmptyLines } from './lines';
import type { Segment } from './segment';

interface Cue {
	/** Milliseconds. */
	start: number;
	end: number;
	lines: string;
	speaker: string;
}

/** How long a cue is shown that has no length of its own; one of a millisecond would never be seen. */
const SHOWN = 2000;
/** Milliseconds, some 30,000 years; larger numbers are not written by their digits. */
const LONGEST = 1e15;

/** SubRip. It has neither escapes nor voices: arrows within a text become `→`, speakers go before it. */
export function toSrt(segments: Segment[]): string {
	return toCues(segments)
		.map(({ start, end, lines, speaker }, index) => {
			const text = withoutArrows(`${speaker && `${speaker}: `}${lines}`);
			return `${index + 1}\n${clock(start, ',')} --> ${clock(end, ',')}\n${text}\n`;
		})
		.join('\n');
}

/** WebVTT (W3C WebVTT §4). */
export function toVtt(segments: Segment[]): string {
	const cues = toCues(segments).map(({ start, end, lines, speaker }) => {
		const voice = speaker && `<v ${escapeText(speaker)}>`;
		return `\n${clock(start, '.')} --> ${clock(end, '.')}\n${voice}${escapeText(lines)}\n`;
	});
	return `WEBVTT\n${cues.join('')}`;
}

/** What is said, in the order of time, which WebVTT demands. What has no time starts with the segment before. */
function toCues(segments: Segment[]): Cue[] {
	let last = 0;
	return segments
		.map((segment) => {
			const start = milliseconds(segment.start) ?? last;
			const end = milliseconds(segment.end) ?? start;
			last = start;
			return {
				start,
				end: end > start ? end : start + SHOWN,
				lines: nonEmptyLines(segment.text).join('\n'),
				speaker: (segment.speaker ?? '').trim().replace(/\s+/g, ' '),
			};
		})
		.filter(({ lines }) => lines !== '')
		.sort((a, b) => a.start - b.start);
}

function milliseconds(seconds: number): number | undefined {
	return Number.isFinite(seconds) ? Math.min(Math.max(0, Math.round(seconds * 1000)), LONGEST) : undefined;
}

function clock(time: number, point: string): string {
	const two = (value: number) => String(Math.floor(value)).padStart(2, '0');
	const rest = String(time % 1000).padStart(3, '0');
	return `${two(time / 3_600_000)}:${two((time / 60_000) % 60)}:${two((time / 1000) % 60)}${point}${rest}`;
}

/** A row of dashes is looked at from its first only, or a long one without an end would take for ever. */
function withoutArrows(text: string): string {
	return text.replace(/(?<!-)--+>/g, '→');
}

function escapeText(text: string): string {
	return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}
