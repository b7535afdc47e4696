import { endpoints } from '../../../shared/api/endpoints';
import { boosted, boostedSchema, plainPrompt } from '../../fields/sets/prompt';
import type { PaidCallOperation } from '../operation';

/** A better description of music: docs/api.md#prompts. */
export const boostMusic: PaidCallOperation = {
	kind: 'paidCall',
	resource: 'prompt',
	value: 'boostMusic',
	name: 'Boost Music',
	action: 'Improve a music prompt',
	description: 'Turn a plain description of music into a detailed one',
	method: 'POST',
	endpoint: endpoints.enhancePrompt,
	booster: { type: 'audio.music', prompt: 'prompt' },
	fields: [plainPrompt('e.g. A sad piano piece')],
	schema: boostedSchema,
	output: boosted,
};
