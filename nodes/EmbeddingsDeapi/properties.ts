import { NodeConnectionTypes } from 'n8n-workflow';
import type { INodeProperties } from 'n8n-workflow';

import { MOST_TEXTS } from '../Deapi/fields/kinds/textList';
import { create } from '../Deapi/operations/embedding/create';
import { maximumPriceProperty, modelProperty, SUBMIT_AGAIN, waitTimeoutProperty } from '../shared/n8n/jobProperties';

const connectionHint: INodeProperties = {
	displayName: `This node must be connected to a vector store. <a data-action='openSelectiveNodeCreator' data-action-parameter-connectiontype='${NodeConnectionTypes.AiVectorStore}'>Insert one</a>`,
	name: 'notice',
	type: 'notice',
	default: '',
	typeOptions: { containerClass: 'ndv-connection-hint-notice' },
};

const batchHint: INodeProperties = {
	displayName: `One job of deAPI takes up to ${MOST_TEXTS} texts. A larger "Embedding Batch Size" of the vector store makes fewer jobs.`,
	name: 'batchNotice',
	type: 'notice',
	default: '',
};

/** There is none to fall back on: whoever searches needs the model that has stored. */
const model: INodeProperties = {
	...modelProperty({
		description:
			'The model that makes the vectors. Use the same one for everything in a vector store, and for searching it: vectors of different models cannot be compared.',
		placeholder: 'Select a model…',
		example: 'Bge_M3_FP16',
	}),
	required: true,
};

const options: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add option',
	default: {},
	options: [
		maximumPriceProperty('Texts that the vector store hands over at once are not submitted if they cost more together.'),
		SUBMIT_AGAIN,
		waitTimeoutProperty(create.waitSeconds),
	],
};

export const properties: INodeProperties[] = [connectionHint, batchHint, model, options];
