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

/** SubRip. It has neither escapes nor voices: arrows within a text become `→`, speakers go before it. */
export function toSrt(segments: Segment[]): string {
	return toCues(segments)
		.map(({ start, end, lines, speaker }, index) => {
			const text = `${speaker && `${speaker}: `}${lines}`.replace(/--+>/g, '→');
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

/** What is said, in the order of time, which WebVTT demands. */
function toCues(segments: Segment[]): Cue[] {
	return segments
		.map((segment) => {
			const start = milliseconds(segment.start);
			const end = milliseconds(segment.end);
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

function milliseconds(seconds: number): number {
	return Math.max(0, Math.round(seconds * 1000));
}

function clock(time: number, point: string): string {
	const two = (value: number) => String(Math.floor(value)).padStart(2, '0');
	const rest = String(time % 1000).padStart(3, '0');
	return `${two(time / 3_600_000)}:${two((time / 60_000) % 60)}:${two((time / 1000) % 60)}${point}${rest}`;
}

function escapeText(text: string): string {
	return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}
