import { endpoints } from '../../../shared/api/endpoints';
import { file } from '../../fields/kinds/file';
import { guidance, negativePrompt, prompt, quality, steps } from '../../fields/sets/generation';
import { loras } from '../../fields/kinds/loras';
import { numberOfResults } from '../../fields/sets/variations';
import { seed } from '../../fields/kinds/seed';
import { size } from '../../fields/kinds/size';
import type { JobOperation } from '../operation';

/** Image to image: docs/api.md#image-to-image. */
export const edit: JobOperation = {
	kind: 'job',
	resource: 'image',
	value: 'edit',
	name: 'Edit',
	action: 'Edit an image',
	description: 'Change one image, or combine several, with a text prompt',
	route: { endpoint: endpoints.editImage, task: 'img2img' },
	fields: [
		prompt({ description: 'What to change, or how to combine the images', placeholder: 'e.g. Make it winter' }),
		file({
			api: 'image',
			media: ['image'],
			several: { api: 'images', limit: 'input_images' },
			description: 'The image to edit, at most 10 MB. Some models take several.',
		}),
		size({ original: 'size', initial: 'original' }),
		guidance(),
		loras(),
		negativePrompt(),
		quality(),
		numberOfResults(),
		seed(),
		steps(8),
	],
	booster: { type: 'images.edits', prompt: 'prompt', image: { field: 'image', type: 'images.edits' } },
	result: 'image',
	waitSeconds: 600,
};
