import type { RequestBody } from '../../../shared/api/requestBody';
import { InputError } from '../../../shared/n8n/inputError';
import type { Field } from '../field';
import { toNumber } from './number';

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
								description: 'How strong it is; 0 is not at all',
							},
						],
					},
				],
			},
		],
		write: (value, { model }): RequestBody => {
			const { values = [] } = (value ?? {}) as { values?: Array<{ name?: unknown; weight?: unknown }> };
			if (model.loras.length === 0 || values.length === 0) return {};
			const known = model.loras.map(({ slug }) => slug);
			return {
				loras: values.map(({ name, weight = 1 }) => {
					if (!known.includes(String(name))) {
						const what = `"${LABEL}" names ${JSON.stringify(name)}, which the model ${model.slug} does not have`;
						throw new InputError(LABEL, what, `Use one of: ${known.join(', ')}.`);
					}
					const value = toNumber(LABEL, weight, false);
					if (value < 0) throw new InputError(LABEL, `"${LABEL}" gives ${String(name)} the weight ${value}`, 'Use 0 or more.');
					return { name: String(name), weight: value };
				}),
			};
		},
	};
}
