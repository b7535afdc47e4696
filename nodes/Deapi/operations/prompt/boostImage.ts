import { endpoints } from '../../../shared/api/endpoints';
import { boosted, boostedSchema, plainNegativePrompt, plainPrompt } from '../../fields/sets/prompt';
import type { PaidCallOperation } from '../operation';

/** A better prompt for an image: docs/api.md#prompts. */
export const boostImage: PaidCallOperation = {
	kind: 'paidCall',
	resource: 'prompt',
	value: 'boostImage',
	name: 'Boost Image',
	action: 'Improve an image prompt',
	description: 'Turn a plain image prompt into a detailed one',
	method: 'POST',
	endpoint: endpoints.enhancePrompt,
	booster: { type: 'images.generations', prompt: 'prompt' },
	fields: [plainPrompt('e.g. A lighthouse at dusk'), plainNegativePrompt()],
	schema: boostedSchema,
	output: boosted,
};
