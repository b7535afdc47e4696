import type { Choice, Model } from '../../../shared/api/models';
import type { RequestBody } from '../../../shared/api/requestBody';
import { InputError } from '../../../shared/n8n/inputError';
import type { Field, FieldOptions } from '../field';
import { loadedList } from '../kinds/loadedList';

const EXPRESSION_HINT = 'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>';

interface CatalogueChoice extends FieldOptions {
	api: string;
	method: string;
	dependsOn: string[];
	/** Key of the catalogue's defaults, where sources disagree whether it holds a slug or a name. */
	modelDefault: string;
	/** What is taken where the model has no default. */
	otherwise?: string;
	choices(model: Model, language: string): Choice[];
}

/** What a model speaks that has no language of its own: what workflows of the vendor's package take for granted. */
const FIRST_LANGUAGE = 'English';

/** A language of the chosen model; left empty, the model's own. */
export function language(): Field {
	return catalogueChoice({
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
	return catalogueChoice({
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
	const field: Field = {
		kind: 'text',
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
		write: (item, { slug, features }): RequestBody => {
			const instruct = String(item.get(field) ?? '').trim();
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
	return field;
}

function catalogueChoice(options: CatalogueChoice): Field {
	const { name, label, api, modelDefault, otherwise = '', choices } = options;
	const field: Field = {
		kind: 'choice',
		name,
		label,
		api: [api],
		properties: [loadedList(options)],
		write: (item, model, body) => {
			const given = String(item.get(field) ?? '').trim();
			const offered = choices(model, String(body.lang ?? ''));
			if (given === '') {
				const own = find(offered, String(model.defaults[modelDefault] ?? '')) ?? find(offered, otherwise) ?? offered[0];
				return own ? { [api]: own.slug } : {};
			}
			// Where the catalogue lists nothing, the API decides.
			const chosen = offered.length === 0 ? given : find(offered, given)?.slug;
			if (chosen !== undefined) return { [api]: chosen };
			const known = offered.map(({ slug }) => slug).join(', ');
			throw new InputError(
				label,
				`"${label}" is ${JSON.stringify(given)}, which the model ${model.slug} does not have`,
				`Use one of: ${known}.`,
			);
		},
	};
	return field;
}

function find(choices: Choice[], wanted: string): Choice | undefined {
	const same = (text: string) => text.toLowerCase() === wanted.toLowerCase();
	return choices.find(({ slug }) => same(slug)) ?? choices.find(({ name }) => same(name));
}
