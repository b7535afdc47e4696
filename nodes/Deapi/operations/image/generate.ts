import { guidance, negativePrompt, prompt, steps } from '../../fields/sets/generation';
import { loras } from '../../fields/kinds/loras';
import { seed } from '../../fields/kinds/seed';
import { size } from '../../fields/kinds/size';
import type { Submission } from '../operation';

/** Text to image: facts file §1.1, POST /txt2img. */
export const generate: Submission = {
	kind: 'submission',
	resource: 'image',
	value: 'generate',
	name: 'Generate',
	action: 'Generate an image',
	description: 'Make an image from a text prompt',
	route: { endpoint: '/txt2img', task: 'txt2img' },
	fields: [
		prompt({ description: 'What the image shows', placeholder: 'e.g. A lighthouse at dusk, watercolor' }),
		size(),
		guidance(),
		loras(),
		negativePrompt(),
		seed(),
		steps(),
	],
	enhancement: { endpoint: '/prompt/image', prompt: 'prompt', more: { negative_prompt: 'negative_prompt' } },
	result: 'picture',
	waitSeconds: 600,
};
