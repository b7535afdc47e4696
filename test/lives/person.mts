import type { INodeParameters } from 'n8n-workflow';

import type { Edit, Life } from './life.mts';

const PROMPT = { image: 'prompt', embedding: 'text', transcription: 'videoUrl', prompt: 'prompt' } as const;
const OPERATION: Record<Life['operation'], INodeParameters> = {
	image: { resource: 'image', operation: 'generate', model: 'Flux1schnell' },
	embedding: { resource: 'embedding', operation: 'create' },
	transcription: { resource: 'video', operation: 'transcribe' },
	prompt: { resource: 'prompt', operation: 'boostImage' },
};

/** Who has made the workflow, and may edit it before a retry. */
export class Person {
	/** How often the text of each item was changed. */
	readonly versions: number[];
	/** How often anything was changed that an item asks for, so that it may be bought once more. */
	readonly editions: number[];
	enhances: boolean;
	/** Only asks for the price. */
	estimates: boolean;
	private negativePrompts = 0;
	private readonly life: Life;

	constructor(life: Life) {
		this.life = life;
		this.versions = life.items.map(() => 0);
		this.editions = life.items.map(() => 0);
		this.enhances = life.enhance && life.operation === 'image';
		this.estimates = life.estimates;
	}

	edit(edit: Edit, item: number): void {
		const { life } = this;
		if (edit === 'estimate') {
			this.estimates = !this.estimates;
			return;
		}
		if (edit === 'enhance') this.enhances = life.operation === 'image' && !this.enhances;
		if (edit === 'one item') this.versions[item % this.versions.length]++;
		if (edit === 'all items' && life.operation === 'image') this.negativePrompts++;
		else if (edit === 'all items') for (const index of this.versions.keys()) this.versions[index]++;
		const isOnlyOne = edit === 'one item' && !life.isRandom;
		for (const index of this.editions.keys()) {
			// Nobody can tell whether an expression that is another one every time has been changed.
			if (!isOnlyOne || index === item % this.versions.length) this.editions[index]++;
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
		const { operation, fallbacks, waitMode, waitTimeout, concurrency, maximumPrice, isRandom } = this.life;
		const name = `"item" + $json.i + "." + $runIndex + "." + ${JSON.stringify(this.versions)}[$json.i]`;
		const text = `(${name}${isRandom ? ' + " " + Math.random()' : ''})`;
		const texts = `Array.from({ length: 1 + $json.i % 3 }, () => ${text})`;
		const url = `"https://www.youtube.com/watch?v=" + ${text.replace('" "', '"-"')}`;
		const values = { image: text, prompt: text, embedding: texts, transcription: url };
		const options: INodeParameters = {
			concurrency,
			waitTimeout,
			estimatePriceOnly: this.estimates,
			...(maximumPrice !== undefined && { maximumPrice: maximumPrice === 'by item' ? '={{ $json.budget }}' : maximumPrice }),
			...(operation === 'image' && {
				enhancePrompt: this.enhances,
				fallbackModels: ['ZImageTurbo_INT8', 'Flux_2_Klein_4B_BF16'].slice(0, fallbacks),
				negativePrompt: `blurry ${this.negativePrompts}`,
			}),
		};
		return { ...OPERATION[operation], [PROMPT[operation]]: `={{ ${values[operation]} }}`, waitMode, options };
	}
}
