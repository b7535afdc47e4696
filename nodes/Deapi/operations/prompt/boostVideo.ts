import { boosted, plainNegativePrompt, plainPrompt } from '../../fields/sets/prompt';
import { file } from '../../fields/kinds/file';
import type { Purchase } from '../operation';

/** A better prompt for a video: facts file §1.5, POST /prompt/video. */
export const boostVideo: Purchase = {
	kind: 'purchase',
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
