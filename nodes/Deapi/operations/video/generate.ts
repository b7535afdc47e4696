import { endpoints } from '../../../shared/api/endpoints';
import { choice } from '../../fields/kinds/choice';
import { frame, frames, framesPerSecond } from '../../fields/sets/video';
import { guidance, negativePrompt, prompt, steps } from '../../fields/sets/generation';
import { numberOfResults } from '../../fields/sets/variations';
import { seed } from '../../fields/kinds/seed';
import { size } from '../../fields/kinds/size';
import type { JobOperation } from '../operation';

const FROM_IMAGE = { onlyFor: { source: 'image' } };

/** Text or image to video: docs/api.md#video. */
export const generate: JobOperation = {
	kind: 'job',
	resource: 'video',
	value: 'generate',
	name: 'Generate',
	action: 'Generate a video from text or an image',
	description: 'Make a video from a text prompt, or animate an image',
	route: {
		by: 'source',
		routes: {
			text: { endpoint: endpoints.generateVideo, task: 'txt2video' },
			image: { endpoint: endpoints.generateVideoFromImage, task: 'img2video' },
		},
	},
	fields: [
		choice({
			name: 'source',
			label: 'Start From',
			default: 'text',
			description: 'What the video is made from',
			options: [
				{ name: 'Image', value: 'image', description: 'A text prompt and a first frame, and a last one if you like' },
				{ name: 'Text', value: 'text', description: 'A text prompt alone' },
			],
		}),
		prompt({
			description: 'What happens in the video, and how the camera moves',
			placeholder: 'e.g. Waves roll in, the camera rises slowly',
		}),
		frame('first', FROM_IMAGE),
		frame('last', { ...FROM_IMAGE, optional: true }),
		size({ original: 'shape' }),
		frames(),
		framesPerSecond(),
		guidance(1),
		negativePrompt(),
		numberOfResults(),
		seed(),
		steps(8),
	],
	booster: { type: 'videos.generations', prompt: 'prompt', image: { field: 'first_frame_image', type: 'videos.animations' } },
	result: 'video',
	waitSeconds: 1800,
};
