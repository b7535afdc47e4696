import { makeFile } from './ffmpeg.mts';
import { numbersFrom } from './pictures.mts';

export type AudioFormat = 'wav' | 'flac' | 'mp3';

export interface Tune {
	/** The notes follow from it. */
	text: string;
	seconds: number;
	/** In Hz. */
	sampleRate: number;
	format: AudioFormat;
}

const NOTES = 8;
const NOTE_SECONDS = 0.4;
/** Semitones above A3: a pentatonic scale, in which nothing sounds wrong. */
const SCALE = [0, 3, 5, 7, 10, 12, 15];

/** At both ends, so that nothing clicks where one follows another; it has died away a moment before the end. */
const FADE_SECONDS = 0.02;
const SILENT_SECONDS = 0.01;
/** Good enough for notes, and twice as fast. */
const FAST = { mp3: ['-compression_level', '9'], wav: [], flac: [] };

/** A few notes, again and again, for exactly so long, from silence to silence; MP3 rounds up to whole frames. */
export async function playTune({ text, seconds, sampleRate, format }: Tune): Promise<Buffer> {
	const repetitions = String(Math.ceil(seconds / (NOTES * NOTE_SECONDS)));
	const end = Math.max(0, seconds - FADE_SECONDS - SILENT_SECONDS);
	const fades = `afade=t=in:d=${FADE_SECONDS},afade=t=out:st=${end}:d=${FADE_SECONDS}`;
	return await makeFile([phrase(text, sampleRate)], format, ([path]) => [
		...['-stream_loop', repetitions, '-i', path, '-af', fades, '-t', String(seconds)],
		...FAST[format],
	]);
}

function phrase(text: string, sampleRate: number): Buffer {
	const random = numbersFrom(text);
	const perNote = Math.round(sampleRate * NOTE_SECONDS);
	const wav = Buffer.alloc(44 + perNote * NOTES * 2);
	wavHeader(sampleRate, wav.length).copy(wav);
	for (let note = 0; note < NOTES; note++) {
		const frequency = 220 * 2 ** (SCALE[Math.floor(random() * SCALE.length)] / 12);
		for (let index = 0; index < perNote; index++) {
			const time = index / sampleRate;
			const loudness = Math.min(1, time * 50) * Math.exp(-4 * time) * Math.min(1, (perNote - index) / 200);
			const wave = Math.sin(2 * Math.PI * frequency * time) + 0.3 * Math.sin(4 * Math.PI * frequency * time);
			wav.writeInt16LE(Math.round(wave * loudness * 20_000), 44 + (note * perNote + index) * 2);
		}
	}
	return wav;
}

/** Of a WAV with one channel of 16 bits, of so many bytes in all. */
export function wavHeader(sampleRate: number, size: number): Buffer {
	const header = Buffer.alloc(44);
	header.write('RIFF', 0);
	header.writeUInt32LE(size - 8, 4);
	header.write('WAVEfmt ', 8);
	header.writeUInt32LE(16, 16);
	header.writeUInt16LE(1, 20);
	header.writeUInt16LE(1, 22);
	header.writeUInt32LE(sampleRate, 24);
	header.writeUInt32LE(sampleRate * 2, 28);
	header.writeUInt16LE(2, 32);
	header.writeUInt16LE(16, 34);
	header.write('data', 36);
	header.writeUInt32LE(Math.max(0, size - 44), 40);
	return header;
}
