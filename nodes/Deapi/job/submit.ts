import { apiRequest, unwrap } from '../../shared/client';
import type { ApiContext } from '../../shared/client';
import { ApiError } from '../../shared/errors';
import type { Timing } from '../../shared/timing';
import type { PreparedRequest } from './prepare';
import type { Job } from './run';

/**
 * Submits one job. This costs money.
 *
 * @throws {ApiError} with `details.notTaken` when nothing was submitted; without it a job may be running
 */
export async function submit(
	context: ApiContext,
	request: PreparedRequest,
	webhookUrl: string | undefined,
	timing: Timing,
): Promise<Job> {
	const { shares, endpoint: path, model, prompts } = request;
	const body = webhookUrl === undefined ? request.body : { ...request.body, webhook_url: webhookUrl };
	const requestId = unwrap(await apiRequest(context, { path, body }, timing)).request_id;
	if (typeof requestId !== 'string' || requestId === '') {
		throw new ApiError('deAPI took the request but sent no request ID', {
			description: 'A job may be running and may be billed. Check the deAPI dashboard before you run this again.',
		});
	}
	const { seed } = request.body;
	return { requestId, shares, model, submittedAt: timing.now(), madeWith: { ...(typeof seed === 'number' && { seed }), ...prompts } };
}

/** Whether the server may have acted on a paid request, although it gave no clear answer. */
export function inDoubt(cause: unknown): cause is ApiError {
	return cause instanceof ApiError && !cause.details.notTaken;
}

/** Says of a paid request that got no clear answer what that means for the user's money. */
export function uncertain({ message, details }: ApiError, what: string): ApiError {
	return new ApiError(`${message}, and ${what} all the same`, {
		...details,
		description: `It was not sent again, so that nothing is billed twice. Check the deAPI dashboard before you run this item again. ${details.description ?? ''}`.trim(),
	});
}
