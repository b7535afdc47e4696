import type { INodeParameters } from 'n8n-workflow';

import { MOST_RESULTS } from './life.mts';
import type { Event, Life } from './life.mts';

type Edited = Pick<Extract<Event, { what: 'retry, edited' }>, 'edit' | 'item' | 'results'>;

const PROMPT = { image: 'prompt', speech: 'text', embedding: 'text', transcription: 'videoUrl', prompt: 'prompt' } as const;
const OPERATION: Record<Life['operation'], INodeParameters> = {
	image: { resource: 'image', operation: 'generate', model: 'Flux1schnell' },
	speech: { resource: 'audio', operation: 'generateSpeech', model: 'Kokoro' },
	embedding: { resource: 'embedding', operation: 'create' },
	transcription: { resource: 'video', operation: 'transcribe' },
	prompt: { resource: 'prompt', operation: 'boostImage' },
};
const FALLBACKS: Partial<Record<Life['operation'], string[]>> = {
	image: ['ZImageTurbo_INT8', 'Flux_2_Klein_4B_BF16'],
	speech: ['Chatterbox', 'Qwen3_TTS_12Hz_1_7B_CustomVoice'],
};
/** Seeds that are drawn or written are multiples of it, so that a seed says which variation it is of. */
export const SEEDS_APART = 16;

/** Who has made the workflow, and may edit it before a retry. */
export class Person {
	/** How often the text of each piece of each item was changed. */
	readonly versions: number[][];
	/** How often anything was changed that a piece of an item asks for, so that it may be bought once more. */
	readonly editions: number[][];
	/** How many results, or pieces, each item has, and has ever had. */
	readonly results: number[];
	readonly resultsEver: Array<Set<number>>;
	enhances: boolean;
	/** Only asks for the price. */
	estimates: boolean;
	/** Submit Again If in Doubt. */
	submitsAgain = false;
	private negativePrompts = 0;
	private readonly life: Life;

	constructor(life: Life) {
		const none = () => Array<number>(MOST_RESULTS).fill(0);
		this.life = life;
		this.versions = life.items.map(none);
		this.editions = life.items.map(none);
		this.results = life.items.map(({ results }) => (FALLBACKS[life.operation] ? results : 1));
		this.resultsEver = this.results.map((count) => new Set([count]));
		this.enhances = life.enhance && life.operation === 'image';
		this.estimates = life.estimates;
	}

	edit({ edit, item: number, results }: Edited): void {
		const { life, versions } = this;
		const { operation, isRandom } = life;
		const item = number % versions.length;
		if (edit === 'estimate') this.estimates = !this.estimates;
		if (edit === 'submit again') this.submitsAgain = !this.submitsAgain;
		if (edit === 'estimate' || edit === 'submit again') return;

		// Nobody can tell whether an expression that is another one every time has been changed.
		const isAll = edit === 'enhance' || edit === 'all items' || isRandom;
		const isOfPiece = edit === 'one piece' && operation === 'speech';
		const before = this.results[item];
		if (edit === 'enhance') this.enhances = operation === 'image' && !this.enhances;
		if (edit === 'results' && FALLBACKS[operation]) this.setResults(item, results);
		if (edit === 'all items' && operation === 'image') this.negativePrompts++;
		for (const [index, pieces] of versions.entries()) {
			for (const piece of pieces.keys()) {
				const isOne = index === item && (edit === 'one item' || (edit === 'one piece' && (!isOfPiece || piece === results - 1)));
				const isGone = index === item && edit === 'results' && piece >= Math.min(before, this.results[item]);
				if (isOne || (edit === 'all items' && operation !== 'image')) pieces[piece]++;
				if (isOne || isAll || isGone) this.editions[index][piece]++;
			}
		}
	}

	/** In USD; undefined without a limit, NaN where the limit is none. */
	budgetOf(item: number): number | undefined {
		const { maximumPrice, items } = this.life;
		if (maximumPrice !== 'by item') return maximumPrice;
		const { budget } = items[item];
		return typeof budget === 'number' ? budget : NaN;
	}

	get parameters(): INodeParameters {
		const { operation, fallbacks, waitMode, waitTimeout, concurrency, maximumPrice, isSeeded } = this.life;
		const options: INodeParameters = {
			concurrency,
			waitTimeout,
			estimatePriceOnly: this.estimates,
			submitAgain: this.submitsAgain,
			...(maximumPrice !== undefined && { maximumPrice: maximumPrice === 'by item' ? '={{ $json.budget }}' : maximumPrice }),
			...(FALLBACKS[operation] && { fallbackModels: FALLBACKS[operation].slice(0, fallbacks) }),
			...(operation === 'image' && {
				enhancePrompt: this.enhances,
				negativePrompt: `blurry ${this.negativePrompts}`,
				numberOfResults: `={{ ${JSON.stringify(this.results)}[$json.i] }}`,
				...(isSeeded && { seed: 100 * SEEDS_APART }),
			}),
		};
		return { ...OPERATION[operation], [PROMPT[operation]]: `={{ ${this.expression} }}`, waitMode, options };
	}

	private get expression(): string {
		const { operation, isRandom } = this.life;
		const random = (gap: string) => (isRandom ? ` + ${JSON.stringify(gap)} + Math.random().toFixed(6)` : '');
		const nameOf = (version: string) => `"item" + $json.i + "." + $runIndex + "." + ${version}`;
		const name = nameOf(`${JSON.stringify(this.versions.map(([version]) => version))}[$json.i]`);
		const text = `(${name}${random(' ')})`;
		if (operation === 'embedding') return `Array.from({ length: 1 + $json.i % 3 }, () => ${text})`;
		if (operation === 'transcription') return `"https://www.youtube.com/watch?v=" + (${name}${random('-')})`;
		if (operation !== 'speech') return text;
		const pieces = JSON.stringify(this.versions.map((versions, item) => versions.slice(0, this.results[item])));
		const sentence = `"So says " + ${nameOf('version + "-" + piece')}${random(' ')} + " to all who hear it."`;
		return `${pieces}[$json.i].map((version, piece) => ${sentence}).join(" ")`;
	}

	private setResults(item: number, count: number): void {
		this.results[item] = count;
		this.resultsEver[item].add(count);
	}
}
