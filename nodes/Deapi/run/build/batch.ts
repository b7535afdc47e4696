import { limitOf } from '../../../shared/api/model';
import { modelsFor } from '../../../shared/api/models';
import type { Model } from '../../../shared/api/model';
import { dollarShares } from '../../../shared/util/dollars';
import { routeOf } from '../../operations/operation';
import type { Batching, PaidOperation } from '../../operations/operation';
import type { RunContext } from '../state/context';
import type { JobPart } from '../state/run';
import type { ItemRequest } from './request';

/** Total tokens of one job where the catalog says nothing: docs/api.md#embeddings. */
const MOST_TOKENS = 245_760;

/** What is sent at once: the request of one item, or those of several in one. */
export interface JobRequest extends Pick<ItemRequest, 'endpoint' | 'model' | 'body' | 'callback' | 'prompts'> {
	items: ItemRequest[];
}

interface Batch {
	items: ItemRequest[];
	texts: number;
	tokens: number;
}

/** The requests as they are to be sent: one for each item, unless the operation takes several in one job. */
export async function toJobs({ api, operation }: RunContext<PaidOperation>, requests: ItemRequest[]): Promise<JobRequest[]> {
	if (operation.kind !== 'job' || !operation.batching) return requests.map(alone);
	const { batching } = operation;
	const { task } = routeOf(operation, () => undefined);
	return batch(requests, batching, await modelsFor(api, task)).map(({ items }) => join(items, batching));
}

/** A request of one item, to be sent by itself. */
export function alone(request: ItemRequest): JobRequest {
	const { endpoint, model, body, callback, prompts } = request;
	return { endpoint, model, body, callback, prompts, items: [request] };
}

/** One request for all the texts of several. */
export function join(items: ItemRequest[], batching: Batching): JobRequest {
	const [{ endpoint, model, body, callback }] = items;
	return { endpoint, model, callback, items, body: { ...body, [batching.field]: items.flatMap((item) => textsOf(item, batching)) } };
}

/** What the job of a request is to have of each item. */
export function partsOf({ items }: JobRequest, batching?: Batching): JobPart[] {
	const shares = batching && sharesOf(items, batching);
	return items.map((item, index) => {
		const { itemIndex, piece, fingerprint, price, options } = item;
		const { fileName } = options;
		return {
			itemIndex,
			...(piece && { piece }),
			fingerprint,
			price,
			...(fileName && { fileName }),
			...(batching && { count: textsOf(item, batching).length, share: shares?.[index] }),
		};
	});
}

/** What each item of a batch costs, by the length of its texts. */
export function sharesOfPrice(price: number, items: ItemRequest[], batching: Batching): number[] {
	return dollarShares(price, sharesOf(items, batching));
}

function sharesOf(items: ItemRequest[], batching: Batching): number[] {
	const tokens = items.map((item) => tokensOf(item, batching));
	const total = tokens.reduce((sum, count) => sum + count, 0);
	return tokens.map((count) => count / total);
}

/**
 * Puts requests of several items into as few jobs as the model's limits and their callbacks allow. The texts stay in the order
 * of the items, so that the results can be told apart by their number.
 */
function batch(requests: ItemRequest[], batching: Batching, models: Model[]): Batch[] {
	const batches: Batch[] = [];
	const open = new Map<string, Batch>();
	for (const request of requests) {
		const [texts, tokens] = [textsOf(request, batching).length, tokensOf(request, batching)];
		const model = models.find(({ slug }) => slug === request.model);
		const mostTokens = (model && limitOf(model, 'max', ['total_tokens'])) ?? MOST_TOKENS;
		const group = JSON.stringify([request.model, request.callback?.url]);
		let current = open.get(group);
		if (!current || current.texts + texts > batching.most || current.tokens + tokens > mostTokens) {
			current = { items: [], texts: 0, tokens: 0 };
			open.set(group, current);
			batches.push(current);
		}
		current.items.push(request);
		current.texts += texts;
		current.tokens += tokens;
	}
	return batches;
}

function textsOf({ body }: ItemRequest, { field }: Batching): string[] {
	return body[field] as string[];
}

/**
 * How many tokens the texts have at most, as far as one can tell without the model's tokenizer: two
 * characters a token in Latin scripts, which have about four, and one elsewhere.
 */
function tokensOf(request: ItemRequest, batching: Batching): number {
	return textsOf(request, batching).reduce((sum, text) => {
		const beyondAscii = text.replace(/[\x20-\x7e]/g, '').length;
		return sum + Math.ceil((text.length - beyondAscii) / 2) + beyondAscii + 2;
	}, 0);
}
