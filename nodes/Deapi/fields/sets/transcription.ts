import { choice } from '../kinds/choice';
import type { Field } from '../field';
import { file } from '../kinds/file';
import { text } from '../kinds/text';
import { includeMetadata, languageCode, speakers, timestamps, wordTimestamps } from './transcript';

interface RecordingOptions {
	/** What the parameter for the address is called; public interface. */
	url: { name: string; label: string; description: string; placeholder: string };
	initial: 'binary' | 'url';
}

/** What is to be transcribed, a file or an address, and how: docs/api.md#transcription. */
export function recording({ url, initial }: RecordingOptions): Field[] {
	const address = text({ ...url, api: 'source_url', required: true, isUrl: true, onlyFor: { source: 'url' } });
	return [
		choice({
			name: 'source',
			label: 'Input Type',
			default: initial,
			description: 'Where the recording comes from',
			options: [
				{ name: 'Binary File', value: 'binary', description: 'A file of the input item' },
				{ name: 'URL', value: 'url', description: 'An address on one of the platforms that deAPI can read' },
			],
		}),
		{ ...address, suits: (value, { slug }) => !isOnTikTok(value) || slug === TIKTOK_MODEL },
		file({
			api: 'source_file',
			media: ['audio', 'video'],
			onlyFor: { source: 'binary' },
			description: 'The audio or video file to transcribe: at most 20 MB of audio, or 50 MB of video',
		}),
		timestamps,
		includeMetadata,
		languageCode,
		speakers,
		wordTimestamps,
	];
}

/** The only one that reads it, which the catalog does not tell: docs/api.md#transcription. */
const TIKTOK_MODEL = 'WhisperLargeV3Ct2';

function isOnTikTok(url: unknown): boolean {
	return typeof url === 'string' && /^\s*https?:\/\/([\w-]+\.)*tiktok\.com\//i.test(url);
}
