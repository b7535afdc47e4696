import { beforeEach, describe, expect, it } from 'vitest';

import { api } from '../support/harness/api.mts';
import { prepareModels, prompts, start } from '../support/harness/engine.mts';
import { signedEvent } from '../support/harness/events.mts';

beforeEach(prepareModels);

describe('a failed job', () => {
	it('fails the node in the words of the API, with the request ID', async () => {
		api.submit('/images/generations', 'r1');
		const run = await start({ items: prompts('a cat') });
		api.failed('r1');
		await run.callBack(signedEvent('job.failed', 'r1'));
		expect(run.run.status).toBe('error');
		expect(run.error?.message).toBe('The deAPI job failed: The worker gave up (PROCESSING_ERROR)');
		expect(run.error?.description).toContain('Request ID: r1');
		expect(run.error?.context).toMatchObject({ itemIndex: 0, requestId: 'r1', errorCode: 'PROCESSING_ERROR' });
	});

	it('leaves the other items unharmed under Continue On Fail', async () => {
		for (const id of ['r1', 'r2']) api.submit('/images/generations', id);
		const run = await start({
			items: prompts('a', 'b'),
			parameters: { options: { concurrency: 1 } },
			node: { onError: 'continueRegularOutput' },
		});
		api.failed('r1');
		api.done('r2');
		api.result('r2');
		await run.callBack(signedEvent('job.completed', 'r2'));
		expect(run.run.status).toBe('success');
		expect(run.output[0].json).toEqual({
			error: {
				message: 'The deAPI job failed: The worker gave up (PROCESSING_ERROR)',
				description: expect.stringContaining('Request ID: r1'),
				request_id: 'r1',
				code: 'PROCESSING_ERROR',
			},
		});
		expect(run.output[1].json).toMatchObject({ request_id: 'r2', status: 'done' });
	});

	it('says under Continue On Fail what the API says of it, and only that', async () => {
		const said = { error_code: 'PROCESSING_ERROR', error_reason: 'SOURCE_RESTRICTED', retryable: false, refunded: true };
		const failedWith = async (data: object) => {
			api.submit('/images/generations', 'r1');
			api.says('r1', { status: 'error', ...data });
			const parameters = { waitMode: 'polling' };
			return (await start({ items: prompts('a'), parameters, node: { onError: 'continueRegularOutput' } })).output[0].json.error;
		};
		expect(await failedWith(said)).toEqual({
			message: 'The deAPI job failed: the source is restricted by age or region (SOURCE_RESTRICTED)',
			description: expect.stringMatching(/The same request would fail again\. deAPI gave the money back\. Request ID: r1$/),
			request_id: 'r1',
			code: 'PROCESSING_ERROR',
			reason: 'SOURCE_RESTRICTED',
			retryable: false,
			refunded: true,
		});
		const unsaid = await failedWith({ ...said, error_reason: null, retryable: null, refunded: null });
		expect(Object.keys(unsaid as object).sort()).toEqual(['code', 'description', 'message', 'request_id']);
	});

	it('goes to the error output, and the others to the regular one', async () => {
		for (const id of ['r1', 'r2']) api.submit('/images/generations', id);
		const run = await start({
			items: prompts('a', 'b'),
			parameters: { options: { concurrency: 1 } },
			node: { onError: 'continueErrorOutput' },
		});
		api.failed('r1');
		api.done('r2');
		api.result('r2');
		await run.callBack(signedEvent('job.completed', 'r2'));
		expect(run.output.map(({ json }) => json.request_id)).toEqual(['r2']);
		expect(run.errorOutput.map(({ json }) => json.error)).toEqual([expect.objectContaining({ request_id: 'r1' })]);
	});
});
