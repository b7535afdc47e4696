import { endpoints } from '../../../shared/api/endpoints';
import { recording } from '../../fields/sets/transcription';
import type { JobOperation } from '../operation';

/** Speech to text: docs/api.md#transcription. */
export const transcribe: JobOperation = {
	kind: 'job',
	resource: 'audio',
	value: 'transcribe',
	name: 'Transcribe',
	action: 'Transcribe audio',
	description: 'Turn the speech in an audio file or an X Space into text and subtitles',
	route: { endpoint: endpoints.transcribe, task: 'transcription' },
	fields: recording({
		initial: 'binary',
		url: {
			name: 'audioUrl',
			label: 'Audio URL',
			description: 'The address of an audio or video file, or of a Space on X that has ended',
			placeholder: 'e.g. https://example.com/interview.mp3',
		},
	}),
	pricedBy: ['duration_seconds'],
	result: 'transcript',
	waitSeconds: 3600,
};
