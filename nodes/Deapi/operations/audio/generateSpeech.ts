import { speechOptions, speechText } from '../../fields/sets/speech';
import { language, style, voice } from '../../fields/sets/voice';
import type { JobOperation } from '../operation';

/** Text to speech in a preset voice: docs/api.md#speech. */
export const generateSpeech: JobOperation = {
	kind: 'job',
	resource: 'audio',
	value: 'generateSpeech',
	name: 'Generate Speech',
	action: 'Generate speech',
	description: 'Turn text into speech with a preset voice',
	route: { endpoint: '/txt2audio', task: 'txt2audio' },
	needs: ['supports_custom_voice', 'supports_voice_design'],
	fields: [speechText(), language(), voice(), style(), ...speechOptions()],
	booster: { endpoint: '/prompt/speech', prompt: 'text', more: {} },
	result: 'file',
	waitSeconds: 600,
};
