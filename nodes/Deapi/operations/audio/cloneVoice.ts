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
	action: 'Generate speech with a cloned voice',
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
			description: 'A recording of the voice: some 5 to 10 seconds, at most 10 MB',
		}),
		language(),
		text({
			name: 'refText',
			label: 'Reference Text',
			api: 'ref_text',
			optional: true,
			rows: 2,
			description: 'The words of the recording, which bring the voice closer to it',
			placeholder: 'e.g. Once upon a time, in a land far away',
		}),
		...speechOptions(),
	],
	result: 'audio',
	waitSeconds: 600,
};
