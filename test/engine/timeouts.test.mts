import { beforeEach, describe, expect, it } from 'vitest';

import { api } from '../support/harness/api.mts';
import { prepareModels, prompts, start } from '../support/harness/engine.mts';

beforeEach(prepareModels);

describe('a wait that times out', () => {
	it('fails the node, and names every request ID', async () => {
		for (const id of ['r1', 'r2']) api.submit('/txt2img', id);
		const run = await start({ items: prompts('a', 'b'), parameters: { options: { concurrency: 1 } } });
		await run.timeOut();
		expect(run.run.status).toBe('error');
		expect(run.error?.message).toBe('deAPI did not call back within "Wait Timeout"');
		expect(run.error?.description).toContain('Request IDs: r1, r2');
	});

	it('puts every item out with its request ID under Continue On Fail', async () => {
		for (const id of ['r1', 'r2']) api.submit('/txt2img', id);
		const run = await start({
			items: prompts('a', 'b'),
			parameters: { options: { concurrency: 1 } },
			node: { onError: 'continueRegularOutput' },
		});
		await run.timeOut();
		expect(run.run.status).toBe('success');
		expect(run.output.map(({ json }) => (json.error as { request_id: string }).request_id)).toEqual(['r1', 'r2']);
		expect(run.output.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }]);
	});

	it('is at least two minutes away', async () => {
		api.submit('/txt2img', 'r1');
		const run = await start({ items: prompts('a'), parameters: { options: { waitTimeout: 5 } } });
		const seconds = (run.run.waitTill!.getTime() - Date.now()) / 1000;
		expect(seconds).toBeGreaterThan(118);
		expect(seconds).toBeLessThan(121);
	});
});
