import { numbersFrom } from './pictures.mts';
import { VOCABULARY } from './words.mts';

export interface Sentence {
	/** Places in {@link VOCABULARY}. */
	words: number[];
	/** Who of the two says it. */
	voice: 0 | 1;
	/** Seconds of silence after it, besides those after every word. */
	pause: number;
}

const [SUBJECTS, VERBS, COLORS] = [
	['river', 'house', 'bird', 'stone'],
	['sings', 'falls', 'waits'],
	['blue', 'red', 'green'],
];
const SHORTEST_PAUSE = 0.2;
const LONGEST_PAUSE = 2;

/** Sentences without end. No two are the same, as each says its number; much else comes again and again. */
export function* sentences(seed: number): Generator<Sentence, never> {
	const random = numbersFrom(`script ${seed}`);
	const oneOf = (words: string[]) => words[Math.floor(random() * words.length)];
	let voice: 0 | 1 = 0;
	for (let number = 0; ; number++) {
		const digits = [...String(number).padStart(4, '0')].map((digit) => VOCABULARY[Number(digit)]);
		const clause = () => ['the', ...(random() < 0.6 ? [oneOf(COLORS)] : []), oneOf(SUBJECTS), oneOf(VERBS)];
		const clauses = random() < 0.4 ? [...clause(), 'and', ...clause()] : clause();
		const words = ['sentence', ...digits, 'says', ...clauses].map((word) => VOCABULARY.indexOf(word));
		const pause = random() < 0.3 ? 0 : SHORTEST_PAUSE + random() ** 2 * (LONGEST_PAUSE - SHORTEST_PAUSE);
		yield { words, voice, pause };
		if (random() < 0.6) voice = voice === 0 ? 1 : 0;
	}
}
