import { endpoints } from '../../../shared/api/endpoints';
import { speechText } from '../../fields/sets/longText';
import { speechOptions } from '../../fields/sets/speech';
import { language, style, voice } from '../../fields/sets/voice';
import type { JobOperation } from '../operation';

/** Text to speech in a preset voice: docs/api.md#speech. */
export const generateSpeech: JobOperation = {
	kind: 'job',
	resource: 'audio',
	value: 'generateSpeech',
	name: 'Generate Speech',
	action: 'Generate speech from text',
	description: 'Turn text into speech (TTS) with a preset voice',
	route: { endpoint: endpoints.generateSpeech, task: 'txt2audio' },
	needs: ['supports_custom_voice', 'supports_voice_design'],
	fields: [speechText(), language(), voice(), style(), ...speechOptions()],
	booster: { type: 'audio.speech', prompt: 'text' },
	result: 'audio',
	waitSeconds: 600,
};
