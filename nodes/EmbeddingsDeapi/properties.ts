import { NodeConnectionTypes } from 'n8n-workflow';
import type { INodeProperties } from 'n8n-workflow';

import { MOST_TEXTS } from '../Deapi/fields/kinds/textList';
import { create } from '../Deapi/operations/embedding/create';

const WAIT_SECONDS = create.waitSeconds;

const connectionHint: INodeProperties = {
	displayName: `This node must be connected to a vector store. <a data-action='openSelectiveNodeCreator' data-action-parameter-connectiontype='${NodeConnectionTypes.AiVectorStore}'>Insert one</a>`,
	name: 'notice',
	type: 'notice',
	default: '',
	typeOptions: { containerClass: 'ndv-connection-hint-notice' },
};

const batchHint: INodeProperties = {
	displayName: `One job of deAPI takes up to ${MOST_TEXTS.toLocaleString('en-US')} texts. A larger "Embedding Batch Size" of the vector store makes fewer jobs.`,
	name: 'batchNotice',
	type: 'notice',
	default: '',
};

const model: INodeProperties = {
	displayName: 'Model',
	name: 'model',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	description:
		'The model that makes the vectors. Use the same one for everything in a vector store, and for searching it: vectors of different models cannot be compared.',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			placeholder: 'Select a model…',
			typeOptions: { searchListMethod: 'searchModels', searchable: true },
		},
		{
			displayName: 'By Slug',
			name: 'id',
			type: 'string',
			placeholder: 'e.g. Bge_M3_FP16',
		},
	],
};

const options: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add option',
	default: {},
	options: [
		{
			displayName: 'Maximum Price (USD)',
			name: 'maximumPrice',
			type: 'number',
			typeOptions: { minValue: 0, numberPrecision: 6 },
			default: 0.1,
			description:
				'Texts that cost more together are not submitted: those that the vector store hands over at once. The price is asked for first, which costs nothing.',
		},
		{
			displayName: 'Submit Again If in Doubt',
			name: 'submitAgain',
			type: 'boolean',
			default: false,
			description:
				'Whether retrying an execution by hand submits texts again to which deAPI gave no clear answer. Look in the deAPI dashboard first: what is there already is billed twice. Retry On Fail never does this.',
		},
		{
			displayName: 'Wait Timeout',
			name: 'waitTimeout',
			type: 'number',
			typeOptions: { minValue: 1 },
			default: WAIT_SECONDS,
			description: 'How many seconds to wait until the vectors are there',
		},
	],
};

export const properties: INodeProperties[] = [connectionHint, batchHint, model, options];
