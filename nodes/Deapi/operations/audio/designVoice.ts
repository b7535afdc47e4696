import { endpoints } from '../../../shared/api/endpoints';
import { speechText } from '../../fields/sets/longText';
import { speechOptions } from '../../fields/sets/speech';
import { text } from '../../fields/kinds/text';
import { language } from '../../fields/sets/voice';
import type { JobOperation } from '../operation';

/** Speech in a voice that is described in words: docs/api.md#speech, with mode voice_design. */
export const designVoice: JobOperation = {
	kind: 'job',
	resource: 'audio',
	value: 'designVoice',
	name: 'Design a Voice',
	action: 'Design a voice',
	description: 'Turn text into speech in a voice that you describe',
	route: { endpoint: endpoints.generateSpeech, task: 'txt2audio' },
	needs: ['supports_voice_design'],
	constants: { mode: 'voice_design' },
	fields: [
		speechText(),
		text({
			name: 'instruct',
			label: 'Voice Description',
			api: 'instruct',
			required: true,
			rows: 2,
			description: 'What the voice sounds like, and how it speaks',
			placeholder: 'e.g. An old sailor, hoarse and merry',
		}),
		language(),
		...speechOptions(),
	],
	result: 'audio',
	waitSeconds: 600,
};
