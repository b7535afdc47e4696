import { endpoints } from '../../../shared/api/endpoints';
import { choice } from '../../fields/kinds/choice';
import { file } from '../../fields/kinds/file';
import { guidance, steps } from '../../fields/sets/generation';
import { number } from '../../fields/kinds/number';
import { numberOfResults } from '../../fields/sets/variations';
import { seed } from '../../fields/kinds/seed';
import { audioFormat } from '../../fields/sets/speech';
import { text } from '../../fields/kinds/text';
import type { JobOperation } from '../operation';

/** Text to music: docs/api.md#music. */
export const generateMusic: JobOperation = {
	kind: 'job',
	resource: 'audio',
	value: 'generateMusic',
	name: 'Generate Music',
	action: 'Generate music',
	description: 'Make music from a description, with or without lyrics',
	route: { endpoint: endpoints.generateMusic, task: 'txt2music' },
	fields: [
		text({
			name: 'caption',
			label: 'Description',
			api: 'caption',
			required: true,
			rows: 4,
			limit: 'caption',
			description: 'What the music sounds like: style, instruments, mood',
			placeholder: 'e.g. Slow jazz trio, brushed drums, rainy night',
		}),
		text({
			name: 'lyrics',
			label: 'Lyrics',
			api: 'lyrics',
			rows: 4,
			whenBlank: '[Instrumental]',
			description: 'What is sung. If left empty, the music is instrumental.',
			placeholder: 'e.g. [Verse] The rain is falling on the town',
		}),
		number({
			name: 'duration',
			label: 'Duration (Seconds)',
			api: 'duration',
			optional: false,
			suggested: 30,
			limits: ['duration'],
			range: [10, 600],
			fallback: 30,
			description: 'How long the music is, in seconds',
		}),
		number({
			name: 'bpm',
			label: 'Beats per Minute',
			api: 'bpm',
			suggested: 120,
			limits: ['bpm'],
			range: [30, 300],
			description: 'The tempo. If left out, the model decides.',
		}),
		audioFormat('mp3'),
		guidance(7, 'guidance_scale'),
		text({
			name: 'key',
			label: 'Key',
			api: 'keyscale',
			optional: true,
			description: 'The key and scale of the music. If left out, the model decides.',
			placeholder: 'e.g. F# minor',
		}),
		file({
			name: 'referenceAudio',
			of: { label: 'Reference Audio', name: 'referenceAudio' },
			api: 'reference_audio',
			media: ['audio'],
			optional: true,
			description: 'Music whose style is adopted, at most 60 seconds long and 10 MB',
		}),
		numberOfResults(),
		seed(),
		steps(8, 'inference_steps'),
		choice({
			name: 'timeSignature',
			label: 'Time Signature',
			api: 'timesignature',
			optional: true,
			default: 4,
			description: 'How many beats a bar has. If left out, the model decides.',
			options: [2, 3, 4, 6].map((value) => ({ name: String(value), value })),
		}),
		text({
			name: 'vocalLanguage',
			label: 'Vocal Language',
			api: 'vocal_language',
			optional: true,
			description: 'The language code of the lyrics. If left out, the model decides.',
			placeholder: 'e.g. en',
		}),
	],
	booster: { type: 'audio.music', prompt: 'caption' },
	result: 'audio',
	waitSeconds: 900,
};
