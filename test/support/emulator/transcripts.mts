import type { HeardWord } from './hearing.mts';

interface Segment {
	start: number;
	end: number;
	text: string;
	/** What was really heard. */
	heard?: LabelledWord[];
}

type LabelledWord = HeardWord & { speaker: string };

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

const LONGEST_PAUSE = 0.5;
const MOST_WORDS = 12;
/** The model hears so many seconds at a time. */
const WINDOW = 30;

/** Words in pieces as Whisper makes them: where they end has more to do with where the file begins than with sentences. */
export function segmentsOf(words: HeardWord[]): Segment[] {
	const groups: LabelledWord[][] = [];
	for (const word of labelled(words)) {
		const group = groups.at(-1);
		if (group && belongs(word, group)) group.push(word);
		else groups.push([word]);
	}
	return groups.map((heard) => ({
		start: rounded(heard[0].start),
		end: rounded(heard.at(-1)!.end),
		text: heard.map(({ text }) => text).join(' '),
		heard,
	}));
}

function belongs({ start }: HeardWord, group: HeardWord[]): boolean {
	const [first, last] = [group[0], group.at(-1)!];
	const isSameWindow = Math.floor(start / WINDOW) === Math.floor(first.start / WINDOW);
	return isSameWindow && start - last.end <= LONGEST_PAUSE && group.length < MOST_WORDS;
}

/** Speakers are numbered anew in every file, in the order in which they are heard. */
function labelled(words: HeardWord[]): LabelledWord[] {
	const voices = [...new Set(words.map(({ voice }) => voice))];
	return words.map((word) => ({ ...word, speaker: `SPEAKER_0${voices.indexOf(word.voice)}` }));
}

/** Who says most of it. */
function speakerOf(heard: LabelledWord[]): string {
	const by = Map.groupBy(heard, ({ speaker }) => speaker);
	return [...by].toSorted(([, one], [, other]) => other.length - one.length)[0][0];
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
	const told = segments.map(({ heard, ...segment }, index) => {
		const speaker = heard ? speakerOf(heard) : `SPEAKER_0${index % 2}`;
		const spoken = heard?.map(wordOf) ?? evenly(segment, speaker);
		return {
			...segment,
			...(speakers && { speaker }),
			avg_logprob: -0.2,
			...(words && { words: spoken.map(({ speaker: by, ...word }) => (speakers ? { ...word, speaker: by } : word)) }),
		};
	});
	return { text: plainText(segments), language, segments: timestamps ? told : [] };
}

interface ToldWord {
	word: string;
	start: number;
	end: number;
	score: number;
	speaker: string;
}

function wordOf({ text, start, end, speaker }: LabelledWord): ToldWord {
	return { word: text, start: rounded(start), end: rounded(end), score: 0.9, speaker };
}

/** As if every word took as long as any other. */
function evenly({ start, end, text }: Segment, speaker: string): ToldWord[] {
	const words = text.split(' ');
	const length = (end - start) / words.length;
	return words.map((word, index) => ({
		word,
		start: rounded(start + index * length),
		end: rounded(start + (index + 1) * length),
		score: 0.9,
		speaker,
	}));
}

function rounded(seconds: number): number {
	return Number(seconds.toFixed(3));
}

/** e.g. `1:02` */
function clock(seconds: number): string {
	return `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, '0')}`;
}
