import { limitOf, modelsFor } from '../../shared/catalogue';
import type { Model } from '../../shared/catalogue';
import { MOST_TEXTS } from '../fields/texts';
import { routeOf } from '../operations/types';
import type { Purchase, Submission } from '../operations/types';
import type { PreparedRequest } from './prepare';
import type { Submitting } from './submitting';

/** Total tokens of one job where the catalogue says nothing: facts file §1.1. */
const MOST_TOKENS = 245_760;

/** The requests as they are to be sent: one for each item, unless the operation takes several in one job. */
export async function inBatches<T extends Purchase | Submission>(submitting: Submitting<T>, requests: PreparedRequest[]): Promise<PreparedRequest[]> {
	const { context, timing } = submitting;
	const operation: Purchase | Submission = submitting.operation;
	if (operation.kind !== 'submission' || !operation.batched) return requests;
	const { task } = routeOf(operation, () => undefined);
	return batch(requests, await modelsFor(context, task, timing));
}

/**
 * Puts requests of several items into as few jobs as the model's limits allow. The texts stay in the order
 * of the items, so that the results can be told apart by their number.
 */
export function batch(requests: PreparedRequest[], models: Model[]): PreparedRequest[] {
	const batches: PreparedRequest[] = [];
	for (const request of requests) {
		const model = models.find(({ slug }) => slug === request.model);
		const mostTokens = (model && limitOf(model, 'max', ['total_tokens'])) ?? MOST_TOKENS;
		const open = batches.filter((entry) => entry.model === request.model).at(-1);
		const joined = open && join(open, request);
		if (open && joined && textsOf(joined).length <= MOST_TEXTS && tokensOf(joined) <= mostTokens) Object.assign(open, joined);
		else batches.push(join(request));
	}
	return batches;
}

/** One request for all the texts of several. */
export function join(...requests: PreparedRequest[]): PreparedRequest {
	const [first] = requests;
	const shares = requests.flatMap((request) =>
		request.shares.length > 1 ? request.shares : [{ ...request.shares[0], count: textsOf(request).length }],
	);
	return { ...first, shares, body: { ...first.body, input: requests.flatMap(textsOf) } };
}

/** An item's part of what a batch costs, by the length of its texts. */
export function shareOfPrice(price: number, whole: PreparedRequest, part: PreparedRequest): number {
	return price * (tokensOf(part) / tokensOf(whole));
}

function textsOf({ body }: PreparedRequest): string[] {
	return body.input as string[];
}

/**
 * How many tokens the texts have at most, as far as one can tell without the model's tokenizer: two
 * characters a token in Latin scripts, which have about four, and one elsewhere.
 */
function tokensOf(request: PreparedRequest): number {
	return textsOf(request).reduce((sum, text) => {
		const beyondAscii = text.replace(/[\x20-\x7e]/g, '').length;
		return sum + Math.ceil((text.length - beyondAscii) / 2) + beyondAscii + 2;
	}, 0);
}
