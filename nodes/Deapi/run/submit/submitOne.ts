import { apiRequest, unwrap } from '../../../shared/api/client';
import type { ApiContext } from '../../../shared/api/client';
import { ApiError } from '../../../shared/api/errors';
import type { Timing } from '../../../shared/util/timing';
import type { PreparedRequest } from '../build/request';
import type { Job } from '../state/run';

/**
 * Submits one job. This costs money.
 *
 * @param patience see {@link apiRequest}
 *
 * @throws {ApiError} with `details.notTaken` when nothing was submitted; without it a job may be running
 */
export async function submit(
	context: ApiContext,
	request: PreparedRequest,
	webhookUrl: string | undefined,
	patience: number,
	timing: Timing,
): Promise<Job> {
	const { shares, endpoint: path, model, prompts } = request;
	const body = webhookUrl === undefined ? request.body : { ...request.body, webhook_url: webhookUrl };
	const requestId = unwrap(await apiRequest(context, { path, body, patience }, timing)).request_id;
	if (typeof requestId !== 'string' || requestId === '') {
		throw new ApiError('deAPI took the request but sent no request ID', {
			description: 'A job may be running and may be billed. Check the deAPI dashboard before you run this again.',
		});
	}
	const { seed } = request.body;
	return { requestId, shares, model, submittedAt: timing.now(), madeWith: { ...(typeof seed === 'number' && { seed }), ...prompts } };
}
