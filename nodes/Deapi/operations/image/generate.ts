import { endpoints } from '../../../shared/api/endpoints';
import { guidance, negativePrompt, prompt, quality, steps } from '../../fields/sets/generation';
import { loras } from '../../fields/kinds/loras';
import { numberOfResults } from '../../fields/sets/variations';
import { seed } from '../../fields/kinds/seed';
import { size } from '../../fields/kinds/size';
import type { JobOperation } from '../operation';

/** Text to image: docs/api.md#text-to-image. */
export const generate: JobOperation = {
	kind: 'job',
	resource: 'image',
	value: 'generate',
	name: 'Generate',
	action: 'Generate an image',
	description: 'Make an image from a text prompt',
	route: { endpoint: endpoints.generateImage, task: 'txt2img' },
	fields: [
		prompt({ description: 'What the image shows: subject, style, light', placeholder: 'e.g. A lighthouse at dusk, watercolor' }),
		size(),
		guidance(),
		loras(),
		negativePrompt(),
		quality(),
		numberOfResults(),
		seed(),
		steps(),
	],
	booster: { type: 'images.generations', prompt: 'prompt' },
	result: 'image',
	waitSeconds: 600,
};
