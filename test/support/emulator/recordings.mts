import { makeFile } from './ffmpeg.mts';
import { sentences } from './script.mts';
import type { Sentence } from './script.mts';
import { mp3Tape, wavTape } from './tapes.mts';
import type { Tape } from './tapes.mts';
import { VOCABULARY } from './words.mts';

/** What is said from when to when, in seconds, and by whom of the two. */
export interface Utterance {
	start: number;
	end: number;
	text: string;
	voice: 0 | 1;
}

export interface LongRecording {
	content: Buffer;
	utterances: Utterance[];
	/** Its length. */
	seconds: number;
}

export interface RecordingOptions {
	minutes: number;
	/** By default an MP3. */
	format?: 'mp3' | 'wav' | 'flac';
	/** Of an MP3, in kbit/s; below 64 it has half as many samples a second. */
	bitRate?: number;
	/** The sentences follow from it. */
	seed?: number;
	/** As MP3s are in real life: frames that need those before them, and an Info frame. Takes its time: a second for some minutes. */
	reservoir?: boolean;
}

const WAV_RATE = 16_000;
const SPOKEN_RATE = 44_100;

/** A recording of up to so many minutes, in which two people say numbered sentences that the emulator hears: whole ones, a moment of silence at the end. */
export async function longRecording(options: RecordingOptions): Promise<LongRecording> {
	const { minutes, format = 'mp3', bitRate = 128, seed = 1, reservoir = false } = options;
	const longest = minutes * 60;
	const isPut = format === 'mp3' && !reservoir;
	const tape = isPut ? await mp3Tape(bitRate) : wavTape(format === 'mp3' ? SPOKEN_RATE : WAV_RATE, longest + 10);
	const utterances: Utterance[] = [];
	for (const sentence of sentences(seed)) {
		utterances.push(record(sentence, tape));
		if (tape.seconds + sentence.pause + LONGEST_SENTENCE > longest) break;
		tape.pause(sentence.pause);
	}
	const content = tape.content();
	const encoding = format === 'mp3' ? ['-b:a', `${bitRate}k`] : [];
	const isDone = isPut || format === 'wav';
	return {
		content: isDone ? content : await makeFile([content], format, ([path]) => ['-i', path, ...encoding]),
		utterances,
		seconds: tape.seconds,
	};
}

/** In seconds. */
const LONGEST_SENTENCE = 6.2;

function record({ words, voice }: Sentence, tape: Tape): Utterance {
	const times = words.map((word) => tape.word(word, voice));
	return { start: times[0].start, end: times.at(-1)!.end, text: words.map((word) => VOCABULARY[word]).join(' '), voice };
}
