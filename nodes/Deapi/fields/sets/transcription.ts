import { choice } from '../kinds/choice';
import type { Field } from '../field';
import { file } from '../kinds/file';
import { text } from '../kinds/text';
import { toBoolean, toTexts } from '../values';

interface RecordingOptions {
	/** What the parameter for the address is called; public interface. */
	url: { name: string; label: string; description: string; placeholder: string };
	initial: 'binary' | 'url';
}

const TIMESTAMPS = 'Include Timestamps';

const timestamps: Field = {
	name: 'includeTimestamps',
	label: TIMESTAMPS,
	api: ['include_ts'],
	properties: [
		{
			displayName: TIMESTAMPS,
			name: 'includeTimestamps',
			type: 'boolean',
			default: true,
			description: 'Whether to output when each sentence is said, as segments',
		},
	],
	write: (value, { item }) => {
		const needed = toTexts('Subtitles', item.raw('options.subtitles')).length > 0;
		return { include_ts: toBoolean(TIMESTAMPS, value ?? true) || needed };
	},
};

/** What is to be transcribed, a file or an address, and how: docs/api.md#transcription. */
export function recording({ url, initial }: RecordingOptions): Field[] {
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
		text({ ...url, api: 'source_url', required: true, isUrl: true, onlyFor: { source: 'url' } }),
		file({
			api: 'source_file',
			media: ['audio', 'video'],
			onlyFor: { source: 'binary' },
			description: 'The audio or video file to transcribe, at most 80 MB',
		}),
		timestamps,
	];
}
