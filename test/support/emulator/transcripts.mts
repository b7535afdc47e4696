/** What a transcript looks like where timestamps are asked for: lines, or the structured JSON of newer models (docs/api.md#transcripts). */
export type TranscriptStyle = 'lines' | 'json';

interface Segment {
	start: number;
	end: number;
	text: string;
}

const SEGMENT_SECONDS = 2.5;
const SENTENCES = [
	'Then somebody laughs.',
	'There is music in the background.',
	'A door opens and closes.',
	'Nobody says what everybody thinks.',
	'The speaker comes to the point.',
];

/**
 * A transcript of something that cannot be understood here: it names its source, so that mixed-up files show.
 *
 * @param seconds length of the source
 * @param isMeasured whether that is known, and not assumed
 */
export function transcribe(source: string, seconds: number, isMeasured: boolean): Segment[] {
	const first = isMeasured ? `This is ${source}, ${seconds.toFixed(1)} seconds long.` : `This is ${source}.`;
	const count = Math.min(50, Math.max(1, Math.ceil(seconds / SEGMENT_SECONDS)));
	return Array.from({ length: count }, (_, index) => ({
		start: index * SEGMENT_SECONDS,
		end: Math.min((index + 1) * SEGMENT_SECONDS, Math.max(seconds, SEGMENT_SECONDS * index + 0.1)),
		text: index === 0 ? first : SENTENCES[(index - 1) % SENTENCES.length],
	}));
}

export function plainText(segments: Segment[]): string {
	return segments.map(({ text }) => text).join(' ');
}

/** No source shows the lines of the real API; these are Whisper's own. */
export function lines(segments: Segment[]): string {
	return segments.map(({ start, end, text }) => `[${clock(start)} --> ${clock(end)}] ${text}`).join('\n');
}

export function structured(segments: Segment[]): object {
	return {
		text: plainText(segments),
		language: 'en',
		language_probability: 0.98,
		ts_level: 'word',
		diarization_available: true,
		segments: segments.map((segment) => ({ ...segment, avg_logprob: -0.2, speaker: 'SPEAKER_00', words: wordsOf(segment) })),
	};
}

function wordsOf({ start, end, text }: Segment): object[] {
	const words = text.split(' ');
	const length = (end - start) / words.length;
	return words.map((word, index) => ({
		word,
		start: rounded(start + index * length),
		end: rounded(start + (index + 1) * length),
		score: 0.9,
		speaker: 'SPEAKER_00',
		chars: [],
	}));
}

function rounded(seconds: number): number {
	return Number(seconds.toFixed(3));
}

/** e.g. `00:01:02.500` */
function clock(seconds: number): string {
	return new Date(Math.round(seconds * 1000)).toISOString().slice(11, 23);
}
