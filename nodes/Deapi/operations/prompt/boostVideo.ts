import { endpoints } from '../../../shared/api/endpoints';
import { file } from '../../fields/kinds/file';
import { boosted, boostedSchema, plainNegativePrompt, plainPrompt } from '../../fields/sets/prompt';
import type { PaidCallOperation } from '../operation';

/** A better prompt for a video, from words alone or from its first frame: docs/api.md#prompts. */
export const boostVideo: PaidCallOperation = {
	kind: 'paidCall',
	resource: 'prompt',
	value: 'boostVideo',
	name: 'Boost Video',
	action: 'Improve a video prompt',
	description: 'Turn a plain video prompt into a detailed one',
	method: 'POST',
	endpoint: endpoints.enhancePrompt,
	booster: { type: 'videos.generations', prompt: 'prompt', image: { field: 'image', type: 'videos.animations' } },
	fields: [
		plainPrompt('e.g. Waves at a lighthouse'),
		file({
			api: 'image',
			media: ['image'],
			optional: true,
			description: 'The first frame of the video, at most 10 MB. The prompt is fitted to it.',
		}),
		plainNegativePrompt(),
	],
	schema: boostedSchema,
	output: boosted,
};
