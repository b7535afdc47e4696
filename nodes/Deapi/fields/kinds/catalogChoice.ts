import { findChoice } from '../../../shared/api/model';
import type { Choice, Model } from '../../../shared/api/model';
import { InputError } from '../../../shared/n8n/inputError';
import type { Field, FieldOptions } from '../field';
import { shown, toText } from '../values';
import { loadedList } from './loadedList';
import type { ListMethod } from './loadedList';

interface CatalogChoiceOptions extends FieldOptions {
	api: string;
	method: ListMethod;
	dependsOn: string[];
	/** Key of the catalog's defaults, where sources disagree whether it holds a slug or a name. */
	modelDefault: string;
	/** What is taken where the model has no default. */
	otherwise?: string;
	choices(model: Model, language: string): Choice[];
}

/** A choice that the chosen model offers. What its slug or its name says, is sent as the slug. */
export function catalogChoice(options: CatalogChoiceOptions): Field {
	const { name, label, api, modelDefault, otherwise = '', choices } = options;
	return {
		name,
		label,
		api: [api],
		properties: [loadedList(options)],
		write: (value, { model, body }) => {
			const given = toText(label, value);
			const offered = choices(model, String(body.lang ?? ''));
			if (given === '') {
				const own = findChoice(offered, String(model.defaults[modelDefault] ?? '')) ?? findChoice(offered, otherwise) ?? offered[0];
				return own ? { [api]: own.slug } : {};
			}
			// Where the catalog lists nothing, the API decides.
			const chosen = offered.length === 0 ? given : findChoice(offered, given)?.slug;
			if (chosen !== undefined) return { [api]: chosen };
			const known = offered.map(({ slug }) => slug).join(', ');
			throw new InputError(label, `"${label}" is ${shown(given)}, which the model ${model.slug} does not have`, `Use one of: ${known}.`);
		},
	};
}
