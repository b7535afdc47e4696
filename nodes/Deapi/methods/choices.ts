import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';

import type { Choice, Model } from '../../shared/catalogue';
import { modelsOfOperation } from './models';

/** What the chosen model offers, or the first suitable one where none is chosen. */
export const loadOptions = { getLanguages, getLoras, getVoices };

/** What the empty parameter means; n8n marks a value in red that is not on the list. */
const MODEL_DEFAULT: INodePropertyOptions = { name: 'Model Default', value: '' };

async function getLanguages(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	return [MODEL_DEFAULT, ...asOptions((await chosenModel(this))?.languages)];
}

async function getLoras(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	return asOptions((await chosenModel(this))?.loras);
}

/** The voices of the chosen language; without one, those of all languages. */
async function getVoices(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	const languages = (await chosenModel(this))?.languages ?? [];
	const wanted = this.getCurrentNodeParameter('lang');
	const spoken = languages.filter(({ slug }) => slug === wanted);
	const voices = (spoken.length > 0 ? spoken : languages).flatMap((language) => language.voices);
	return [MODEL_DEFAULT, ...asOptions([...new Map(voices.map((voice) => [voice.slug, voice])).values()])];
}

async function chosenModel(context: ILoadOptionsFunctions): Promise<Model | undefined> {
	const models = await modelsOfOperation(context);
	const wanted = context.getCurrentNodeParameter('model', { extractValue: true });
	return models.find(({ slug }) => slug === wanted) ?? models[0];
}

function asOptions(choices: Choice[] = []): INodePropertyOptions[] {
	return choices.map(({ name, slug }) => ({ name, value: slug })).sort((a, b) => a.name.localeCompare(b.name));
}
