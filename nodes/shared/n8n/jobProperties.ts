import type { INodeProperties } from 'n8n-workflow';

/** Parameters that the node and the sub-node have in common. */

interface ModelWords {
	description: string;
	/** What the empty list says. */
	placeholder: string;
	/** A slug. */
	example: string;
}

export function modelProperty({ description, placeholder, example }: ModelWords): INodeProperties {
	return {
		displayName: 'Model',
		name: 'model',
		type: 'resourceLocator',
		default: { mode: 'list', value: '' },
		description,
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				placeholder,
				typeOptions: { searchListMethod: 'searchModels', searchable: true },
			},
			{ displayName: 'By Slug', name: 'id', type: 'string', placeholder: `e.g. ${example}` },
		],
	};
}

/** @param refused says what is not submitted */
export function maximumPriceProperty(refused: string): INodeProperties {
	return {
		displayName: 'Maximum Price (USD)',
		name: 'maximumPrice',
		type: 'number',
		typeOptions: { minValue: 0 },
		default: 0.1,
		description: [refused, 'The price is asked for first, which costs nothing.'].join(' '),
	};
}

export const SUBMIT_AGAIN: INodeProperties = {
	displayName: 'Submit Again If in Doubt',
	name: 'submitAgain',
	type: 'boolean',
	default: false,
	description:
		'Whether to submit again, when an execution is retried by hand, what deAPI gave no clear answer to. Look in the deAPI dashboard first: what is already there is billed twice. Retry On Fail never does this.',
};

/** @param also what there is to say besides, as a sentence of its own */
export function waitTimeoutProperty(seconds: number, also = ''): INodeProperties {
	return {
		displayName: 'Wait Timeout',
		name: 'waitTimeout',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: seconds,
		description: ['How many seconds to wait until the job is done', also].filter(Boolean).join('. '),
	};
}
