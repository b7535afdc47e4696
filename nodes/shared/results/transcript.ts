import { isRecord, parseJson } from '../util/json';
import type { Segment } from './segment';
import { readSegments } from './structuredSegments';
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
	const list = Array.isArray(parsed) ? parsed : (whole.segments ?? whole.chunks);
	const segments = readSegments(list);
	const text = typeof whole.text === 'string' ? whole.text.trim() : segments && spoken(segments);
	// Of a recording in which nobody speaks.
	if (text === undefined && (parsed === list || !Array.isArray(list) || list.length > 0)) return undefined;

	const { language } = whole;
	return { text: text ?? '', ...(segments && { segments }), ...(typeof language === 'string' && language !== '' && { language }) };
}

function spoken(segments: Segment[]): string {
	return segments
		.map(({ text }) => text)
		.filter((text) => text !== '')
		.join(' ');
}
