import { describe, expect, it } from 'vitest';

import { isModelUnavailable } from '../../../../../nodes/Deapi/run/submit/modelUnavailable.ts';
import { ApiError } from '../../../../../nodes/shared/api/errors.ts';

const said = (text: string) => new ApiError('Refused', { fields: [{ field: 'prompt', messages: [text] }] });

describe('another model may serve', () => {
	it.each([
		['the reason', new ApiError('It failed', { reason: 'CAPACITY_UNAVAILABLE' })],
		['the field', new ApiError('It failed', { fields: [{ field: 'model', messages: ['Odd.'] }] })],
		['the code', new ApiError('It failed', { code: 'model_unavailable' })],
		['the message', new ApiError('It failed: the model is currently unavailable')],
	])('by %s', (_what, error) => expect(isModelUnavailable(error)).toBe(true));

	it.each([
		'There is no capacity for this model right now.',
		'No GPU capacity is left',
		'no free capacity',
		'not enough worker capacity',
		'Insufficient GPU capacity.',
		'No workers available.',
		'No workers are available for this model',
		'no worker is currently available',
		'There are no available workers',
		'no idle GPUs',
		'All workers are busy.',
		'Our GPUs are currently at full capacity',
		'Capacity is currently unavailable',
		'capacity_unavailable',
	])('where workers are lacking: %s', (text) => expect(isModelUnavailable(said(text))).toBe(true));
});

describe('no other model would serve', () => {
	it.each([
		'The file exceeds the capacity of 20 MB.',
		'The input exceeds the context capacity of the model',
		'The request is beyond the capacity that your plan includes',
		'Insufficient storage capacity',
		'The worker gave up',
		'Worker failed to respond within the allowed time',
		'The node is not available in this region',
		'No such worker',
		'No source is available at this address',
		'You are busy: too many jobs at a time',
		'The video is unavailable',
	])('where something else is the matter: %s', (text) => expect(isModelUnavailable(said(text))).toBe(false));

	it.each(['TIMEOUT', 'PROCESSING_FAILED', 'SOURCE_PRIVATE', undefined])('for the reason %s', (reason) => {
		expect(isModelUnavailable(new ApiError('It failed', { reason, code: 'WORKER_ERROR' }))).toBe(false);
	});

	it('where deAPI said nothing', () => expect(isModelUnavailable(new Error('no capacity'))).toBe(false));
});
