import { endpoints } from '../../../shared/api/endpoints';
import { recording } from '../../fields/sets/transcription';
import type { JobOperation } from '../operation';

/** The speech of a video, as text: docs/api.md#transcription. */
export const transcribe: JobOperation = {
	kind: 'job',
	resource: 'video',
	value: 'transcribe',
	name: 'Transcribe',
	action: 'Transcribe a video',
	description: 'Turn the speech in a video file or a YouTube video into text and subtitles',
	route: { endpoint: endpoints.transcribe, task: 'transcription' },
	fields: recording({
		initial: 'url',
		url: {
			name: 'videoUrl',
			label: 'Video URL',
			description: 'The address of a video on YouTube, X, Twitch, Kick or TikTok, at most 10 hours long, or of a video or audio file',
			placeholder: 'e.g. https://youtu.be/dQw4w9WgXcQ',
		},
	}),
	pricedBy: ['duration_seconds'],
	result: 'transcript',
	waitSeconds: 3600,
};
