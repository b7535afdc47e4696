import { ApiError } from '../../../shared/api/errors';
import type { Purchase, Submission } from '../../operations/operation';
import { failItem } from '../state/failures';
import type { PreparedRequest } from '../build/request';
import { explainBalance } from './price';
import type { Submitting } from '../state/context';

/**
 * Records that a paid request came to nothing for its items. One that the server may have acted on is not
 * sent again by itself.
 *
 * @param what may have happened all the same, e.g. "the job may have been submitted"
 */
export async function failRequest(
	submitting: Submitting<Purchase | Submission>,
	request: PreparedRequest,
	cause: unknown,
	what: string,
): Promise<void> {
	const { context, operation, run } = submitting;
	const doubt = inDoubt(cause);
	const thrown = doubt ? uncertain(cause, what) : await explainBalance(submitting, request, cause);
	for (const { itemIndex, fingerprint } of request.shares) {
		failItem(context, operation, run, itemIndex, thrown, doubt ? fingerprint : undefined);
	}
}

/** Whether the server may have acted on a paid request, although it gave no clear answer. */
export function inDoubt(cause: unknown): cause is ApiError {
	return cause instanceof ApiError && !cause.details.notTaken;
}

/** Says of a paid request that got no clear answer what that means for the user's money. */
function uncertain({ message, details }: ApiError, what: string): ApiError {
	return new ApiError(`${message}, and ${what} all the same`, {
		...details,
		description:
			`It was not sent again, so that nothing is billed twice. Check the deAPI dashboard before you run this item again. ${details.description ?? ''}`.trim(),
	});
}
