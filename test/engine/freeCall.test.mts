import nock from 'nock';
import { beforeEach, describe, expect, it } from 'vitest';

import { forgetCatalog } from '../../nodes/shared/api/models.ts';
import { catalog } from '../support/emulator/catalog.mts';
import { api } from '../support/harness/api.mts';
import { API, BASE_URL } from '../support/harness/contexts.mts';
import { generate, ids, job, RETRYING, skipSleep } from '../support/harness/engine.mts';
import { nameOf } from '../support/harness/operationName.mts';
import { byName } from '../support/harness/operations.mts';
import { WorkflowRun } from '../support/harness/workflow.mts';

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

	it('tells why a job has failed without what opens something', async () => {
		const said = 'Key 12|abcdefGHIJKLmnop34 of https://a.test/b?sig=x';
		for (const field of ['error', 'error_message']) {
			api.says('r1', { status: 'error', [field]: said });
			expect((await job('get', { node: RETRYING })).output[0].json.error_message).toBe('Key [hidden] of https://a.test/b?[hidden]');
		}
	});

	it.each([
		['', '"Request ID" is empty'],
		['../models', '"Request ID" is "../models", which is not a request ID'],
	])('refuses the request ID %j', async (id, message) => {
		expect((await job('get', { items: ids(id) })).error?.message).toBe(message);
	});
});

describe('Account > Get Balance', () => {
	const balance = async (answer: object) => {
		nock(BASE_URL).get(`${API}/account/balance`).reply(200, answer);
		return await new WorkflowRun({ parameters: { resource: 'account', operation: 'getBalance' } }).start();
	};

	it.each([[{ data: { balance: 4.5 } }], [{ balance: '4.50' }], [{ data: { balance: 4.5 }, success: false }]])(
		'puts out the number that %j says',
		async (answer) => expect((await balance(answer)).output[0].json.balance).toBe(4.5),
	);

	it.each([
		[{ success: false, message: 'Maintenance' }, 'deAPI answered with an error: Maintenance'],
		[{ message: 'Maintenance' }, 'deAPI answered with an error: Maintenance'],
		[{}, 'deAPI did not say what the balance is'],
		[[], 'deAPI did not say what the balance is'],
		[{ data: {} }, 'deAPI did not say what the balance is'],
		[{ data: null }, 'deAPI did not say what the balance is'],
		[{ data: { balance: null } }, 'deAPI did not say what the balance is'],
		[{ data: { balance: '' } }, 'deAPI did not say what the balance is'],
		[{ data: { balance: 'much' } }, 'deAPI did not say what the balance is'],
		[{ data: { balance: '1e999' } }, 'deAPI did not say what the balance is'],
		[{ data: { balance: [4] } }, 'deAPI did not say what the balance is'],
		[{ data: { balance: true } }, 'deAPI did not say what the balance is'],
	])('takes %j for an error, which it says with a way out', async (answer, message) => {
		const { error } = await balance(answer);
		expect(error?.message).toBe(message);
		expect(error?.description).toContain('Try again later');
	});
});

describe('what a workflow does to the models that it was given', () => {
	/** As a Code node may, in the same process: everything in place, at every depth. */
	function spoil(value: unknown): void {
		if (typeof value !== 'object' || value === null) return;
		for (const entry of Object.values(value)) spoil(entry);
		for (const key of Object.keys(value)) (value as Record<string, unknown>)[key] = 'spoilt';
		if (!Array.isArray(value)) Object.assign(value, { width: 256, height: 256, spoilt: true });
	}

	const operations = [...byName.values()].filter(({ kind, resource }) => kind === 'freeCall' && resource === 'model');
	const models = async ({ resource, value: operation }: (typeof operations)[number]) =>
		await new WorkflowRun({
			items: [{ json: {} }, { json: {} }],
			parameters: { resource, operation, modelSlug: 'Flux1schnell', returnAll: true },
		}).start();

	it.each(operations.map((operation) => [nameOf(operation), operation] as const))(
		'changes nothing for others, nor for its other items: %s',
		async (_name, operation) => {
			forgetCatalog();
			api.models();
			const first = await models(operation);
			const second = structuredClone(first.output.map(({ json }) => json));
			const half = first.output.length / 2;
			for (const { json } of first.output.slice(0, half)) spoil(json);
			expect(first.output.slice(half).map(({ json }) => json)).toEqual(second.slice(half));
			expect((await models(operation)).output.map(({ json }) => json)).toEqual(second);

			const { defaults } = catalog.find(({ slug }) => slug === 'Flux1schnell')!.info as { defaults: Record<string, number> };
			api.submit('/images/generations', 'r1', (body) => body.width === defaults.width && body.height === defaults.height);
			const { output } = await generate({}, { parameters: { model: 'Flux1schnell', waitMode: 'dontWait' } });
			expect(output[0].json.request_id).toBe('r1');
		},
	);
});
