import { NodeConnectionTypes } from 'n8n-workflow';
import type { AiEvent, IDataObject, ISupplyDataFunctions } from 'n8n-workflow';

import { inSubNode } from './errors';

/**
 * Does what a vector store asks for, and puts it into the execution as a run of the sub-node, which n8n does only for objects
 * of LangChain's own classes.
 *
 * @param tell what is to be shown as output
 */
export async function logged<T>(
	n8n: ISupplyDataFunctions,
	event: AiEvent,
	input: IDataObject,
	work: () => Promise<T>,
	tell: (result: T) => IDataObject,
): Promise<T> {
	const { index } = n8n.addInputData(NodeConnectionTypes.AiEmbedding, [[{ json: input }]]);
	// Settled: docs/decisions/15-settle-instead-of-rethrow.md.
	const [result] = await Promise.allSettled([work()]);
	if (result.status === 'rejected') {
		const error = inSubNode(n8n.getNode(), result.reason);
		n8n.addOutputData(NodeConnectionTypes.AiEmbedding, index, error);
		throw error;
	}
	n8n.logAiEvent(event);
	n8n.addOutputData(NodeConnectionTypes.AiEmbedding, index, [[{ json: tell(result.value) }]]);
	return result.value;
}
