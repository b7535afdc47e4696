import { beforeEach, describe, expect, it } from 'vitest';

import { api } from '../support/harness/api.mts';
import { prepareModels, prompts, start } from '../support/harness/engine.mts';

beforeEach(prepareModels);

describe('submitting', () => {
	it('sends nothing when one item is wrong', async () => {
		const run = await start({ items: prompts('a', '') });
		expect(run.error?.message).toBe('"Prompt" is empty');
		expect(run.error?.context).toMatchObject({ itemIndex: 1 });
	});

	it('names the jobs that were taken before one was refused', async () => {
		api.submit('/images/generations', 'r1');
		api.refuse('/images/generations', 422, { message: 'Invalid.', errors: { negative_prompt: ['Too rude.'] } });
		const run = await start({ items: prompts('a', 'b', 'c'), parameters: { options: { concurrency: 1 } } });
		expect(run.error?.message).toBe('deAPI refused the request: Invalid.');
		expect(run.error?.description).toContain('"Negative Prompt": Too rude.');
		expect(run.error?.description).toContain('Retry On Fail goes on with them: r1');
	});

	it('is not repeated by Retry On Fail where the job may have been taken', async () => {
		api.refuse('/images/generations', 500);
		const run = await start({ items: prompts('a'), node: { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 } });
		expect(run.run.status).toBe('error');
		expect(run.error?.message).toBe('deAPI answered with status 500, and the job may have been submitted all the same');
	});

	it('puts every item out with the reason when the run cannot wait, under Continue On Fail', async () => {
		const run = await start({
			items: prompts('a', 'b'),
			resumeBase: 'http://localhost:5678/webhook-waiting',
			parameters: { waitMode: 'webhook' },
			node: { onError: 'continueRegularOutput' },
		});
		expect(run.output.map(({ json }) => json.error)).toEqual(
			Array(2).fill(expect.objectContaining({ message: expect.stringContaining('deAPI calls back over public https only') })),
		);
	});
});
