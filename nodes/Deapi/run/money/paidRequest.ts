/**
 * The rule that nothing is paid twice (docs/decisions/05-paid-requests-are-not-repeated.md): a request that costs money is
 * sent once more only where the API certainly has not accepted it. Whatever sends one catches with `failRequest`.
 */
import { ApiError } from '../../../shared/api/errors';
import type { PaidOperation } from '../../operations/operation';
import type { JobRequest } from '../build/batch';
import type { RunContext } from '../state/context';
import { failItems } from '../state/failures';
import { explainBalance } from './price';

/**
 * Records that a paid request failed for its items. One that the API may have accepted is remembered by what it
 * asked for, and no try sends that again by itself.
 *
 * @param what may have happened all the same, e.g. "the job may have been submitted"
 */
export async function failRequest(ctx: RunContext<PaidOperation>, request: JobRequest, error: unknown, what: string): Promise<void> {
	const inDoubt = mayBeAccepted(error);
	const thrown = inDoubt ? uncertain(error, what) : await explainBalance(ctx, request, error);
	failItems(
		ctx,
		request.items.map(({ itemIndex, piece, fingerprint }) => ({
			itemIndex,
			piece,
			error: thrown,
			fingerprint: inDoubt ? fingerprint : undefined,
		})),
	);
}

/** Whether the API may have accepted a paid request, although it gave no clear answer. */
export function mayBeAccepted(error: unknown): error is ApiError {
	return error instanceof ApiError && error.details.accepted !== 'no';
}

/** Explains what a paid request without a clear answer means for the user's money. */
function uncertain({ message, details }: ApiError, what: string): ApiError {
	return new ApiError(`${message}, and ${what} all the same`, {
		...details,
		description:
			`It was not sent again, so that nothing is billed twice. Look in the deAPI dashboard: if nothing is there, turn on "Submit Again If in Doubt" under Options, and retry this execution with the saved workflow. ${details.description ?? ''}`.trim(),
	});
}
