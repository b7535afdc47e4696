import { makeFile } from './ffmpeg.mts';
import { numbersFrom } from './pictures.mts';
import { wavHeader } from './tunes.mts';
import { say, VOCABULARY, VOICE_TONES, WORD_SECONDS } from './words.mts';

/** Takes down word after word, and pauses. Times are seconds. */
export interface Tape {
	/** How much there is. */
	readonly seconds: number;
	/** Returns when it is heard; a short silence follows. */
	word(word: number, voice: number): { start: number; end: number };
	pause(seconds: number): void;
	content(): Buffer;
}

const HEADER_BYTES = 44;
const CADENCE = 0.4;
const NOISE_SAMPLES = 8_192;
const NOISE_LOUDNESS = 60;

/** A WAV with one channel of 16 bits, and a faint noise, as no room is without one. */
export function wavTape(sampleRate: number, longest: number): Tape {
	const buffer = Buffer.alloc(HEADER_BYTES + Math.ceil(longest * sampleRate) * 2);
	const samples = new Int16Array(buffer.buffer, buffer.byteOffset + HEADER_BYTES);
	const random = numbersFrom('noise');
	const noise = Int16Array.from({ length: NOISE_SAMPLES }, () => (random() - 0.5) * 2 * NOISE_LOUDNESS);
	const words = VOICE_TONES.map((_, voice) => VOCABULARY.map((_word, word) => say(word, voice, sampleRate)));
	let at = 0;
	const pause = (seconds: number) => void (at += Math.round(seconds * sampleRate));
	return {
		get seconds() {
			return at / sampleRate;
		},
		pause,
		word(word, voice) {
			const start = at / sampleRate;
			samples.set(words[voice][word], at);
			pause(CADENCE);
			return { start, end: start + WORD_SECONDS };
		},
		content() {
			for (let index = 0; index < at; index++) samples[index] += noise[index % NOISE_SAMPLES];
			const size = HEADER_BYTES + at * 2;
			wavHeader(sampleRate, size).copy(buffer);
			return buffer.subarray(0, size);
		},
	};
}

/** Of a word, which begins a little later, and of the silence after it. */
const FRAMES_PER_WORD = 15;
const LEAD_SECONDS = 0.01;
/** Samples by which MP3 comes late: that of the encoder, and that of every decoder. */
const DELAY = 576 + 529;

/** An MP3 put together of frames, which takes no time: each word is encoded once. No frame needs those before it, nothing else is in it. */
export async function mp3Tape(bitRate: number): Promise<Tape> {
	const [sampleRate, perFrame] = bitRate < 64 ? [22_050, 576] : [44_100, 1_152];
	const perWord = FRAMES_PER_WORD * perFrame;
	const lead = Math.round(LEAD_SECONDS * sampleRate);
	const all = VOICE_TONES.flatMap((_, voice) => VOCABULARY.map((_word, word) => say(word, voice, sampleRate)));
	const samples = new Int16Array((all.length + 2) * perWord);
	all.forEach((word, index) => samples.set(word, index * perWord + lead));
	const bytes = Buffer.from(samples.buffer);
	const wav = Buffer.concat([wavHeader(sampleRate, HEADER_BYTES + bytes.length), bytes]);
	const rules = ['-b:a', `${bitRate}k`, '-reservoir', '0', '-write_xing', '0', '-id3v2_version', '0'];
	const frames = framesOf(await makeFile([wav], 'mp3', ([path]) => ['-i', path, ...rules]));

	const words = all.map((_, index) => Buffer.concat(frames.slice(index * FRAMES_PER_WORD, (index + 1) * FRAMES_PER_WORD)));
	const silence = frames[(all.length + 1) * FRAMES_PER_WORD];
	const pieces: Buffer[] = [];
	let count = 0;
	return {
		get seconds() {
			return (count * perFrame) / sampleRate;
		},
		word(word, voice) {
			const start = (count * perFrame + lead + DELAY) / sampleRate;
			pieces.push(words[voice * VOCABULARY.length + word]);
			count += FRAMES_PER_WORD;
			return { start, end: start + WORD_SECONDS };
		},
		pause(seconds) {
			const frames = Math.round((seconds * sampleRate) / perFrame);
			for (let frame = 0; frame < frames; frame++) pieces.push(silence);
			count += frames;
		},
		content: () => Buffer.concat(pieces),
	};
}

const KILOBITS = {
	mpeg1: [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
	mpeg2: [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
};

/** Of an MP3 of 44,100 or 22,050 Hz that has nothing else in it. */
export function framesOf(mp3: Buffer): Buffer[] {
	const frames: Buffer[] = [];
	for (let at = 0; at + 4 <= mp3.length; at += frames.at(-1)!.length) {
		const isMpeg1 = (mp3[at + 1] & 0x08) !== 0;
		const bits = KILOBITS[isMpeg1 ? 'mpeg1' : 'mpeg2'][mp3[at + 2] >> 4] * 1_000;
		if (mp3[at] !== 0xff || !bits) throw new Error(`There is no frame at byte ${at}.`);
		const length = Math.floor(((isMpeg1 ? 144 : 72) * bits) / (isMpeg1 ? 44_100 : 22_050)) + ((mp3[at + 2] >> 1) & 1);
		frames.push(mp3.subarray(at, at + length));
	}
	return frames;
}
