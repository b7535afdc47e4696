import { boosted, languageCode, plainPrompt } from '../../fields/sets/prompt';
import type { PaidCallOperation } from '../operation';

/** A better text for speech: docs/api.md#boosters. */
export const boostSpeech: PaidCallOperation = {
	kind: 'paidCall',
	resource: 'prompt',
	value: 'boostSpeech',
	name: 'Boost Speech',
	action: 'Boost a speech prompt',
	description: 'Rewrite a text so that it sounds natural when spoken',
	method: 'POST',
	endpoint: '/prompt/speech',
	fields: [plainPrompt('e.g. Welcome to the show'), languageCode()],
	schema: { prompt: 'string', prompt_original: 'string' },
	output: boosted,
};
