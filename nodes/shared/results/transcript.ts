import { isRecord, parseJson } from '../util/json';
import type { Segment } from './segment';
import { readCues, readTimedLines } from './timestamps';

export interface Transcript {
	/** What was said, without time stamps. */
	text: string;
	segments?: Segment[];
	language?: string;
}

/**
 * Reads a transcript whatever its form: plain text, lines that start with time stamps, SRT, WebVTT,
 * and the JSON of Whisper (`segments`, or `chunks` as Hugging Face calls them) or of deAPI's v2.
 * The API does not document the form of its time stamps (docs/api.md#transcripts).
 */
export function readTranscript(content: string): Transcript {
	const text = content.trim();
	const structured = readStructured(text);
	if (structured) return structured;

	const segments = readTimedLines(text) ?? readCues(text);
	return segments ? { text: spoken(segments), segments } : { text };
}

function readStructured(content: string): Transcript | undefined {
	const parsed = parseJson(content);
	const whole = isRecord(parsed) ? parsed : {};
	const segments = readSegments(Array.isArray(parsed) ? parsed : (whole.segments ?? whole.chunks));
	const text = typeof whole.text === 'string' ? whole.text.trim() : segments && spoken(segments);
	if (text === undefined) return undefined;

	const { language } = whole;
	return { text, ...(segments && { segments }), ...(typeof language === 'string' && { language }) };
}

function readSegments(list: unknown): Segment[] | undefined {
	const segments = Array.isArray(list) ? list.filter(isRecord).flatMap(readSegment) : [];
	return segments.length > 0 ? segments : undefined;
}

function readSegment({ start, end, timestamp, text, speaker }: Record<string, unknown>): Segment[] {
	const [from, to] = Array.isArray(timestamp) ? timestamp : [start, end];
	if (!isTime(from) || typeof text !== 'string') return [];
	// Whisper leaves the last end open where the sound is cut off.
	const segment = { start: from, end: isTime(to) ? to : from, text: text.trim() };
	return [typeof speaker === 'string' ? { ...segment, speaker } : segment];
}

function isTime(value: unknown): value is number {
	return Number.isFinite(value);
}

function spoken(segments: Segment[]): string {
	return segments
		.map(({ text }) => text)
		.filter((text) => text !== '')
		.join(' ');
}
