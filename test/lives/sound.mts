import { wavHeader } from '../support/emulator/tunes.mts';

const HEADER = 44;
const SAMPLE_RATE = 24_000;

/** A sample has two bytes. */
export const samplesSaying = (what: string) => (what.length % 2 === 0 ? what : `${what} `);

/** A sound whose samples are what it says. */
export function soundSaying(what: string): Buffer {
	const samples = Buffer.from(samplesSaying(what));
	return Buffer.concat([wavHeader(SAMPLE_RATE, HEADER + samples.length), samples]);
}

/** What such a sound says, or several that were joined; undefined where its header is wrong. */
export function heardIn(sound: Buffer): string | undefined {
	const isWhole = sound.subarray(0, HEADER).equals(wavHeader(SAMPLE_RATE, sound.length));
	return isWhole ? sound.subarray(HEADER).toString() : undefined;
}
