import { beforeEach, describe, expect, it, vi } from 'vitest';

import { realTiming } from '../../nodes/shared/util/timing.ts';
import { api } from '../support/harness/api.mts';
import { prepareModels, prompts, start } from '../support/harness/engine.mts';
import { signedEvent } from '../support/harness/events.mts';

beforeEach(prepareModels);

describe('callbacks that wake nothing', () => {
	it.each([
		['of a job that has only started', signedEvent('job.processing', 'r1'), 200],
		['of a job that is not ours', signedEvent('job.completed', 'other'), 200],
		['of an unknown kind', signedEvent('job.dreamt', 'r1'), 200],
		['with a forged signature', signedEvent('job.completed', 'r1', { secret: 'guessed' }), 401],
		['with a stale timestamp', signedEvent('job.completed', 'r1', { at: Date.now() - 400_000 }), 401],
		['without a signature', { ...signedEvent('job.completed', 'r1'), headers: {} }, 401],
	])('%s', async (_what, event, status) => {
		api.submit('/images/generations', 'r1');
		const run = await start({ items: prompts('a cat') });
		expect(await run.callBack(event)).toEqual({ resumed: false, status });
		expect(run.run.status).toBe('waiting');
	});
});

describe('the same callback once more', () => {
	it('does not wake a second time when it comes at the same moment', async () => {
		api.submit('/images/generations', 'r-twice');
		const run = await start({ items: prompts('a') });
		const event = signedEvent('job.completed', 'r-twice');
		const { saved } = run;
		api.done('r-twice');
		api.result('r-twice');
		expect((await run.callBack(event)).resumed).toBe(true);
		run.saved = saved;
		expect(await run.callBack(event)).toEqual({ resumed: false, status: 200 });
	});

	it('wakes again later, in case the first was in vain', async () => {
		api.submit('/images/generations', 'r-later');
		const run = await start({ items: prompts('a') });
		const { saved } = run;
		for (let time = 0; time < 2; time++) {
			vi.spyOn(realTiming, 'now').mockReturnValue(Date.now() + time * 60_000);
			api.done('r-later');
			api.result('r-later');
			run.saved = saved;
			expect((await run.callBack(signedEvent('job.completed', 'r-later'))).resumed).toBe(true);
		}
		vi.mocked(realTiming.now).mockRestore();
	});
});
