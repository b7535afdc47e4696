import nock from 'nock';
import { beforeEach, describe, expect, it } from 'vitest';

import { api } from '../support/harness/api.mts';
import { API, BASE_URL } from '../support/harness/contexts.mts';
import { ids, job, RETRYING, skipSleep } from '../support/harness/engine.mts';

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

	it('tells of a job that has failed as of one that is done: looking at it has not failed', async () => {
		nock(BASE_URL)
			.get(`${API}/jobs/r1`)
			.reply(200, { data: { status: 'error', error: 'Out of memory', error_code: 'WORKER_ERROR' } });
		const { output } = await job('get', { node: RETRYING });
		expect(output.map(({ json }) => json)).toEqual([
			{ request_id: 'r1', status: 'error', error_code: 'WORKER_ERROR', error_message: 'Out of memory' },
		]);
	});

	it('tells the price of a job as a number, and why it has failed', async () => {
		const why = { error_reason: 'TIMEOUT', retryable: true, refunded: true, failed_at: '2026-09-27T12:00:00+00:00' };
		api.says('r1', { status: 'error', ...why, price: { amount: 0, is_estimated: false }, prompt_boosted: false, preview: 'x' });
		const { output } = await job('get', { node: RETRYING });
		expect(output[0].json).toEqual({ request_id: 'r1', status: 'error', ...why, price: 0 });
	});

	it.each([
		['', '"Request ID" is empty'],
		['../models', '"Request ID" is "../models", which is not a request ID'],
	])('refuses the request ID %j', async (id, message) => {
		expect((await job('get', { items: ids(id) })).error?.message).toBe(message);
	});
});
