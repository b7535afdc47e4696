import type { IDataObject, ISupplyDataFunctions } from 'n8n-workflow';

/** What the person has set in the sub-node, as it is for the item that the vector store works on. */
export interface Settings {
	/** Slug. */
	model: string;
	/** By the names of the deAPI node's options. */
	options: IDataObject;
}

export function readSettings(n8n: ISupplyDataFunctions, itemIndex: number): Settings {
	return {
		model: n8n.getNodeParameter('model', itemIndex, '', { extractValue: true }) as string,
		options: n8n.getNodeParameter('options', itemIndex, {}),
	};
}
