import { describe, expect, it } from 'vitest';

import { errorFromResponse } from '../../../../nodes/shared/api/errorResponse.ts';
import { toNodeError } from '../../../../nodes/shared/n8n/nodeError.ts';
import { deapiNode } from '../../../support/harness/contexts.mts';

const NOW = Date.parse('2026-09-27T12:00:00Z');
const PAGE = '<html><body>Something went wrong</body></html>';
const answer = (status: number, body: unknown = '', headers = {}) => errorFromResponse(status, headers, body, NOW);
/** What the user reads of it. */
const told = (...of: Parameters<typeof answer>) => {
	const { message, description } = toNodeError(deapiNode({}), answer(...of), 0, {
		width: 'Width',
		model: 'Model',
		diarize: 'Identify Speakers',
	});
	return [message, description];
};

describe('an answer of', () => {
	it.each<[number, unknown, string, RegExp]>([
		[400, { message: 'Odd.' }, 'deAPI answered with status 400: Odd.', /check the parameters of this node/],
		[401, { message: 'Unauthenticated.' }, 'deAPI did not accept the API key', /Check "API Key" in the deAPI credential/],
		[401, '', 'deAPI did not accept the API key', /Check "API Key"/],
		[402, {}, 'The balance of the deAPI account is too low', /Top up the account/],
		[403, { message: 'Suspended.' }, 'deAPI refused this account: Suspended.', /See the deAPI dashboard/],
		[
			404,
			{ message: 'No such job.' },
			'deAPI does not know what was asked for: No such job.',
			/Check the request ID, and "Base URL" and "API Version"/,
		],
		[404, { message: 'No such route.' }, 'deAPI does not know what was asked for: No such route.', /"API Version" of the credential/],
		[404, PAGE, 'deAPI does not know what was asked for: not found', /"API Version" of the credential/],
		[408, '', 'deAPI answered with status 408', /Try again later/],
		[
			410,
			{},
			"This call does not exist any more in this version of deAPI's API: gone",
			/Set "API Version" of the credential to v2, or use another operation/,
		],
		[410, PAGE, "This call does not exist any more in this version of deAPI's API: gone", /to v2/],
		[413, { message: 'Too much.' }, 'The file is too large for deAPI: Too much.', /Send a smaller file/],
		[413, PAGE, 'The file is too large for deAPI: payload too large', /Send a smaller file/],
		[422, {}, 'deAPI refused the request: validation failed', /Check the parameters of this node against the model/],
		[500, { message: 'Server Error' }, 'deAPI answered with status 500: Server Error', /Try again later, or look at status\.deapi\.ai/],
		[502, PAGE, 'deAPI answered with status 502', /status\.deapi\.ai/],
		[503, { message: 'Maintenance.' }, 'deAPI answered with status 503: Maintenance.', /status\.deapi\.ai/],
	])('status %i says what it is and what to do: %j', (status, body, message, remedy) => {
		expect(told(status, body)).toEqual([message, expect.stringMatching(remedy)]);
	});

	it.each([401, 403, 407, 429])('something in front of deAPI is told from its own, by the page that comes with %i', (status) => {
		const [message, description] = told(status, PAGE);
		expect(message).toBe('Something in front of deAPI refused this n8n');
		expect(description).toContain(`status ${status} instead of deAPI's own answer: a firewall or proxy may not like`);
		expect(answer(status, PAGE).details).toMatchObject({ accepted: 'no' });
		expect(answer(status, PAGE).details.limit).toBeUndefined();
	});

	it('something in front of deAPI may also say that nothing is behind it', () => {
		const [message, description] = told(503, PAGE);
		expect(message).toBe('Something in front of deAPI answered in its place');
		expect(description).toContain('deAPI may be down for the moment, or a firewall or proxy may want a browser');
		expect(answer(503, PAGE).details.accepted).toBe('unknown');
		expect(answer(503, PAGE, { 'retry-after': '5' }).details).toMatchObject({ accepted: 'no', retryAfter: 5 });
	});
});

describe('a refusal of what was asked for', () => {
	const refused = (message: string, errors?: unknown) => told(422, { message, errors });

	it('tells every field, and does not count them', () => {
		const errors = { width: ['Too small.'], steps: ['Too few.', 'Odd.'] };
		expect(refused('Too small. (and 2 more errors)', errors)).toEqual([
			'deAPI refused the request: Too small.',
			'"Width": Too small.\nsteps: Too few. Odd.',
		]);
		expect(refused('Too small. (and 1 more error)', errors)[0]).toBe('deAPI refused the request: Too small.');
	});

	it.each([
		[
			'of the plan',
			'This model is beyond your plan. Please upgrade to have it.',
			'Choose another model, or upgrade the plan of the account in the deAPI dashboard.',
		],
		['of what the model does', 'The selected model does not support this task.', 'Choose another one under "Model".'],
		['it is not known', 'There is no such model.', 'Choose another one under "Model".'],
	])('names the way out where the model is refused because %s', (_why, text, wayOut) => {
		expect(refused(text, { model: [text] })).toEqual([`deAPI refused the request: ${text}`, `"Model": ${text}\n${wayOut}`]);
	});

	it('names the way out where the model lacks a feature', () => {
		const text = "Model 'X' does not support speakers.";
		expect(refused(text, { diarize: [text] })[1]).toBe(
			`"Identify Speakers": ${text}\nChoose a model that can do this under "Model", or leave it out.`,
		);
	});

	it.each(Object.getOwnPropertyNames(Object.prototype))('calls a field by its own name where that is %s', (name) => {
		const errors = JSON.parse(`{${JSON.stringify(name)}:["Odd."]}`);
		expect(refused('Invalid.', errors)[1]).toBe(`${name}: Odd.`);
	});

	it('is read in the older shape as well', () => {
		const errors = [
			{ field: 'width', messages: ['Too small.'] },
			{ field: 'model', message: 'Gone.' },
		];
		expect(told(422, { data: null, message: 'Invalid.', errors, statusCode: 422 })).toEqual([
			'deAPI refused the request: Invalid.',
			'"Width": Too small.\n"Model": Gone.\nChoose another one under "Model".',
		]);
	});

	it('is about money where it says so', () => {
		const [message, description] = refused('Not enough. (and 1 more error)', { balance: ['Not enough balance.'], width: ['Odd.'] });
		expect(message).toBe('The balance of the deAPI account is too low: Not enough balance.');
		expect(description).toMatch(/\nTop up the account/);
	});

	it('keeps the reason that the API gives', () => {
		expect(answer(422, { message: 'Later.', error_reason: 'CAPACITY_UNAVAILABLE' }).details.reason).toBe('CAPACITY_UNAVAILABLE');
		for (const error_reason of [null, '', 7]) expect(answer(422, { error_reason }).details.reason).toBeUndefined();
	});
});

describe('a rate limit', () => {
	const limit = (headers: object, body: unknown = { message: 'Too Many Attempts.' }) => answer(429, body, headers).details.limit;

	it.each([
		['its type', { 'x-ratelimit-type': 'daily' }],
		['nothing being left of the day', { 'x-ratelimit-daily-remaining': '0', 'retry-after': '30' }],
		['nothing being left of the day, as a number', { 'x-ratelimit-daily-remaining': 0 }],
		['the length of the wait', { 'retry-after': '3601' }],
		['the length of the wait, as a date', { 'retry-after': 'Sun, 27 Sep 2026 14:00:00 GMT' }],
	])('is known to be of the day by %s', (_what, headers) => {
		expect(limit(headers)).toBe('daily');
		expect(told(429, {}, headers)).toEqual([
			'The daily limit of the deAPI plan is used up',
			expect.stringContaining('resets at 00:00 UTC'),
		]);
	});

	it.each([
		['nothing', {}],
		['its type', { 'x-ratelimit-type': 'minute', 'x-ratelimit-daily-remaining': '0', 'retry-after': '7200' }],
		['something being left of the day', { 'x-ratelimit-daily-remaining': '7', 'retry-after': '60' }],
		['no daily limit', { 'x-ratelimit-daily-remaining': null, 'x-ratelimit-remaining': '0', 'retry-after': '3600' }],
	])('is taken for that of the minute by %s', (_what, headers) => {
		expect(limit(headers)).toBe('minute');
		expect(told(429, {}, headers)).toEqual(['The rate limit of the deAPI plan is reached', expect.stringContaining('lower "Concurrency"')]);
	});

	it('is deAPI’s own where it counts requests, though a page comes with it', () => {
		expect(limit({ 'x-ratelimit-limit': '3', 'retry-after': '60' }, PAGE)).toBe('minute');
	});
});

describe('what the API repeats', () => {
	it('is told without what opens something', () => {
		const url = 'https://files.test/a.mp4?X-Amz-Signature=abc';
		const [message, description] = told(422, { message: `Cannot read ${url}`, errors: { width: [`Not ${url}`] } });
		expect(message).toBe('deAPI refused the request: Cannot read https://files.test/a.mp4?[hidden]');
		expect(description).toBe('"Width": Not https://files.test/a.mp4?[hidden]');
	});
});
