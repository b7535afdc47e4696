import { factsOf } from '../../../shared/media/facts';
import type { Media } from '../../../shared/media/format';
import { isDataUri } from '../../../shared/files/dataUri';
import { choice } from '../kinds/choice';
import type { Field } from '../field';
import { file } from '../kinds/file';
import { text } from '../kinds/text';
import { usableFile } from '../usableFile';
import { toText } from '../values';
import { longRecordingOptions } from './longRecording';
import { includeMetadata, languageCode, speakers, timestamps, wordTimestamps } from './transcript';

interface RecordingOptions {
	/** What the parameter for the address is called; public interface. */
	url: { name: string; label: string; description: string; placeholder: string };
	initial: 'binary' | 'url';
}

const RECORDINGS: Media[] = ['audio', 'video'];

/** What is to be transcribed, a file or an address, and how: docs/api.md#transcription. */
export function recording({ url, initial }: RecordingOptions): Field[] {
	return [
		choice({
			name: 'source',
			label: 'Input Type',
			default: initial,
			description: 'How to provide the recording',
			options: [
				{ name: 'Binary File', value: 'binary', description: 'A file of the input item' },
				{ name: 'URL', value: 'url', description: 'The address of a file, or of a recording on a platform such as YouTube or X' },
			],
		}),
		address(url),
		file({
			api: 'source_file',
			media: RECORDINGS,
			onlyFor: { source: 'binary' },
			isBinaryOnly: true,
			description: 'The audio file, at most 20 MB, or video file, at most 50 MB. Larger MP3, WAV and FLAC files are transcribed in pieces.',
		}),
		timestamps,
		includeMetadata,
		languageCode,
		speakers,
		wordTimestamps,
		...longRecordingOptions(),
	];
}

/** Of a platform, which deAPI fetches the recording from, or of a file, which n8n fetches. */
function address(url: RecordingOptions['url']): Field {
	const onPlatform = text({ ...url, api: 'source_url', required: true, isUrl: true, onlyFor: { source: 'url' } });
	const { label } = url;
	return {
		...onPlatform,
		suits: (value, { slug }) => !isOnTikTok(value) || slug === TIKTOK_MODEL,
		write: async (value, scope) => {
			const given = toText(label, value);
			const written = isDataUri(given) ? {} : await onPlatform.write(given, scope);
			if (PLATFORMS.test(given)) return written;
			const part = await scope.item.fileAt(label, given);
			// A platform that is not known here is for deAPI to judge.
			if ((await factsOf(part)).format?.kind === 'page') return written;
			return { source_file: await usableFile(part, { label, media: RECORDINGS, model: scope.model, measures: [] }) };
		},
	};
}

/** docs/api.md#transcription */
const PLATFORMS = /^https?:\/\/([\w-]+\.)*(youtube\.com|youtu\.be|x\.com|twitter\.com|twitch\.tv|kick\.com|tiktok\.com)\//i;

/** The only one that reads it, which the catalog does not tell: docs/api.md#transcription. */
const TIKTOK_MODEL = 'WhisperLargeV3Ct2';

function isOnTikTok(url: unknown): boolean {
	return typeof url === 'string' && /^\s*https?:\/\/([\w-]+\.)*tiktok\.com\//i.test(url);
}
