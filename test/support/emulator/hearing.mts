import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as breathe } from 'node:timers/promises';

import { runFfmpeg, withFiles } from './ffmpeg.mts';
import { HIGH_TONES, LOW_TONES, VOCABULARY, VOICE_TONES, WORD_SECONDS } from './words.mts';

/** Times are seconds from the beginning of the file. */
export interface HeardWord {
	start: number;
	end: number;
	text: string;
	/** Which of the two voices says it. */
	voice: number;
}

/** In Hz. */
const RATE = 8_000;
const FRAME = 160;
const FRAME_SECONDS = FRAME / RATE;
/** Below it nobody speaks: the energy of a frame, at a hundredth of full scale. */
const QUIET = FRAME * 328 ** 2;
/** Whether anything can be heard at all shows within so many seconds. */
const TRIAL_SECONDS = 30;
/** Frames after which others may work. */
const FRAMES_AT_ONCE = 3_000;

/** Of rests of words, half may be spoilt at their edges. */
const SHORT_FRAMES = 4;

/** How much of a word has to be there to be understood, or at least heard. */
const UNDERSTOOD = 0.7;
const NOTICED = 0.35;
/** A sound that lasts longer than this many words is none. */
const LONGEST = 1.5;
const MISHEARD = ['hmm', 'oven', 'serve', 'fouls', 'eighth', 'sinks'];

/**
 * The words of {@link VOCABULARY} in a sound or film, as somebody hears them who understands no half words. None where a short one is
 * silent, or has less than half a word; undefined where something else is heard, or it is no sound at all.
 */
export async function hear(content: Buffer): Promise<HeardWord[] | undefined> {
	return await withFiles([content], async ([path], folder) => {
		const listen = async (...limits: string[]) => await samplesOf(path, join(folder, 'heard.raw'), limits);
		const trial = await listen('-t', String(TRIAL_SECONDS));
		if ((await sounds(trial)).length === 0) return isShortSilence(trial) ? [] : undefined;
		return (await sounds(await listen())).flatMap((sound) => understood(sound) ?? []);
	});
}

function isShortSilence(samples: Int16Array): boolean {
	return samples.length > 0 && samples.length < TRIAL_SECONDS * RATE && energiesOf(samples).every((energy) => energy < QUIET);
}

async function samplesOf(path: string, to: string, limits: string[]): Promise<Int16Array> {
	await runFfmpeg(['-v', 'error', ...limits, '-i', path, '-map', '0:a:0', '-ac', '1', '-ar', String(RATE), '-f', 's16le', to]);
	const bytes = await readFile(to).catch(() => Buffer.alloc(0));
	return new Int16Array(bytes.buffer, bytes.byteOffset, bytes.length >> 1);
}

interface Sound {
	start: number;
	end: number;
	word: number;
	voice: number;
}

/** What sounds like words, or parts of them. */
async function sounds(samples: Int16Array): Promise<Sound[]> {
	const energies = energiesOf(samples);
	const count = energies.length;
	const found: Sound[] = [];
	let rest = FRAMES_AT_ONCE;
	for (let first = 0, next = 0; first < count; first = next) {
		next = first + 1;
		if (energies[first] < QUIET) continue;
		while (next < count && energies[next] >= QUIET) next++;
		const kind = kindOf(samples, first, next);
		if (kind !== undefined) found.push({ ...timesOf(energies, first, next), ...kind });
		if (next > rest) {
			await breathe();
			rest = next + FRAMES_AT_ONCE;
		}
	}
	return found.filter(({ start, end }) => end - start < LONGEST * WORD_SECONDS);
}

/** Of all whole frames. */
function energiesOf(samples: Int16Array): Float64Array {
	return Float64Array.from({ length: Math.floor(samples.length / FRAME) }, (_, frame) => energyOf(samples, frame * FRAME));
}

function energyOf(samples: Int16Array, from: number): number {
	let energy = 0;
	for (let index = from; index < from + FRAME; index++) energy += samples[index] ** 2;
	return energy;
}

/** What most of the frames sound like. */
function kindOf(samples: Int16Array, first: number, next: number): { word: number; voice: number } | undefined {
	const votes = new Map<number, number>();
	const most = Math.min(next - first, Math.ceil((2 * LONGEST * WORD_SECONDS) / FRAME_SECONDS));
	for (let frame = first; frame < first + most; frame++) {
		const code = codeOf(samples, frame * FRAME);
		if (code !== undefined) votes.set(code, (votes.get(code) ?? 0) + 1);
	}
	const [[code, count] = [0, 0]] = [...votes].sort(([, one], [, other]) => other - one);
	if (count === 0 || (count * 2 < most && most > SHORT_FRAMES)) return undefined;
	return { word: Math.floor(code / VOICE_TONES.length), voice: code % VOICE_TONES.length };
}

const SHARE = 0.7;
const IMBALANCE = 4;
const FAINTEST_VOICE = 0.02;

/** The word and the voice that a frame belongs to. */
function codeOf(samples: Int16Array, from: number): number | undefined {
	const energy = energyOf(samples, from);
	const [low, high, voice] = [LOW_TONES, HIGH_TONES, VOICE_TONES].map((tones) => loudest(samples, from, tones));
	const ratio = low.energy / high.energy;
	const isWord = low.energy + high.energy + voice.energy > SHARE * energy && ratio < IMBALANCE && ratio > 1 / IMBALANCE;
	const word = high.tone * LOW_TONES.length + low.tone;
	if (!isWord || voice.energy < FAINTEST_VOICE * energy || word >= VOCABULARY.length) return undefined;
	return word * VOICE_TONES.length + voice.tone;
}

function loudest(samples: Int16Array, from: number, tones: number[]): { tone: number; energy: number } {
	const energies = tones.map((frequency) => goertzel(samples, from, frequency));
	const energy = Math.max(...energies);
	return { tone: energies.indexOf(energy), energy };
}

/** How much of a frame's energy is of a frequency. */
function goertzel(samples: Int16Array, from: number, frequency: number): number {
	const factor = 2 * Math.cos((2 * Math.PI * frequency) / RATE);
	let [one, two] = [0, 0];
	for (let index = from; index < from + FRAME; index++) {
		const now = samples[index] + factor * one - two;
		two = one;
		one = now;
	}
	return (2 * (one * one + two * two - factor * one * two)) / FRAME;
}

/** Frames at the edges count for as much as is in them. */
function timesOf(energies: Float64Array, first: number, next: number): { start: number; end: number } {
	const typical = energies.slice(first, next).sort()[Math.floor((next - first) / 2)];
	const part = (frame: number) => Math.min(1, (energies[frame] ?? 0) / typical);
	const start = (first + 1 - part(first) - part(first - 1)) * FRAME_SECONDS;
	const end = (next - 1 + part(next - 1) + part(next)) * FRAME_SECONDS;
	return { start, end };
}

function understood({ start, end, word, voice }: Sound): HeardWord | undefined {
	const share = (end - start) / WORD_SECONDS;
	if (share < NOTICED) return undefined;
	const text = share < UNDERSTOOD ? MISHEARD[word % MISHEARD.length] : VOCABULARY[word];
	return { start: Math.max(0, start), end, text, voice };
}
