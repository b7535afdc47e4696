import type { IDataObject } from 'n8n-workflow';

import type { Field } from '../field';
import { text } from '../kinds/text';

/** The API takes no shorter texts: docs/api.md#prompts. */
export const SHORTEST_PROMPT = 3;

/** The prompt to improve. */
export function plainPrompt(placeholder: string): Field {
	return text({
		name: 'prompt',
		label: 'Prompt',
		api: 'prompt',
		required: true,
		rows: 4,
		shortest: SHORTEST_PROMPT,
		description: 'The prompt to improve',
		placeholder,
	});
}

/** What the result is not to have; it is improved as well. */
export function plainNegativePrompt(): Field {
	return text({
		name: 'negativePrompt',
		label: 'Negative Prompt',
		api: 'negative_prompt',
		optional: true,
		shortest: SHORTEST_PROMPT,
		description: 'What the result must not show, to be improved as well',
		placeholder: 'e.g. blurry, text, watermark',
	});
}

/** What {@link boosted} puts out. */
export const boostedSchema = { prompt: 'string', negative_prompt: 'string', prompt_original: 'string', model: 'string' } as const;

/** The answer beside what was asked: a better prompt is worth little without the plain one. */
export function boosted(request: IDataObject, answer: IDataObject): IDataObject {
	const { prompt, negative_prompt: negative, model_slug: model } = request;
	return { ...answer, prompt_original: prompt, ...(negative !== undefined && { negative_prompt_original: negative }), model };
}
