import type { Transcript } from './transcript';

/** A transcript as a plain text: a line for each segment, with its times where it has any. `readTimedLines` reads it. */
export function toTimedText({ text, segments }: Transcript): string {
	if (!segments) return text;
	return segments.map(({ start, end, text: said }) => `[${clock(start)} --> ${clock(end)}]  ${said}`).join('\n');
}

function clock(seconds: number): string {
	const milliseconds = Math.round(seconds * 1000);
	const two = (value: number) => String(Math.floor(value) % 60).padStart(2, '0');
	const hours = String(Math.floor(milliseconds / 3_600_000)).padStart(2, '0');
	return `${hours}:${two(milliseconds / 60_000)}:${two(milliseconds / 1000)}.${String(milliseconds % 1000).padStart(3, '0')}`;
}
