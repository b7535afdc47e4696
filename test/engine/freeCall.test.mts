import { beforeEach, describe, expect, it } from 'vitest';

import { api } from '../support/harness/api.mts';
import { ids, job, skipSleep } from '../support/harness/engine.mts';

beforeEach(skipSleep);

describe('Job > Get', () => {
	it('tells the state of every job', async () => {
		api.running('r1');
		api.done('r2');
		const { output } = await job('get', { items: ids('r1', 'r2') });
		expect(output.map(({ json }) => [json.request_id, json.status])).toEqual([
			['r1', 'processing'],
			['r2', 'done'],
		]);
	});

	it.each([
		['', '"Request ID" is empty'],
		['../models', '"Request ID" is "../models", which is not a request ID'],
	])('refuses the request ID %j', async (id, message) => {
		expect((await job('get', { items: ids(id) })).error?.message).toBe(message);
	});
});
