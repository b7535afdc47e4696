import { boosted, plainNegativePrompt, plainPrompt } from '../../fields/sets/prompt';
import { file } from '../../fields/kinds/file';
import type { PaidCallOperation } from '../operation';

/** A better prompt for a video: docs/api.md#boosters. */
export const boostVideo: PaidCallOperation = {
	kind: 'paidCall',
	resource: 'prompt',
	value: 'boostVideo',
	name: 'Boost Video',
	action: 'Boost a video prompt',
	description: 'Turn a plain prompt for a video into one with details',
	method: 'POST',
	endpoint: '/prompt/video',
	fields: [
		plainPrompt('e.g. Waves at a lighthouse'),
		file({
			api: 'image',
			media: ['image'],
			optional: true,
			description: 'The first frame of the video, at most 10 MB, to fit the prompt to it',
		}),
		plainNegativePrompt(),
	],
	schema: { prompt: 'string', negative_prompt: 'string', prompt_original: 'string' },
	output: boosted,
};
