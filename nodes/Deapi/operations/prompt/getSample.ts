import { endpoints } from '../../../shared/api/endpoints';
import { choice } from '../../fields/kinds/choice';
import { text } from '../../fields/kinds/text';
import type { PaidCallOperation } from '../operation';

/** A prompt to begin with, which only old hosts have: docs/api.md#sample-prompts. It has a price, though it is a GET. */
export const getSample: PaidCallOperation = {
	kind: 'paidCall',
	resource: 'prompt',
	value: 'getSample',
	name: 'Get Sample',
	action: 'Get a sample prompt',
	description: 'Get a prompt to begin with, about a topic of your choice',
	method: 'GET',
	endpoint: endpoints.samplePrompt,
	isRetired: true,
	fields: [
		choice({
			name: 'type',
			label: 'Type',
			api: 'type',
			demanded: true,
			default: 'text2image',
			description: 'What the prompt is for',
			options: [
				{ name: 'Image', value: 'text2image' },
				{ name: 'Speech', value: 'text2speech' },
			],
		}),
		text({
			name: 'topic',
			label: 'Topic',
			api: 'topic',
			longest: 500,
			description: 'What the prompt is about. If left empty, anything.',
			placeholder: 'e.g. Mountain lakes',
		}),
		text({
			name: 'languageCode',
			label: 'Language Code',
			api: 'lang_code',
			optional: true,
			longest: 4,
			description: 'The language of the prompt. If left out, the API decides.',
			placeholder: 'e.g. en',
		}),
	],
	schema: { type: 'string', prompt: 'string' },
	output: (_request, answer) => answer,
};
