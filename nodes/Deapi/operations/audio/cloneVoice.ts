import { endpoints } from '../../../shared/api/endpoints';
import { file } from '../../fields/kinds/file';
import { speechText } from '../../fields/sets/longText';
import { speechOptions } from '../../fields/sets/speech';
import { text } from '../../fields/kinds/text';
import { language } from '../../fields/sets/voice';
import type { JobOperation } from '../operation';

/** Speech in the voice of a recording: docs/api.md#speech, with mode voice_clone. */
export const cloneVoice: JobOperation = {
	kind: 'job',
	resource: 'audio',
	value: 'cloneVoice',
	name: 'Clone a Voice',
	action: 'Clone a voice',
	description: 'Turn text into speech in the voice of a recording',
	route: { endpoint: endpoints.generateSpeech, task: 'txt2audio' },
	needs: ['supports_voice_clone'],
	constants: { mode: 'voice_clone' },
	fields: [
		speechText(),
		file({
			name: 'refAudio',
			urlName: 'refAudioUrl',
			api: 'ref_audio',
			media: ['audio'],
			description: 'A recording of the voice, about 5 to 10 seconds long and at most 10 MB',
		}),
		language(),
		text({
			name: 'refText',
			label: 'Reference Text',
			api: 'ref_text',
			optional: true,
			rows: 2,
			description: 'What is said in the recording, word for word. It brings the voice closer to the original.',
			placeholder: 'e.g. Once upon a time, in a land far away',
		}),
		...speechOptions(),
	],
	result: 'audio',
	waitSeconds: 600,
};
