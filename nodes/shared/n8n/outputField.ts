import type { INodeProperties } from 'n8n-workflow';

/** Where both nodes put the file. */
export const OUTPUT_FIELD: INodeProperties = {
	displayName: 'Output Data Field Name',
	name: 'outputField',
	type: 'string',
	default: 'data',
	placeholder: 'e.g. data',
	description: 'The name of the output field to put the file in',
};
