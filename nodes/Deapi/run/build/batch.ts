import { limitOf, modelsFor } from '../../../shared/api/models';
import type { Model } from '../../../shared/api/models';
import { routeOf } from '../../operations/operation';
import type { Batching, Purchase, Submission } from '../../operations/operation';
import type { PreparedRequest } from './request';
import type { Submitting } from '../state/context';

/** Total tokens of one job where the catalogue says nothing: facts file §1.1. */
const MOST_TOKENS = 245_760;

interface Batch {
	parts: PreparedRequest[];
	texts: number;
	tokens: number;
}

/** The requests as they are to be sent: one for each item, unless the operation takes several in one job. */
export async function inBatches<T extends Purchase | Submission>(
	submitting: Submitting<T>,
	requests: PreparedRequest[],
): Promise<PreparedRequest[]> {
	const { context, timing } = submitting;
	const operation: Purchase | Submission = submitting.operation;
	if (operation.kind !== 'submission' || !operation.batching) return requests;
	const { task } = routeOf(operation, () => undefined);
	return batch(requests, operation.batching, await modelsFor(context, task, timing));
}

/**
 * Puts requests of several items into as few jobs as the model's limits allow. The texts stay in the order
 * of the items, so that the results can be told apart by their number.
 */
function batch(requests: PreparedRequest[], batching: Batching, models: Model[]): PreparedRequest[] {
	const batches: Batch[] = [];
	const open = new Map<string, Batch>();
	for (const request of requests) {
		const [texts, tokens] = [textsOf(request, batching).length, tokensOf(request, batching)];
		const model = models.find(({ slug }) => slug === request.model);
		const mostTokens = (model && limitOf(model, 'max', ['total_tokens'])) ?? MOST_TOKENS;
		let current = open.get(request.model);
		if (!current || current.texts + texts > batching.most || current.tokens + tokens > mostTokens) {
			current = { parts: [], texts: 0, tokens: 0 };
			open.set(request.model, current);
			batches.push(current);
		}
		current.parts.push(request);
		current.texts += texts;
		current.tokens += tokens;
	}
	return batches.map(({ parts }) => join(parts, batching));
}

/** One request for all the texts of several. */
export function join(parts: PreparedRequest[], batching: Batching): PreparedRequest {
	const [first] = parts;
	const shares = parts.map((part) => ({ ...part.shares[0], count: textsOf(part, batching).length }));
	return { ...first, shares, body: { ...first.body, [batching.field]: parts.flatMap((part) => textsOf(part, batching)) } };
}

/** What each part of a batch costs, by the length of its texts. */
export function sharesOfPrice(price: number, parts: PreparedRequest[], batching: Batching): number[] {
	const tokens = parts.map((part) => tokensOf(part, batching));
	const total = tokens.reduce((sum, count) => sum + count, 0);
	return tokens.map((count) => price * (count / total));
}

function textsOf({ body }: PreparedRequest, { field }: Batching): string[] {
	return body[field] as string[];
}

/**
 * How many tokens the texts have at most, as far as one can tell without the model's tokenizer: two
 * characters a token in Latin scripts, which have about four, and one elsewhere.
 */
function tokensOf(request: PreparedRequest, batching: Batching): number {
	return textsOf(request, batching).reduce((sum, text) => {
		const beyondAscii = text.replace(/[\x20-\x7e]/g, '').length;
		return sum + Math.ceil((text.length - beyondAscii) / 2) + beyondAscii + 2;
	}, 0);
}
