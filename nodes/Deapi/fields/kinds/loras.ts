import type { RequestBody } from '../../../shared/api/requestBody';
import { InputError } from '../../../shared/n8n/inputError';
import { isRecord, parseJson } from '../../../shared/util/json';
import type { Field } from '../field';
import { isBlank, shown, toNumber, toText } from '../values';

const LABEL = 'LoRAs';

/** Styles that some image models take, each with a weight: docs/api.md#loras. */
export function loras(): Field {
	return {
		name: 'loras',
		label: LABEL,
		api: ['loras'],
		optional: true,
		properties: [
			{
				displayName: LABEL,
				name: 'loras',
				type: 'fixedCollection',
				typeOptions: { multipleValues: true },
				placeholder: 'Add LoRA',
				default: {},
				description: 'Styles to mix into the model. Models that have none ignore them.',
				options: [
					{
						displayName: 'LoRA',
						name: 'values',
						values: [
							{
								displayName: 'Name or ID',
								name: 'name',
								type: 'options',
								typeOptions: { loadOptionsMethod: 'getLoras', loadOptionsDependsOn: ['model.value'] },
								default: '',
								description:
									'A LoRA of the chosen model. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
							},
							{
								displayName: 'Weight',
								name: 'weight',
								type: 'number',
								typeOptions: { minValue: 0, numberPrecision: 2 },
								default: 1,
								description: 'How strong the style is; 0 turns it off',
							},
						],
					},
				],
			},
		],
		write: (value, { model }): RequestBody => {
			const entries = entriesIn(value);
			if (model.loras.length === 0 || entries.length === 0) return {};
			const known = model.loras.map(({ slug }) => slug);
			return {
				loras: entries.map(({ name: given, weight: givenWeight = 1 }) => {
					const name = toText(LABEL, given);
					if (!known.includes(name)) {
						const what = `"${LABEL}" names ${shown(given)}, which the model ${model.slug} does not have`;
						throw new InputError(LABEL, what, `Use one of: ${known.join(', ')}.`);
					}
					const weight = toNumber(LABEL, givenWeight);
					if (weight < 0) throw new InputError(LABEL, `"${LABEL}" gives ${name} the weight ${weight}`, 'Use 0 or more.');
					return { name, weight };
				}),
			};
		},
	};
}

/** As the editor gives them, or as an expression may: a list or a single one, of objects or of names, also as JSON. */
function entriesIn(given: unknown): Array<Record<string, unknown>> {
	const parsed = typeof given === 'string' ? (parseJson(given) ?? given) : given;
	const isCollection = isRecord(parsed) && ('values' in parsed || Object.keys(parsed).length === 0);
	const listed = isCollection ? parsed.values : parsed;
	if (isBlank(listed)) return [];
	return [listed].flat().map((entry) => {
		if (isRecord(entry)) return entry;
		if (typeof entry === 'string') return { name: entry };
		throw new InputError(LABEL, `"${LABEL}" has ${shown(entry)}, which names none`, 'Use a list of objects with name and weight.');
	});
}
