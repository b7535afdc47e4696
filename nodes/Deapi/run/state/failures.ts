import type { IDataObject, NodeApiError, NodeOperationError } from 'n8n-workflow';

import { ApiError } from '../../../shared/api/errors';
import { hooksOf } from '../../../shared/n8n/hooks';
import { toNodeError } from '../../../shared/n8n/nodeError';
import { isTool } from '../../../shared/n8n/tool';
import type { Operation } from '../../operations/operation';
import type { RunContext } from './context';
import { failuresOf, historyOf, isInDoubt, remember } from './history';
import { currentParts, indexOf, isOfWhole, titleOf } from './items';
import type { Failure, Job, JobPart, Piece, PieceId, Run } from './run';

type NodeError = NodeApiError | NodeOperationError;

/** What keeps an item, or a piece of it, from its result. */
export interface ItemError extends PieceId {
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
	const errors = failed.map(({ itemIndex, piece, error: thrown, fingerprint, requestId }) => {
		const id = { itemIndex, ...(piece && { piece }) };
		const error = withTitle(id, toNodeError(n8n.getNode(), thrown, itemIndex, labelsOf(operation)));
		n8n.logger.debug(`deAPI run: item ${itemIndex} failed because ${error.message}`);
		const { failure: before } = historyOf(run, id);
		// Whatever else goes wrong with the item: what may have been billed must not be forgotten.
		if (before && isInDoubt(before)) return error;
		const failure = describeFailure(id, error);
		remember(run, id, { failure: { ...failure, requestId: failure.requestId ?? requestId, fingerprint } });
		return error;
	});
	if (errors.length === 0 || n8n.continueOnFail()) return;
	recorded.add(errors[0]);
	throw errors[0];
}

/** The same for one item. */
export function failItem(ctx: RunContext<Operation>, { itemIndex, piece }: PieceId, error: unknown): void {
	failItems(ctx, [{ itemIndex, piece, error }]);
}

/** Fails an item for which nothing is to be bought; of one that has jobs already, the pieces that have none. */
export function failUnbought(ctx: FailingContext, pieces: PieceId[], error: unknown): void {
	const [{ itemIndex }] = pieces;
	const hasJobs = ctx.run.jobs.some((job) => currentParts(job).some((part) => part.itemIndex === itemIndex));
	const failed: PieceId[] = hasJobs ? pieces : [{ itemIndex }];
	failItems(
		ctx,
		failed.map(({ piece }) => ({ itemIndex, piece, error })),
	);
}

/** The plain facts of an error, fit for n8n's execution data. */
function describeFailure(id: PieceId, error: NodeError): Failure {
	const { message, description, context, httpCode } = error as NodeApiError;
	const { requestId, errorCode, reason, retryable, refunded } = context as Partial<Failure> & { errorCode?: string };
	return {
		...id,
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
export function failureItem(run: Run, failure: Failure): { json: IDataObject } {
	const { message, requestId, code, reason, retryable, refunded } = failure;
	const description = [failure.description, ...noteOnPieces(run, failure)].filter(Boolean).join('\n') || undefined;
	const error = { message, description, request_id: requestId, code, reason, retryable, refunded };
	return { json: { error: Object.fromEntries(Object.entries(error).filter(([, value]) => value !== undefined)) } };
}

/**
 * The error that ends the node, once all has come to rest. The jobs of the other items are paid for: whoever reads it must be
 * able to find them.
 */
export function endingError({ n8n, run }: FailingContext, thrown: unknown): NodeError {
	const error = toNodeError(n8n.getNode(), thrown);
	const whole = failuresOf(run).find((failure) => failure.itemIndex === error.context.itemIndex && isOfWhole(failure));
	const notes = [...(whole ? noteOnPieces(run, whole) : []), ...noteOnJobs(run, error, whole), ...noteOnDoubts(run, error)];
	if (notes.length > 0) error.description = [error.description, ...notes].filter(Boolean).join('\n');
	return isTool(n8n) || !hooksOf(n8n) ? toldInMessage(error) : error;
}

/** Of a piece of a whole, what has become of the others: they are paid for, and a retry goes on with them. */
function noteOnPieces(run: Run, failure: Failure): string[] {
	const { itemIndex } = failure;
	const piece = pieceOfWhole(run, failure);
	if (!piece) return [];
	const failed = failuresOf(run).filter((other) => other.itemIndex === itemIndex);
	const submitted = run.jobs.flatMap((job) => currentParts(job).map((part) => ({ ...part, requestId: job.requestId })));
	const requestIds = new Map(
		[...failed, ...submitted.filter((part) => part.itemIndex === itemIndex)].map((each) => [indexOf(each), each.requestId]),
	);
	const numbers = Array.from({ length: piece.of }, (_, index) => index);
	const open = numbers.filter((index) => !requestIds.has(index) || failed.some((each) => indexOf(each) === index));
	const known = numbers.filter((index) => requestIds.get(index) !== undefined).map((index) => `${index + 1}: ${requestIds.get(index)}`);
	return [
		`Pieces that are not done: ${open.map((index) => index + 1).join(', ')} of ${piece.of}. A retry buys none again that is done.`,
		...(known.length > 0 ? [`Request IDs by piece: ${known.join(', ')}`] : []),
	];
}

/** Of a failure of all of a whole, any piece that has a job. */
function pieceOfWhole({ jobs }: Run, failure: Failure): Piece | undefined {
	if (failure.piece) return isOfWhole(failure) ? failure.piece : undefined;
	const isIts = (part: JobPart) => part.itemIndex === failure.itemIndex && isOfWhole(part) && !part.outdated;
	return jobs.find(({ parts }) => parts.some(isIts))?.parts.find(isIts)?.piece;
}

function noteOnJobs({ jobs }: Run, { context }: NodeError, whole?: Failure): string[] {
	const isTold = (job: Job) => job.requestId === context.requestId || job.parts.some(({ itemIndex }) => itemIndex === whole?.itemIndex);
	const others = jobs.filter((job) => !isTold(job)).map(({ requestId }) => requestId);
	return others.length > 0 ? [`Other jobs of this run are submitted, and Retry On Fail goes on with them: ${others.join(', ')}`] : [];
}

function noteOnDoubts(run: Run, { context }: NodeError): string[] {
	const others = failuresOf(run).filter((failure) => isInDoubt(failure) && failure.itemIndex !== context.itemIndex);
	return others.length > 0
		? [`Other items may have been submitted, too, which the deAPI dashboard shows: ${others.map(({ itemIndex }) => itemIndex).join(', ')}`]
		: [];
}

/**
 * Of an error, n8n tells an AI Agent of version 3 nothing but the message, and its coming engine keeps no more: what to do has to
 * be in it, and the request ID, by which the result can still be fetched. Others are told both, unless the message holds the
 * description as it is.
 */
function toldInMessage(error: NodeError): NodeError {
	const requestId = error.context.requestId as string | undefined;
	const isNamed = !requestId || [error.message, error.description].some((text) => text?.includes(requestId));
	const description = [error.description, isNamed ? '' : `Request ID: ${requestId}`].filter(Boolean).join('\n');
	if (description === '' || error.message.includes(description)) return error;
	error.message = `${error.message.replace(/\.$/, '')}. ${description}`;
	error.description = description;
	return error;
}

/** Says which piece it was. */
function withTitle(id: PieceId, error: NodeError): NodeError {
	const title = titleOf(id);
	if (title) error.message = `${title}: ${error.message}`;
	return error;
}

function labelsOf({ fields }: Operation): Record<string, string> {
	return Object.fromEntries([['model', 'Model'], ...fields.flatMap(({ api, label }) => api.map((name) => [name, label]))]);
}
