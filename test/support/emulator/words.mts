/** Of what is said in recordings here: each of these words is a sound of its own. */
export const VOCABULARY = [
	...['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'],
	...['sentence', 'says', 'the', 'and', 'blue', 'red', 'green', 'river', 'house', 'bird', 'stone', 'sings', 'falls', 'waits'],
];

/** How long every word lasts. */
export const WORD_SECONDS = 0.3;

/** In Hz. One of each group sounds for a word, as in the keys of a telephone; multiples of 50 are told apart in 20 ms. */
export const LOW_TONES = [700, 800, 900, 1000, 1100];
export const HIGH_TONES = [1400, 1600, 1800, 2000, 2200];
/** The two people who speak, by a third tone. */
export const VOICE_TONES = [400, 500];

const LOUDNESS = { word: 8_000, voice: 4_000 };
const FADE_SECONDS = 0.005;

export function tonesOf(word: number): { low: number; high: number } {
	return { low: LOW_TONES[word % LOW_TONES.length], high: HIGH_TONES[Math.floor(word / LOW_TONES.length)] };
}

/** One word, in samples of 16 bits. */
export function say(word: number, voice: number, sampleRate: number): Int16Array {
	const { low, high } = tonesOf(word);
	const wave = (frequency: number, time: number) => Math.sin(2 * Math.PI * frequency * time);
	return Int16Array.from({ length: Math.round(WORD_SECONDS * sampleRate) }, (_, index) => {
		const time = index / sampleRate;
		const fade = Math.min(1, time / FADE_SECONDS, (WORD_SECONDS - time) / FADE_SECONDS);
		return fade * (LOUDNESS.word * (wave(low, time) + wave(high, time)) + LOUDNESS.voice * wave(VOICE_TONES[voice], time));
	});
}
