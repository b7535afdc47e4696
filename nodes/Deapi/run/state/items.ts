import type { Purchase, Submission } from '../../operations/operation';
import { failItem } from './failures';
import type { PreparedRequest } from '../build/request';
import type { Submitting } from './context';

/** What an earlier try has made of an item. */
interface Earlier {
	itemIndex: number;
	fingerprint?: string;
	/** It came to nothing for good: a person may have it tried anew. */
	failed?: boolean;
}

/**
 * The requests that are to be sent. An item that has a job or an answer keeps it, and one that came to
 * nothing stays so, whatever its expressions come to this time: neither is paid again. Only when a person
 * retries the execution, and has changed what the item asks for, a new request is made.
 *
 * @returns the requests, and the items whose earlier fate is outdated
 */
export async function prepareItems(
	{ context, operation, run }: Submitting<Purchase | Submission>,
	earlier: Earlier[],
	prepare: (itemIndex: number) => Promise<PreparedRequest>,
): Promise<{ requests: PreparedRequest[]; outdated: Set<number> }> {
	const isRetryByHand = run.executionId !== context.getExecutionId();
	const byItem = new Map(earlier.map((entry) => [entry.itemIndex, entry]));
	const outdated = new Set<number>();
	const requests: PreparedRequest[] = [];
	for (const itemIndex of context.getInputData().keys()) {
		const before = byItem.get(itemIndex);
		if (before && !isRetryByHand) continue;
		try {
			const request = await prepare(itemIndex);
			if (before && before.fingerprint === request.shares[0].fingerprint && !before.failed) continue;
			if (before) outdated.add(itemIndex);
			requests.push(request);
		} catch (cause) {
			failItem(context, operation, run, itemIndex, cause);
		}
	}
	if (isRetryByHand) Object.assign(run, { executionId: context.getExecutionId(), failedTries: {}, unavailable: {} });
	run.failures = run.failures.filter(({ itemIndex }) => !outdated.has(itemIndex));
	return { requests, outdated };
}
