import { endpoints } from '../../../shared/api/endpoints';
import { boosted, boostedSchema, plainPrompt } from '../../fields/sets/prompt';
import type { PaidCallOperation } from '../operation';

/** A better text for speech: docs/api.md#prompts. */
export const boostSpeech: PaidCallOperation = {
	kind: 'paidCall',
	resource: 'prompt',
	value: 'boostSpeech',
	name: 'Boost Speech',
	action: 'Improve a text for speech',
	description: 'Rewrite a text so that it sounds natural when spoken',
	method: 'POST',
	endpoint: endpoints.enhancePrompt,
	booster: { type: 'audio.speech', prompt: 'prompt' },
	fields: [plainPrompt('e.g. Welcome to the show')],
	schema: boostedSchema,
	output: boosted,
};
