import { NodeApiError } from 'n8n-workflow';
import type { INode, INodeExecutionData, NodeOperationError } from 'n8n-workflow';

import { ApiError } from '../../../shared/api/errors';
import { toNodeError } from '../../../shared/n8n/nodeError';
import type { Operation } from '../../operations/operation';
import type { RunContext } from './context';
import { failuresOf, historyOf, isInDoubt, remember } from './history';
import type { Failure, Run } from './run';

type NodeError = NodeApiError | NodeOperationError;

/** What keeps an item from its result. */
interface ItemError {
	itemIndex: number;
	error: unknown;
	/** Of a submission that the API may have accepted. */
	fingerprint?: string;
}

/**
 * Records that items failed, all of them before anything else. Under Continue On Fail the other items go on;
 * otherwise this throws the first of the errors, and so ends the node.
 */
export function failItems({ n8n, operation, run }: RunContext<Operation>, failed: ItemError[]): void {
	const errors = failed.map(({ itemIndex, error: thrown, fingerprint }) => {
		const error = toNodeError(n8n.getNode(), thrown, itemIndex, labelsOf(operation));
		n8n.logger.debug(`deAPI run: item ${itemIndex} failed because ${error.message}`);
		const { failure } = historyOf(run, itemIndex);
		// Whatever else goes wrong with the item: what may have been billed must not be forgotten.
		if (failure && isInDoubt(failure)) return error;
		remember(run, itemIndex, { failure: { ...describeFailure(n8n.getNode(), itemIndex, error), fingerprint } });
		return error;
	});
	if (errors.length > 0 && !n8n.continueOnFail()) throw namingOtherJobs(errors[0], run);
}

/** The same for one item. */
export function failItem(ctx: RunContext<Operation>, itemIndex: number, error: unknown): void {
	failItems(ctx, [{ itemIndex, error }]);
}

/** The plain facts of what was thrown, fit for n8n's execution data. */
export function describeFailure(node: INode, itemIndex: number, thrown: unknown): Failure {
	const { message, description, context, httpCode } = toNodeError(node, thrown, itemIndex) as NodeApiError;
	return {
		itemIndex,
		message,
		description: description ?? undefined,
		requestId: context.requestId as string | undefined,
		code: (context.errorCode as string | undefined) ?? httpCode ?? undefined,
	};
}

/** Without Continue On Fail, a submission that an earlier try left in doubt ends this try as well. */
export function stopAtDoubt({ n8n, run }: RunContext<Operation>): void {
	const doubt = failuresOf(run).find(isInDoubt);
	if (!doubt || n8n.continueOnFail()) return;
	const { message, itemIndex, ...details } = doubt;
	throw namingOtherJobs(toNodeError(n8n.getNode(), new ApiError(message, details), itemIndex), run);
}

/**
 * The output of a failed item. n8n knows it for the error output by its one key; everything that helps
 * to go on is below it.
 */
export function failureItem({ itemIndex, message, description, requestId, code }: Failure): INodeExecutionData {
	const error = { message, description, request_id: requestId, code };
	return {
		json: { error: Object.fromEntries(Object.entries(error).filter(([, value]) => value !== undefined)) },
		pairedItem: { item: itemIndex },
	};
}

/** The jobs of the other items are paid for: whoever reads the error must be able to find them. */
function namingOtherJobs(error: NodeError, run: Run): NodeError {
	const others = run.jobs.map(({ requestId }) => requestId).filter((id) => id !== error.context.requestId);
	if (others.length > 0) {
		const note = `Other items of this run are submitted, and Retry On Fail goes on with them: ${others.join(', ')}`;
		error.description = [error.description, note].filter(Boolean).join('\n');
	}
	return error;
}

function labelsOf({ fields }: Operation): Record<string, string> {
	return Object.fromEntries(fields.flatMap(({ api, label }) => api.map((name) => [name, label])));
}
