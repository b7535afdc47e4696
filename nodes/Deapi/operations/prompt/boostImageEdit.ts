import { boosted, plainNegativePrompt, plainPrompt } from '../../fields/sets/prompt';
import { file } from '../../fields/kinds/file';
import type { PaidCallOperation } from '../operation';

/** A better prompt for changing an image: docs/api.md#boosters. */
export const boostImageEdit: PaidCallOperation = {
	kind: 'paidCall',
	resource: 'prompt',
	value: 'boostImageEdit',
	name: 'Boost Image Edit',
	action: 'Boost a prompt for an image edit',
	description: 'Turn a plain prompt for changing an image into one with details',
	method: 'POST',
	endpoint: '/prompt/image2image',
	fields: [
		plainPrompt('e.g. Make it winter'),
		file({ api: 'image', media: ['image'], description: 'The image that is to be changed, at most 10 MB' }),
		plainNegativePrompt(),
	],
	schema: { prompt: 'string', negative_prompt: 'string', prompt_original: 'string' },
	output: boosted,
};
