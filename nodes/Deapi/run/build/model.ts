import { findChoice } from '../../../shared/api/model';
import type { Model } from '../../../shared/api/model';
import { InputError } from '../../../shared/n8n/inputError';
import { applies } from '../../fields/field';
import type { Field, ItemParameters } from '../../fields/field';
import { shown, toText, toTexts } from '../../fields/values';
import type { PaidOperation } from '../../operations/operation';

const FALLBACKS = 'Fallback Model Names or IDs';

/** The slugs of Fallback Models. */
export function fallbackModels(item: ItemParameters): string[] {
	return toTexts(FALLBACKS, item.raw('options.fallbackModels'));
}

/**
 * The model that serves an item: the chosen one, or the first that can do what is asked, or the next of Fallback Models.
 *
 * @param down slugs of models to pass over, because they were found unavailable
 * @param candidates see {@link candidateModels}
 */
export function chooseModel(
	models: Model[],
	item: ItemParameters,
	down: string[],
	operation: PaidOperation,
	candidates = candidateModels(models, item, operation),
): Model {
	const model = candidates.find(({ slug }) => !down.includes(slug));
	if (model) return model;
	const { name } = operation;
	const wanted = toText('Model', item.raw('model'));
	const known = models.map(({ slug }) => slug).join(', ');
	if (down.length > 0) {
		throw new InputError(
			FALLBACKS,
			`The model ${down.join(', ')} is not available at the moment, and "Fallback Model Names or IDs" names no other one that deAPI has`,
			`Choose from: ${known}.`,
		);
	}
	throw new InputError(
		'Model',
		wanted === ''
			? `deAPI has no model for "${name}" at the moment`
			: `"Model" is ${shown(wanted)}, which deAPI does not have for "${name}"`,
		known === '' ? 'Try again later, or look at deapi.ai/models.' : `Choose one of: ${known}.`,
	);
}

/** The model that is to serve an item, and those that may take its place, of the ones that there are. */
export function candidateModels(models: Model[], item: ItemParameters, { kind, fields }: PaidOperation): Model[] {
	const wanted = toText('Model', item.raw('model'));
	const first = wanted === '' ? mostSuitable(models, fields, item)?.slug : wanted;
	const fallbacks = kind === 'job' ? fallbackModels(item) : [];
	return [first, ...fallbacks].flatMap((candidate) => findChoice(models, candidate ?? '') ?? []);
}

/** The first that can do what the item asks, or else the first of all. */
function mostSuitable(models: Model[], fields: Field[], item: ItemParameters): Model | undefined {
	return ranked(models).find((candidate) => suits(candidate, fields, item)) ?? models[0];
}

/** In the order of the catalog; those of partners, which are on trial, come last. */
function ranked(models: Model[]): Model[] {
	return [...models.filter(({ isPartner }) => !isPartner), ...models.filter(({ isPartner }) => isPartner)];
}

function suits(model: Model, fields: Field[], item: ItemParameters): boolean {
	return fields.every((field) => !field.suits || !applies(field, item.raw) || field.suits(item.get(field), model));
}
