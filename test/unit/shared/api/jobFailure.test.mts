import { describe, expect, it } from 'vitest';

import { jobFailure } from '../../../../nodes/shared/api/jobFailure.ts';

const failed = (data: object) => jobFailure({ requestId: 'r1', state: 'failed', data: { status: 'error', ...data } });
const LEAST = { error_code: null, error_message: null, error_reason: null, retryable: null, refunded: null };

describe('the message of a failed job', () => {
	it.each([
		['a sentence', { error_message: 'The worker gave up.', error_code: 'WORKER_ERROR' }, ': The worker gave up (WORKER_ERROR)'],
		[
			'a sentence, and a reason',
			{ error_message: 'It is gone', error_reason: 'SOURCE_PRIVATE', error_code: 'PROCESSING_ERROR' },
			': It is gone (SOURCE_PRIVATE)',
		],
		['a reason', { error_reason: 'SOURCE_PRIVATE' }, ': the source is private or no longer there (SOURCE_PRIVATE)'],
		[
			'a known word',
			{ error_message: 'age-restricted', error_reason: 'SOURCE_RESTRICTED' },
			': the source or the result is age-restricted (SOURCE_RESTRICTED)',
		],
		[
			'a known word, in older answers',
			{ error_message: 'context-exceeded', error_code: 'PROCESSING_ERROR' },
			': the input is longer than the model can take (PROCESSING_ERROR)',
		],
		['a known word alone', { error_message: 'worker-error' }, ': the worker broke down'],
		['an unknown word, and a reason', { error_message: 'gpu-on-fire', error_reason: 'TIMEOUT' }, ': it took too long (TIMEOUT)'],
		['an unknown word alone', { error_message: 'gpu-on-fire' }, ': gpu on fire'],
		['an unknown reason', { error_reason: 'EATEN_BY_DOG', error_code: 'WORKER_TIMEOUT' }, ': the worker took too long (EATEN_BY_DOG)'],
		['an unknown reason alone', { error_reason: 'EATEN_BY_DOG' }, ': the worker could not finish it (EATEN_BY_DOG)'],
		[
			'a reason that says little',
			{ error_reason: 'PROCESSING_FAILED', error_code: 'WORKER_TIMEOUT' },
			': the worker took too long (PROCESSING_FAILED)',
		],
		['a code', { error_code: 'WORKER_TIMEOUT' }, ': the worker took too long (WORKER_TIMEOUT)'],
		['an unknown code', { error_code: 'E7' }, ': (E7)'],
		['nothing', {}, ''],
	])('has words first, out of %s', (_what, data, said) => {
		expect(failed({ ...LEAST, ...data }).message).toBe(`The deAPI job failed${said}`);
	});

	it.each(['constructor', 'toString', '__proto__'])('takes no name for a cause that is none: %s', (name) => {
		const { message, details } = failed({ error_reason: name, error_code: name, error_message: name });
		expect(message).toContain(`(${name})`);
		expect(details.description).toBe('Use other input, or another model. Running it again may work. Request ID: r1');
	});
});

describe('what to do about a failed job', () => {
	const description = (data: object) => failed({ ...LEAST, ...data }).details.description;

	it('is told in order: the way out, whether again, the money, the request ID', () => {
		const data = { error_reason: 'SOURCE_DOWNLOAD_FAILED', retryable: true, refunded: true };
		expect(description(data)).toBe(
			'See whether a browser can open it without signing in, or pass it as a file. Running it again may work. deAPI gave the money back. Request ID: r1',
		);
	});

	it.each([
		['may succeed again, by the API', { error_reason: 'SOURCE_PRIVATE', retryable: true }, /Running it again may work\./],
		['would fail again, by the API', { error_reason: 'TIMEOUT', retryable: false }, /The same request would fail again\./],
		['may succeed again, by its code', { error_code: 'WORKER_TIMEOUT' }, /Running it again may work\./],
		['may succeed again, where nothing is known', {}, /Running it again may work\./],
		['says nothing certain of money', { refunded: false }, /If deAPI took money for it, it did not give it back\./],
	])('says that it %s', (_what, data, text) => expect(description(data)).toMatch(text));

	it('claims nothing that is not known', () => {
		expect(description({ error_reason: 'SOURCE_PRIVATE' })).not.toMatch(/again|money/);
	});

	it.each([
		'AGE_RESTRICTED',
		'CAPACITY_UNAVAILABLE',
		'CONTEXT_LENGTH_EXCEEDED',
		'INPUT_TOO_LARGE',
		'INVALID_INPUT',
		'PROCESSING_ERROR',
		'PROCESSING_FAILED',
		'SOURCE_DOWNLOAD_FAILED',
		'SOURCE_PRIVATE',
		'SOURCE_RESTRICTED',
		'SOURCE_UNPROCESSABLE',
		'TIMEOUT',
		'WORKER_ERROR',
		'WORKER_TIMEOUT',
	])('is known of %s, and does not contradict the API', (name) => {
		const text = description({ error_reason: name, retryable: false })!;
		expect(text).toMatch(/^[A-Z][^.]{10,}/);
		expect(text).not.toMatch(/run it again|may work/i);
	});
});

it('keeps what the API says of a failed job for those who branch on it', () => {
	const data = { error_code: 'PROCESSING_ERROR', error_reason: 'TIMEOUT', retryable: false, refunded: true };
	expect(failed(data).details).toMatchObject({
		code: 'PROCESSING_ERROR',
		reason: 'TIMEOUT',
		retryable: false,
		refunded: true,
		requestId: 'r1',
	});
	expect(failed({ ...LEAST, retryable: 'false', refunded: 1 }).details).toMatchObject({ retryable: undefined, refunded: undefined });
});
