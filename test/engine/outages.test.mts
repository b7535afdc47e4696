import nock from 'nock';
import { beforeEach, describe, expect, it } from 'vitest';

import { forgetCatalog } from '../../nodes/shared/api/models.ts';
import { api } from '../support/harness/api.mts';
import { API, BASE_URL } from '../support/harness/contexts.mts';
import { generate, prepareModels, prompts, skipSleep } from '../support/harness/engine.mts';

const GOING_ON = { onError: 'continueRegularOutput' } as const;
const many = prompts(...Array.from({ length: 50 }, (_, index) => `p${index}`));

type Answer = (request: nock.Interceptor) => nock.Scope;
const network =
	(code: string): Answer =>
	(request) =>
		request.replyWithError(Object.assign(new Error(code), { code }));
const status =
	(code: number): Answer =>
	(request) =>
		request.reply(code, {});

/** How often something is asked for while it gives this answer. */
function counting(request: nock.Interceptor, answer: Answer): () => number {
	let asked = 0;
	const scope = answer(request).persist();
	scope.on('request', () => asked++);
	return () => asked;
}

const errorsOf = (run: Awaited<ReturnType<typeof generate>>) =>
	run.output.map(({ json }) => json.error as { message: string; description: string });

describe('a catalog that cannot be had', () => {
	beforeEach(() => {
		skipSleep();
		forgetCatalog();
	});

	it.each([
		['answers with 500', status(500), 4],
		['hangs', network('ETIMEDOUT'), 4],
		['cannot be reached', network('ECONNREFUSED'), 4],
		['refuses the key', status(401), 1],
	])('is asked for once by all items: the API %s', async (_what, answer, times) => {
		const asked = counting(nock(BASE_URL).get(`${API}/models`).query(true), answer);
		const run = await generate({}, { items: many, node: GOING_ON, parameters: { waitMode: 'dontWait' } });
		expect(errorsOf(run).filter(({ message }) => /^deAPI /.test(message)).length).toBe(50);
		expect(asked()).toBe(times);
	});

	it('is asked for again by the next try', async () => {
		nock(BASE_URL).get(`${API}/models`).query(true).times(4).reply(500, {});
		api.models();
		api.submit('/images/generations', 'r1');
		const node = { retryOnFail: true, maxTries: 2, waitBetweenTries: 1 };
		const { output } = await generate({}, { node, parameters: { waitMode: 'dontWait' } });
		expect(output[0].json.request_id).toBe('r1');
	});
});

describe.each([
	['hangs', network('ETIMEDOUT')],
	['cannot be reached', network('ECONNREFUSED')],
	['has nothing behind its gateway', status(502)],
])('where the API %s', (_what, answer) => {
	beforeEach(prepareModels);

	it('prices are not asked for by one item after the other', async () => {
		const asked = counting(nock(BASE_URL).post(`${API}/images/generations/price`), answer);
		const run = await generate({ maximumPrice: 1 }, { items: many, node: GOING_ON });
		expect(asked()).toBe(4);
		const [first, ...others] = errorsOf(run);
		expect(others.length).toBe(49);
		expect(first.description).not.toContain('not tried');
		expect(others.every(({ message }) => message === first.message)).toBe(true);
		expect(
			others.every(({ description }) => description.startsWith('This item was not tried, since deAPI was down for another one.')),
		).toBe(true);
	});
});

describe('what need not hold for all', () => {
	beforeEach(prepareModels);

	it.each([
		['a price', 500, 4],
		['a price', 422, 1],
		['a price', 401, 1],
	])('%s that fails with %i is asked for by every item', async (_what, code, times) => {
		const asked = counting(nock(BASE_URL).post(`${API}/images/generations/price`), status(code));
		await generate({ maximumPrice: 1 }, { items: prompts('a', 'b', 'c'), node: GOING_ON });
		expect(asked()).toBe(3 * times);
	});

	it('submissions go on after one that is in doubt', async () => {
		api.refuse('/images/generations', 502);
		api.submit('/images/generations', 'r2');
		const run = await generate({}, { items: prompts('a', 'b'), node: GOING_ON, parameters: { waitMode: 'dontWait' } });
		expect(run.output.map(({ json }) => json.request_id)).toEqual([undefined, 'r2']);
	});
});

describe('where no submission reaches the API', () => {
	beforeEach(prepareModels);

	it('the first tells, and none is in doubt', async () => {
		const asked = counting(nock(BASE_URL).post(`${API}/images/generations`), network('ECONNREFUSED'));
		const run = await generate({}, { items: many, node: GOING_ON, parameters: { waitMode: 'dontWait' } });
		expect(asked()).toBe(4);
		expect(errorsOf(run).every(({ message }) => message === 'deAPI could not be reached')).toBe(true);
	});
});
