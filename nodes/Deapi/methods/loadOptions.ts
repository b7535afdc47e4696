import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';

import { findChoice } from '../../shared/api/model';
import type { Choice, Model } from '../../shared/api/model';
import { CREDENTIAL } from '../../shared/api/credentials';
import { applies } from '../fields/field';
import type { ListMethod } from '../fields/kinds/loadedList';
import { describeBound } from '../fields/limits';
import { modelsOfOperation, operationOf } from './listSearch';

/** What the chosen model offers, or the first suitable one where none is chosen. */
export const loadOptions = { getLanguages, getLimits, getLoras, getVoices } satisfies Record<ListMethod, unknown>;

/** What the empty parameter means; n8n marks a value in red that is not on the list. */
const MODEL_DEFAULT: INodePropertyOptions = { name: 'Model Default', value: '' };

async function getLanguages(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	return [MODEL_DEFAULT, ...asOptions((await chosenModel(this))?.languages)];
}

/** What the editor shows of a chosen entry on a screen of 1,280 pixels. It cuts off the rest, within a number too. */
const SHOWN_CHARACTERS = 60;

/** What will come of the parameters, and what the model bounds, a line for each range; the empty value sums them up. */
async function getLimits(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	const model = await chosenModel(this);
	const operation = operationOf(this);
	if (!model || !operation) return [];
	const parameter = (name: string) => this.getCurrentNodeParameter(name);
	const fields = operation.fields.filter((field) => applies(field, parameter));
	const foreseen = fields.flatMap((field) => field.foreseen?.tell(parameter, model) ?? []);
	const bounds = fields.flatMap((field) => field.bounds ?? []);
	const ranges = new Set(bounds.flatMap((bound) => describeBound(bound, model) ?? []));
	const limits = [...ranges].map((range) => {
		const alike = bounds.filter((bound) => describeBound(bound, model) === range);
		return `${alike.map(({ of }) => of).join(', ')}: ${range}`;
	});
	const lines = [...foreseen, ...limits];
	const summary = limits.length > 0 ? summed(lines) : [...foreseen, 'The catalog names none'].join('; ');
	const listed = lines.length > 1 ? lines : [];
	return [{ name: summary, value: '', description: model.name }, ...listed.map((line) => ({ name: line, value: line }))];
}

/** As many of the lines as can be read at once, and how many are left. */
function summed(lines: string[]): string {
	const joined = (count: number) =>
		[...lines.slice(0, count), ...(count < lines.length ? [`${lines.length - count} more`] : [])].join('; ');
	const counts = lines.map((_, index) => lines.length - index);
	return joined(counts.find((count) => joined(count).length <= SHOWN_CHARACTERS) ?? 1);
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
	// On a new node, the editor asks before it has preselected the credential; an error would stay there.
	if (!context.getNode().credentials?.[CREDENTIAL]) return undefined;
	const models = await modelsOfOperation(context);
	const wanted = context.getCurrentNodeParameter('model', { extractValue: true });
	return findChoice(models, String(wanted ?? '')) ?? models[0];
}

function asOptions(choices: Choice[] = []): INodePropertyOptions[] {
	return choices.map(({ name, slug }) => ({ name, value: slug })).sort((a, b) => a.name.localeCompare(b.name));
}
