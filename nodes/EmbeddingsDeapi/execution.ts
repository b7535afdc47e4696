import type { IDataObject, IExecuteFunctions, INode, ISupplyDataFunctions } from 'n8n-workflow';

import type { Settings } from './settings';

/** Whoever calls for vectors decides how often: each call is a try more, up to the most that n8n knows. */
const TRIES: Pick<INode, 'maxTries' | 'retryOnFail'> = { retryOnFail: true, maxTries: 5 };

/**
 * n8n's context of the sub-node, as that of an execution of Embedding > Create with an item for each text, which waits by
 * polling. A run in it is one of the deAPI node in everything: batches, prices, tries and errors.
 *
 * @param store what n8n is to keep of the run
 */
export function executionOf(
	n8n: ISupplyDataFunctions,
	{ model, options }: Settings,
	texts: string[],
	store: IDataObject,
): IExecuteFunctions {
	const node: INode = { ...n8n.getNode(), ...TRIES };
	const items = texts.map((text) => ({ json: { text } }));
	const parameters: Record<string, unknown> = { model, options, waitMode: 'polling' };
	const valueOf = (name: string, itemIndex: number): unknown => {
		if (name === 'text') return texts[itemIndex];
		return name.startsWith('options.') ? options[name.slice('options.'.length)] : parameters[name];
	};
	const view = {
		continueOnFail: () => false,
		getContext: () => store,
		// Otherwise that of the vector store, to which the sub-node would be one of its tools.
		getExecuteData: () => ({ node, data: { main: [items] }, source: null }),
		getInputData: () => items,
		getNode: () => node,
		getNodeParameter: (name: string, itemIndex: number, fallback?: unknown) => valueOf(name, itemIndex) ?? fallback,
		// A run is told from others by its texts.
		getWorkflowDataProxy: () => ({ $runIndex: 0 }),
		isToolExecution: () => false,
	};
	return Object.assign(Object.create(n8n), view) as IExecuteFunctions;
}
