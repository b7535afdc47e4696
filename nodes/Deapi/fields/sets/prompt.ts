import type { IDataObject } from 'n8n-workflow';

import type { Field } from '../field';
import { text } from '../kinds/text';

/** The API takes no shorter prompts: docs/api.md#boosters. */
const SHORTEST = 3;

/** The prompt to improve. */
export function plainPrompt(placeholder: string): Field {
	return text({
		name: 'prompt',
		label: 'Prompt',
		api: 'prompt',
		required: true,
		rows: 4,
		shortest: SHORTEST,
		description: 'The prompt to improve',
		placeholder,
	});
}

/** The API wants the field to be there, with or without a text. */
export function plainNegativePrompt(): Field {
	return text({
		name: 'negativePrompt',
		label: 'Negative Prompt',
		api: 'negative_prompt',
		optional: true,
		shortest: SHORTEST,
		whenBlank: null,
		description: 'What the result must not show, to be improved as well',
		placeholder: 'e.g. blurry, text, watermark',
	});
}

/** @param longest most characters that the API takes */
export function languageCode(longest?: number): Field {
	return text({
		name: 'languageCode',
		label: 'Language Code',
		api: 'lang_code',
		optional: true,
		longest,
		description: 'The language of the prompt that comes out. If left out, the API decides.',
		placeholder: 'e.g. en',
	});
}

/** The answer beside what was asked: a better prompt is worth little without the plain one. */
export function boosted(request: IDataObject, answer: IDataObject): IDataObject {
	const { prompt, negative_prompt: negative } = request;
	return { ...answer, prompt_original: prompt, ...(negative !== undefined && { negative_prompt_original: negative }) };
}
