import { boosted, plainNegativePrompt, plainPrompt } from '../../fields/sets/prompt';
import type { PaidCallOperation } from '../operation';

/** A better prompt for an image: docs/api.md#boosters. */
export const boostImage: PaidCallOperation = {
	kind: 'paidCall',
	resource: 'prompt',
	value: 'boostImage',
	name: 'Boost Image',
	action: 'Boost an image prompt',
	description: 'Turn a plain prompt for an image into one with details',
	method: 'POST',
	endpoint: '/prompt/image',
	fields: [plainPrompt('e.g. A lighthouse at dusk'), plainNegativePrompt()],
	schema: { prompt: 'string', negative_prompt: 'string', prompt_original: 'string' },
	output: boosted,
};
