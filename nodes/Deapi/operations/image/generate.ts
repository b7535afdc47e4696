import { number } from '../../fields/number';
import { seed } from '../../fields/seed';
import { size } from '../../fields/size';
import { text } from '../../fields/text';
import type { Submission } from '../types';

/** Text to image: facts file §1.1, POST /txt2img. */
export const generate: Submission = {
	kind: 'submission',
	resource: 'image',
	value: 'generate',
	name: 'Generate',
	action: 'Generate an image',
	description: 'Make an image from a text prompt',
	endpoint: '/txt2img',
	encoding: 'json',
	task: 'txt2img',
	fields: [
		text({
			name: 'prompt',
			label: 'Prompt',
			api: 'prompt',
			required: true,
			rows: 4,
			description: 'What the image shows',
			placeholder: 'e.g. A lighthouse at dusk, watercolour',
		}),
		size(),
		number({
			name: 'guidance',
			label: 'Guidance',
			api: 'guidance',
			suggested: 3.5,
			limit: 'guidance',
			modelDefault: 'guidance',
			feature: 'supports_guidance',
			decimals: true,
			description: 'How closely the image follows the prompt. Models that have no guidance ignore it.',
		}),
		text({
			name: 'negativePrompt',
			label: 'Negative Prompt',
			api: 'negative_prompt',
			optional: true,
			feature: 'supports_negative_prompt',
			description: 'What the image must not show. Models that take no negative prompt ignore it.',
			placeholder: 'e.g. blurry, text, watermark',
		}),
		seed(),
		number({
			name: 'steps',
			label: 'Steps',
			api: 'steps',
			suggested: 4,
			limit: 'steps',
			modelDefault: 'steps',
			description: 'Number of inference steps. More steps take longer and cost more. Left out, the model decides.',
		}),
	],
	result: 'file',
	waitSeconds: 600,
};
