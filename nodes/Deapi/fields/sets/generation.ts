import type { Field } from '../field';
import { choice } from '../kinds/choice';
import { number } from '../kinds/number';
import { text } from '../kinds/text';

interface Worded {
	description: string;
	placeholder: string;
}

/** What to make, in words. */
export function prompt(words: Worded, required = true): Field {
	return text({ ...words, name: 'prompt', label: 'Prompt', api: 'prompt', rows: 4, required });
}

export function negativePrompt(): Field {
	return text({
		name: 'negativePrompt',
		label: 'Negative Prompt',
		api: 'negative_prompt',
		optional: true,
		feature: 'supports_negative_prompt',
		description: 'What the result must not show. Models that take no negative prompt ignore it.',
		placeholder: 'e.g. blurry, text, watermark',
	});
}

/** Models that have no tiers ignore it, and which tiers a model has, the catalog does not say: docs/api.md#text-to-image. */
export function quality(): Field {
	const tiers = choice({
		name: 'quality',
		label: 'Quality',
		api: 'quality',
		optional: true,
		default: 'auto',
		description:
			'How good the result is, for models that offer a choice, such as GPT Image. A higher quality costs more. Other models ignore it.',
		options: ['Auto', 'High', 'Low', 'Medium'].map((name) => ({ name, value: name.toLowerCase() })),
	});
	return { ...tiers, isV2: true };
}

/** @param fallback what is sent where the API demands a number and the catalog has no default */
export function guidance(fallback?: number, api = 'guidance'): Field {
	return number({
		name: 'guidance',
		label: 'Guidance',
		api,
		suggested: 3.5,
		limits: ['guidance', 'guidance_scale'],
		modelDefaults: ['guidance', 'guidance_scale'],
		fallback,
		feature: 'supports_guidance',
		decimals: true,
		description: 'How closely the result follows the prompt. Models that have no guidance ignore it.',
	});
}

/** @param fallback see {@link guidance} */
export function steps(fallback?: number, api = 'steps'): Field {
	return number({
		name: 'steps',
		label: 'Steps',
		api,
		suggested: 8,
		limits: ['steps', 'inference_steps'],
		modelDefaults: ['steps', 'inference_steps'],
		fallback,
		description: 'How many steps the model takes. More steps take longer and cost more. If left out, the model decides.',
	});
}
