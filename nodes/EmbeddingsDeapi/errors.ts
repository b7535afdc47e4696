import type { IDataObject, INode, NodeApiError, NodeOperationError } from 'n8n-workflow';

import { failuresOf } from '../Deapi/run/state/history';
import { runIn } from '../Deapi/run/state/store';
import { toNodeError } from '../shared/n8n/nodeError';

type NodeError = NodeApiError | NodeOperationError;

/** How a run begins what it says of a text that it refuses. */
const OF_TEXT = /^"Text"/;
/** How n8n shows what the API has said of a text. */
const TEXT_REFUSED = /^"Text": /m;
const MOST_NUMBERS = 3;

interface Call {
	texts: string[];
	/** Where its run is kept. */
	store: IDataObject;
}

/** As the editor shows it: at the sub-node, and not for an item of the vector store, of whose texts it says which. */
export function inSubNode(node: INode, thrown: unknown, call?: Call): NodeError {
	const error = toNodeError(node, thrown);
	if (call) {
		error.message = titled(error, call);
		const longest = longestOf(error, call);
		if (longest) error.description = `${error.description}\n${longest}`;
	}
	delete error.context.itemIndex;
	return Object.assign(error, { functionality: 'configuration-node' as const, node });
}

function titled({ message, description, context }: NodeError, { texts: { length: count }, store }: Call): string {
	const index = context.itemIndex as number | undefined;
	if (index === undefined) return message;
	if (OF_TEXT.test(message)) return message.replace(OF_TEXT, count === 1 ? 'The text' : `Text ${index + 1} of ${count}`);
	const isOfSome = context.requestId !== undefined || TEXT_REFUSED.test(description ?? '');
	const failed = failedAlike(store, message);
	return isOfSome && failed.length > 0 && failed.length < count ? `${numbersOf(failed)} of ${count}: ${message}` : message;
}

/** Where the API refuses texts, and does not say which. */
function longestOf({ message, description }: NodeError, { texts }: Call): string | undefined {
	if (texts.length < 2 || message.startsWith('Text ') || !TEXT_REFUSED.test(description ?? '')) return undefined;
	const longest = texts.reduce((best, text) => (text.length > best.length ? text : best));
	return `The longest is text ${texts.indexOf(longest) + 1} of ${texts.length}, with ${longest.length} characters.`;
}

/** From 1: the texts that failed for the same reason, such as all of a job. */
function failedAlike(store: IDataObject, message: string): number[] {
	const run = runIn(store);
	return run ? failuresOf(run).flatMap((failure) => (failure.message === message ? failure.itemIndex + 1 : [])) : [];
}

function numbersOf(numbers: number[]): string {
	const [first, last] = [numbers[0], numbers[numbers.length - 1]];
	if (numbers.length === 1) return `Text ${first}`;
	if (last - first === numbers.length - 1) return `Texts ${first} to ${last}`;
	const more = numbers.length - MOST_NUMBERS;
	return `Texts ${numbers.slice(0, MOST_NUMBERS).join(', ')}${more > 0 ? ` and ${more} others` : ''}`;
}
