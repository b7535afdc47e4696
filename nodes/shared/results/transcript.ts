import { isRecord } from '../util/json';
import { readCues } from './cues';
import { spoken } from './segment';
import type { Segment } from './segment';
import { structureIn } from './structure';
import { inTime, readEntries } from './structuredSegments';
import { areTimedLines, readTimedLines } from './timedLines';

export interface Transcript {
	/** What was said, without time stamps. */
	text: string;
	segments?: Segment[];
	language?: string;
}

export interface ReadAs {
	/** false: the job was made without time stamps, so none is taken out of a plain text; undefined: not known. */
	isTimed?: boolean;
}

/**
 * Reads a transcript whatever its form: plain text, lines that start with time stamps, SRT, WebVTT,
 * and the JSON of Whisper (`segments`, or `chunks` as Hugging Face calls them) or of deAPI's v2.
 * The API does not document the form of its time stamps (docs/api.md#transcripts).
 */
export function readTranscript(content: string, { isTimed }: ReadAs = {}): Transcript {
	const text = content.trim();
	const structured = readStructured(text);
	if (structured) return structured;

	const segments = isTimed === false ? undefined : (readCues(text) ?? readTimedLines(text, isTimed));
	return segments ? { text: spoken(segments), ...(segments.length > 0 && { segments }) } : { text };
}

/**
 * Whether a text of an unknown job is certainly a transcript: JSON with `segments` or `chunks`, SRT, WebVTT,
 * or at least two timed lines whose times never fall, in a form that an agenda does not have
 * (docs/api.md#transcripts). Anything else may be a text of another kind.
 */
export function isTranscript(content: string): boolean {
	const text = content.trim();
	const whole = unwrap(structureIn(text), MAX_WRAPPINGS);
	if (whole) return isRecord(whole) && inTime(readEntries(listIn(whole))) !== undefined;
	return (readCues(text) ?? []).length > 0 || areTimedLines(text);
}

/** How deep `data` and `result` may be around a transcript. */
const MAX_WRAPPINGS = 5;

function readStructured(content: string): Transcript | undefined {
	const whole = unwrap(structureIn(content), MAX_WRAPPINGS);
	if (Array.isArray(whole)) {
		const segments = inTime(readEntries(whole));
		return segments && { text: spoken(segments), segments };
	}
	if (!whole) return undefined;

	const list = listIn(whole);
	const entries = readEntries(list);
	const segments = inTime(entries);
	const text = typeof whole.text === 'string' ? whole.text.trim() : '';
	// A list in which nothing can be read is something else; an empty one is of a recording in which nobody speaks.
	if (typeof whole.text !== 'string' && entries.length === 0 && list?.length !== 0) return undefined;

	const { language } = whole;
	return {
		text: text === '' ? spoken(entries) : text,
		...(segments && { segments }),
		...(typeof language === 'string' && language !== '' && { language }),
	};
}

/** A list of segments, or an object that has them or their text, within `data` and `result`. */
function unwrap(value: unknown, depth: number): unknown[] | Record<string, unknown> | undefined {
	if (Array.isArray(value)) return value;
	if (!isRecord(value) || depth === 0) return undefined;
	return typeof value.text === 'string' || listIn(value) ? value : unwrap(value.data ?? value.result, depth - 1);
}

function listIn({ segments, chunks }: Record<string, unknown>): unknown[] | undefined {
	const list = segments ?? chunks;
	return Array.isArray(list) ? list : undefined;
}
