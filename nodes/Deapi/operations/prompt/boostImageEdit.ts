import { endpoints } from '../../../shared/api/endpoints';
import { file } from '../../fields/kinds/file';
import { boosted, boostedSchema, plainNegativePrompt, plainPrompt } from '../../fields/sets/prompt';
import type { PaidCallOperation } from '../operation';

/** A better prompt for changing an image: docs/api.md#prompts. */
export const boostImageEdit: PaidCallOperation = {
	kind: 'paidCall',
	resource: 'prompt',
	value: 'boostImageEdit',
	name: 'Boost Image Edit',
	action: 'Improve an image edit prompt',
	description: 'Turn a plain image edit prompt into a detailed one',
	method: 'POST',
	endpoint: endpoints.enhancePrompt,
	booster: { type: 'images.edits', prompt: 'prompt', image: { field: 'image', type: 'images.edits' } },
	fields: [
		plainPrompt('e.g. Make it winter'),
		file({ api: 'image', media: ['image'], description: 'The image to edit, at most 10 MB' }),
		plainNegativePrompt(),
	],
	schema: boostedSchema,
	output: boosted,
};
