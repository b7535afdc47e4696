import { apiRequest } from '../../shared/client';
import type { ApiContext } from '../../shared/client';
import { ApiError, isRecord } from '../../shared/errors';
import type { Timing } from '../../shared/timing';
import type { Submission } from '../operations/types';
import type { PreparedRequest } from './prepare';
import type { Job } from './run';

/**
 * Submits one job. This costs money.
 *
 * @throws {ApiError} with `details.notTaken` when nothing was submitted; without it a job may be running
 */
export async function submit(
	context: ApiContext,
	operation: Submission,
	request: PreparedRequest,
	webhookUrl: string | undefined,
	timing: Timing,
): Promise<Job> {
	const { itemIndex, model, price, fingerprint } = request;
	const body = webhookUrl === undefined ? request.body : { ...request.body, webhook_url: webhookUrl };
	const answer = await apiRequest(context, { path: operation.endpoint, encoding: operation.encoding, body }, timing);

	const requestId = isRecord(answer.data) ? answer.data.request_id : undefined;
	if (typeof requestId !== 'string' || requestId === '') {
		throw new ApiError('deAPI took the request but sent no request ID', {
			description: 'A job may be running and may be billed. Check the deAPI dashboard before you run this again.',
		});
	}
	const { seed } = request.body;
	return {
		itemIndex,
		requestId,
		model,
		fingerprint,
		submittedAt: timing.now(),
		...(typeof seed === 'number' && { seed }),
		...(price !== undefined && { price }),
	};
}

/** Says of a submission that got no clear answer what that means for the user's money. */
export function uncertainSubmission({ message, details }: ApiError): ApiError {
	return new ApiError(`${message}, and the job may have been submitted all the same`, {
		...details,
		description: `It was not sent again, so that nothing is billed twice. Check the deAPI dashboard for a running job before you run this item again. ${details.description ?? ''}`.trim(),
	});
}
