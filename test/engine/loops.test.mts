import { beforeEach, describe, expect, it } from 'vitest';

import { api } from '../support/harness/api.mts';
import { prepareModels, prompts } from '../support/harness/engine.mts';
import { WorkflowRun } from '../support/harness/workflow.mts';

beforeEach(prepareModels);

describe('several runs of the node in one execution', () => {
	it('do not mix their jobs', async () => {
		for (const id of ['r1', 'r2']) {
			api.submit('/txt2img', id);
			api.refuse('/txt2img', 422, { message: 'Invalid.' });
		}
		const run = await new WorkflowRun({
			items: prompts('a', 'b'),
			parameters: { prompt: '={{ $json.text }}', waitMode: 'dontWait', options: { concurrency: 1 } },
			node: { onError: 'continueRegularOutput' },
			runs: 2,
		}).start();
		const ids = run.run.data.resultData.runData.deAPI.map(({ data }) => data?.main[0]?.map(({ json }) => json.request_id));
		expect(ids).toEqual([
			['r1', undefined],
			['r2', undefined],
		]);
	});
});
