import { beforeEach, describe, expect, it } from 'vitest';

import { realTiming } from '../../nodes/shared/util/timing.ts';
import { api } from '../support/harness/api.mts';
import { prepareModels, prompts, start } from '../support/harness/engine.mts';

beforeEach(prepareModels);

describe('many executions at once', () => {
	const begin = async (count: number) => {
		for (let run = 0; run < count; run++) await start({ items: prompts('a') });
	};

	it('let the next one submit as soon as they are parked', async () => {
		for (const id of ['r1', 'r2', 'r3', 'r4']) api.submit('/images/generations', id);
		await begin(4);
		expect(realTiming.sleep).not.toHaveBeenCalled();
	});

	it('let the next one submit where a job was refused', async () => {
		for (let run = 0; run < 3; run++) api.refuse('/images/generations', 422);
		api.submit('/images/generations', 'r1');
		await begin(4);
		expect(realTiming.sleep).not.toHaveBeenCalled();
	});
});
