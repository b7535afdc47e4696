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

/** As WhisperLargeV3 writes them, with two spaces (docs/api.md#transcripts). */
export function lines(segments: Segment[]): string {
	return segments.map(({ start, end, text }) => `[${clock(start)} - ${clock(end)}]  ${text}`).join('\n');
}

/** What is asked of the models that write JSON. */
export interface Detail {
	language: string;
	timestamps: boolean;
	words: boolean;
	speakers: boolean;
}

export function structured(segments: Segment[], { language, timestamps, words, speakers }: Detail): object {
	const told = segments.map((segment, index) => {
		const speaker = speakers ? { speaker: `SPEAKER_0${index % 2}` } : {};
		return { ...segment, ...speaker, avg_logprob: -0.2, ...(words && { words: wordsOf(segment, speaker) }) };
	});
	return { text: plainText(segments), language, segments: timestamps ? told : [] };
}

function wordsOf({ start, end, text }: Segment, speaker: object): object[] {
	const words = text.split(' ');
	const length = (end - start) / words.length;
	return words.map((word, index) => ({
		word,
		start: rounded(start + index * length),
		end: rounded(start + (index + 1) * length),
		score: 0.9,
		...speaker,
	}));
}

function rounded(seconds: number): number {
	return Number(seconds.toFixed(3));
}

/** e.g. `1:02` */
function clock(seconds: number): string {
	return `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, '0')}`;
}
