import type { RequestBody } from '../../../shared/api/requestBody';
import { InputError } from '../../../shared/n8n/inputError';
import type { Field } from '../field';
import { catalogChoice } from '../kinds/catalogChoice';
import { toText } from '../values';

const EXPRESSION_HINT = 'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>';

/** What a model speaks that has no language of its own: what workflows of the vendor's package take for granted. */
const FIRST_LANGUAGE = 'English';

/** A language of the chosen model; left empty, the model's own. */
export function language(): Field {
	return catalogChoice({
		name: 'lang',
		label: 'Language Name or ID',
		api: 'lang',
		description: `The language that is spoken. If left empty, the model's default, or English. ${EXPRESSION_HINT}.`,
		method: 'getLanguages',
		dependsOn: ['model.value'],
		modelDefault: 'lang',
		otherwise: FIRST_LANGUAGE,
		choices: ({ languages }) => languages,
	});
}

/** A voice of the chosen model in the chosen language; left empty, the model's own. */
export function voice(): Field {
	return catalogChoice({
		name: 'voice',
		label: 'Voice Name or ID',
		api: 'voice',
		description: `The voice that speaks. If left empty, the model's default for the language. ${EXPRESSION_HINT}.`,
		method: 'getVoices',
		dependsOn: ['model.value', 'lang'],
		modelDefault: 'voice',
		choices: ({ languages }, slug) => languages.find((entry) => entry.slug === slug)?.voices ?? [],
	});
}

/**
 * How a preset voice speaks. Models that have none, and design a voice instead, take the same words for its
 * description: workflows of the vendor's package use them so.
 */
export function style(): Field {
	return {
		name: 'instruct',
		label: 'Style',
		api: ['mode', 'instruct'],
		properties: [
			{
				displayName: 'Style',
				name: 'instruct',
				type: 'string',
				default: '',
				placeholder: 'e.g. Calm and slow, like a bedtime story',
				description: 'How the voice speaks. Only some models follow it.',
			},
		],
		write: (value, { model: { slug, features } }): RequestBody => {
			const instruct = toText('Style', value);
			const designs = features.supports_custom_voice === false && features.supports_voice_design === true;
			if (designs && instruct === '') {
				throw new InputError(
					'Style',
					`"Style" is empty, and the model ${slug} has no voices of its own`,
					'Describe the voice, or choose another model.',
				);
			}
			return { mode: designs ? 'voice_design' : 'custom_voice', ...(instruct !== '' && { instruct }) };
		},
	};
}
