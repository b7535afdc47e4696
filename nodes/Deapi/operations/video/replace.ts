import { endpoints } from '../../../shared/api/endpoints';
import { file } from '../../fields/kinds/file';
import { video } from '../../fields/sets/video';
import { prompt, steps } from '../../fields/sets/generation';
import { seed } from '../../fields/kinds/seed';
import { size } from '../../fields/kinds/size';
import type { JobOperation } from '../operation';

/** Another character in a video: docs/api.md#character-replacement. */
export const replace: JobOperation = {
	kind: 'job',
	resource: 'video',
	value: 'replace',
	name: 'Replace Character',
	action: 'Replace a character in a video',
	description: 'Put the character of an image into a video, and keep the movements of the video',
	route: { endpoint: endpoints.replaceCharacter, task: 'video-replace' },
	fields: [
		video('The video whose movements are kept', ['duration']),
		file({
			name: 'refImageBinaryProperty',
			of: { label: 'Character Image', name: 'refImage' },
			api: 'ref_image',
			media: ['image'],
			initial: 'data1',
			description: 'The image of the new character, at most 10 MB',
		}),
		prompt(
			{
				description: 'What else the model should know, such as the look of the new character',
				placeholder: 'e.g. A knight in silver armor',
			},
			false,
		),
		size({ original: 'size', initial: 'original' }),
		seed(),
		steps(),
	],
	pricedBy: ['width', 'height', 'duration'],
	result: 'video',
	waitSeconds: 1800,
};
