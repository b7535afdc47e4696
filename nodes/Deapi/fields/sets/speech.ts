import { InputError } from '../../../shared/n8n/inputError';
import type { Field } from '../field';
import { choice } from '../kinds/choice';
import { number } from '../kinds/number';
import { toNumber } from '../values';
import { longTextOptions } from './longText';

/** What all kinds of speech take. */
export function speechOptions(): Field[] {
	return [audioFormat('mp3'), sampleRate(), speed(), ...longTextOptions()];
}

/** The encoding of the result, held against what the model makes: docs/api.md#audio-formats. */
export function audioFormat(initial: 'flac' | 'mp3'): Field {
	const label = 'Format';
	const field = choice({
		name: 'format',
		label,
		api: 'format',
		optional: true,
		demanded: true,
		default: initial,
		description: 'The format of the audio file',
		options: ['FLAC', 'MP3', 'WAV'].map((name) => ({ name, value: name.toLowerCase() })),
	});
	return {
		...field,
		write: async (value, scope) => {
			const { slug, lists } = scope.model;
			const made = lists.output_formats ?? [];
			const { format } = await field.write(value ?? (made.includes(initial) ? initial : made[0]), scope);
			if (made.length === 0 || made.includes(String(format))) return { format };
			throw new InputError(
				label,
				`"${label}" is ${String(format)}, which the model ${slug} cannot make`,
				`Use one of: ${made.join(', ')}.`,
			);
		},
	};
}

function speed(): Field {
	return number({
		name: 'speed',
		label: 'Speed',
		api: 'speed',
		suggested: 1,
		limits: ['speed'],
		modelDefaults: ['speed'],
		fallback: 1,
		decimals: true,
		description: 'How fast the voice speaks; 1 is normal',
	});
}

/** Where the catalog says nothing: what all models of its day take (docs/api.md#speech). */
const USUAL_RATE = 24_000;

function sampleRate(): Field {
	const [name, label] = ['sampleRate', 'Sample Rate'];
	return {
		name,
		label,
		api: ['sample_rate'],
		optional: true,
		properties: [
			{
				displayName: label,
				name,
				type: 'number',
				default: USUAL_RATE,
				description: 'Samples per second, in Hz. If left out, the model decides.',
			},
		],
		write: (value, { model: { slug, sampleRates } }) => {
			const rate = toNumber(label, value ?? sampleRates[0] ?? USUAL_RATE, { whole: true });
			if (sampleRates.length === 0 || sampleRates.includes(rate)) return { sample_rate: rate };
			throw new InputError(label, `"${label}" is ${rate}, which the model ${slug} cannot do`, `Use one of: ${sampleRates.join(', ')}.`);
		},
	};
}
