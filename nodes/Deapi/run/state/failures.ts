import type { INodeExecutionData, NodeApiError, NodeOperationError } from 'n8n-workflow';

import { ApiError } from '../../../shared/api/errors';
import { toNodeError } from '../../../shared/n8n/nodeError';
import { isTool } from '../../../shared/n8n/tool';
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
	/** Of the item's job, where the error does not say it itself. */
	requestId?: string;
}

type FailingContext = Pick<RunContext<Operation>, 'n8n' | 'operation' | 'run'>;

/** What {@link failItems} has thrown. */
const recorded = new WeakSet<object>();

export function isRecorded(error: unknown): error is NodeError {
	return typeof error === 'object' && error !== null && recorded.has(error);
}

/**
 * Records that items failed, all of them before anything else. Under Continue On Fail the other items go on;
 * otherwise this throws the first of the errors, and so ends the node.
 */
export function failItems({ n8n, operation, run }: FailingContext, failed: ItemError[]): void {
	const errors = failed.map(({ itemIndex, error: thrown, fingerprint, requestId }) => {
		const error = toldToAgents(n8n, toNodeError(n8n.getNode(), thrown, itemIndex, labelsOf(operation)));
		n8n.logger.debug(`deAPI run: item ${itemIndex} failed because ${error.message}`);
		const { failure: before } = historyOf(run, itemIndex);
		// Whatever else goes wrong with the item: what may have been billed must not be forgotten.
		if (before && isInDoubt(before)) return error;
		const failure = describeFailure(itemIndex, error);
		remember(run, itemIndex, { failure: { ...failure, requestId: failure.requestId ?? requestId, fingerprint } });
		return error;
	});
	if (errors.length === 0 || n8n.continueOnFail()) return;
	recorded.add(errors[0]);
	throw errors[0];
}

/** The same for one item. */
export function failItem(ctx: RunContext<Operation>, itemIndex: number, error: unknown): void {
	failItems(ctx, [{ itemIndex, error }]);
}

/** The plain facts of an error, fit for n8n's execution data. */
function describeFailure(itemIndex: number, error: NodeError): Failure {
	const { message, description, context, httpCode } = error as NodeApiError;
	const { requestId, errorCode, reason, retryable, refunded } = context as Partial<Failure> & { errorCode?: string };
	return {
		itemIndex,
		message,
		description: description ?? undefined,
		requestId,
		code: errorCode ?? httpCode ?? undefined,
		reason,
		retryable,
		refunded,
	};
}

/** Without Continue On Fail, a submission that an earlier try left in doubt ends this try as well. */
export function stopAtDoubt({ n8n, run }: RunContext<Operation>): void {
	const doubt = failuresOf(run).find(isInDoubt);
	if (!doubt || n8n.continueOnFail()) return;
	const { message, itemIndex, ...details } = doubt;
	throw toNodeError(n8n.getNode(), new ApiError(message, details), itemIndex);
}

/**
 * The output of a failed item. n8n knows it for the error output by its one key; everything that helps
 * to go on is below it.
 */
export function failureItem({
	itemIndex,
	message,
	description,
	requestId,
	code,
	reason,
	retryable,
	refunded,
}: Failure): INodeExecutionData {
	const error = { message, description, request_id: requestId, code, reason, retryable, refunded };
	return {
		json: { error: Object.fromEntries(Object.entries(error).filter(([, value]) => value !== undefined)) },
		pairedItem: { item: itemIndex },
	};
}

/**
 * The error that ends the node, once all has come to rest. The jobs of the other items are paid for: whoever reads it must be
 * able to find them.
 */
export function endingError({ n8n, run }: FailingContext, thrown: unknown): NodeError {
	const error = toNodeError(n8n.getNode(), thrown);
	const notes = [...noteOnJobs(run, error), ...noteOnDoubts(run, error)];
	if (notes.length === 0) return error;
	error.description = [error.description, ...notes].filter(Boolean).join('\n');
	if (isTool(n8n)) error.message = sentences(error.message, ...notes);
	return error;
}

function noteOnJobs({ jobs }: Run, { context }: NodeError): string[] {
	const others = jobs.map(({ requestId }) => requestId).filter((id) => id !== context.requestId);
	return others.length > 0 ? [`Other items of this run are submitted, and Retry On Fail goes on with them: ${others.join(', ')}`] : [];
}

function noteOnDoubts(run: Run, { context }: NodeError): string[] {
	const others = failuresOf(run).filter((failure) => isInDoubt(failure) && failure.itemIndex !== context.itemIndex);
	return others.length > 0
		? [`Other items may have been submitted, too, which the deAPI dashboard shows: ${others.map(({ itemIndex }) => itemIndex).join(', ')}`]
		: [];
}

/** Of an error, n8n tells the agent nothing but the message; by the request ID the result can still be fetched. */
function toldToAgents(n8n: RunContext<Operation>['n8n'], error: NodeError): NodeError {
	const requestId = error.context.requestId as string | undefined;
	if (requestId && isTool(n8n) && !error.message.includes(requestId)) error.message = sentences(error.message, `Request ID: ${requestId}`);
	return error;
}

function sentences(...texts: string[]): string {
	return texts.map((text) => text.replace(/\.$/, '')).join('. ');
}

function labelsOf({ fields }: Operation): Record<string, string> {
	return Object.fromEntries([['model', 'Model'], ...fields.flatMap(({ api, label }) => api.map((name) => [name, label]))]);
}
