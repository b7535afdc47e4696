import nock from 'nock';
import { beforeEach, describe, expect, it } from 'vitest';

import { api } from '../support/harness/api.mts';
import { API, BASE_URL } from '../support/harness/contexts.mts';
import { ids, job, RETRYING, skipSleep } from '../support/harness/engine.mts';
import { saidBy } from '../support/harness/files.mts';

beforeEach(skipSleep);

describe('Job > Get Result', () => {
	it('brings the file of a job', async () => {
		api.done('r1');
		api.result('r1');
		const { output } = await job('getResult');
		expect(output[0].json).toMatchObject({ request_id: 'r1', status: 'done' });
		expect(saidBy(output[0].binary!.data)).toBe('picture of r1');
	});

	it('brings a text, with or without a file', async () => {
		api.text('r1', 'Hello.');
		const { output } = await job('getResult');
		expect(output[0].json.text).toBe('Hello.');
		expect(output[0].binary).toBeUndefined();
	});

	it('waits for a job that still runs', async () => {
		api.running('r1');
		api.running('r1');
		api.done('r1');
		api.result('r1');
		expect((await job('getResult')).output[0].json.status).toBe('done');
	});

	it.each([null, '', 0, false, {}, 'an old warning'])(
		'keeps an error of %j out of what is done, in which n8n would see a failed try',
		async (error) => {
			nock(BASE_URL)
				.get(`${API}/jobs/r1`)
				.reply(200, { data: { status: 'done', error, result: 'Hello.', result_url: null } });
			const { output } = await job('getResult', { node: RETRYING });
			expect(output[0].json.text).toBe('Hello.');
			expect(output[0].json).not.toHaveProperty('error');
		},
	);

	it('says so when a job still runs and it must not wait', async () => {
		api.running('r1');
		const { error } = await job('getResult', { parameters: { waitForCompletion: false } });
		expect(error?.message).toBe('The deAPI job has not finished yet');
		expect(error?.description).toContain('Request ID: r1');
	});

	it('keeps the others when one job is unknown, under Continue On Fail', async () => {
		api.done('r1');
		api.result('r1');
		// It might just not be known yet.
		api.gone('r2').persist();
		const { output } = await job('getResult', { items: ids('r1', 'r2'), node: { onError: 'continueRegularOutput' } });
		expect(output[0].json.status).toBe('done');
		expect(output[1].json.error).toMatchObject({ message: expect.stringContaining('Request not found.'), request_id: 'r2' });
	});
});
