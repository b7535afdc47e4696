import { endpoints } from '../../../shared/api/endpoints';
import { file } from '../../fields/kinds/file';
import { frame, frames, framesPerSecond } from '../../fields/sets/video';
import { guidance, negativePrompt, prompt, steps } from '../../fields/sets/generation';
import { seed } from '../../fields/kinds/seed';
import { size } from '../../fields/kinds/size';
import type { JobOperation } from '../operation';

/** Audio to video: docs/api.md#audio-to-video. */
export const generateFromAudio: JobOperation = {
	kind: 'job',
	resource: 'video',
	value: 'generateFromAudio',
	name: 'Generate From Audio',
	action: 'Generate a video from audio',
	description: 'Make a video that moves to speech or music, such as a talking portrait',
	route: { endpoint: endpoints.generateVideoFromAudio, task: 'aud2video' },
	fields: [
		prompt({ description: 'What the video shows', placeholder: 'e.g. A fox sings on a stage' }),
		file({
			name: 'audioBinaryProperty',
			api: 'audio',
			media: ['audio'],
			description: 'The speech or music, about 1 to 11 seconds long and at most 20 MB',
		}),
		frame('first', { optional: true }),
		frame('last', { optional: true }),
		size({ original: 'shape' }),
		frames(),
		framesPerSecond(),
		guidance(),
		negativePrompt(),
		seed(),
		steps(),
	],
	booster: { type: 'videos.generations', prompt: 'prompt', image: { field: 'first_frame_image', type: 'videos.animations' } },
	result: 'video',
	waitSeconds: 1800,
};
