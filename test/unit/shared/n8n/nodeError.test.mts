import { NodeApiError, NodeOperationError } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';

import { errorFromNetwork } from '../../../../nodes/shared/api/errorResponse.ts';
import { ApiError } from '../../../../nodes/shared/api/errors.ts';
import { InputError } from '../../../../nodes/shared/n8n/inputError.ts';
import { toNodeError } from '../../../../nodes/shared/n8n/nodeError.ts';
import { deapiNode } from '../../../support/harness/contexts.mts';

const node = deapiNode({});

describe('toNodeError', () => {
	it('makes an InputError an operation error of the item', () => {
		const error = toNodeError(node, new InputError('Width', '"Width" is odd', 'Use an even one.'), 3);
		expect(error).toBeInstanceOf(NodeOperationError);
		expect(error).toMatchObject({ message: '"Width" is odd', description: 'Use an even one.', context: { itemIndex: 3 } });
	});

	it('makes an ApiError an API error with status, request ID and code', () => {
		const error = toNodeError(node, new ApiError('It failed', { status: 500, requestId: 'r1', code: 'X', description: 'Try again.' }), 0);
		expect(error).toBeInstanceOf(NodeApiError);
		expect(error).toMatchObject({
			message: 'It failed',
			description: 'Try again.',
			httpCode: '500',
			context: { itemIndex: 0, requestId: 'r1', errorCode: 'X' },
		});
	});

	it.each(['ECONNRESET', 'ECONNREFUSED', 'ETIMEDOUT', 'ENOTFOUND'])(
		'keeps its words where n8n wraps it once more, as for AI Agents: %s',
		(code) => {
			const error = toNodeError(node, errorFromNetwork(Object.assign(new Error('x'), { code })));
			expect(error.description).toContain(code);
			expect(new NodeOperationError(node, error).message).toBe('deAPI could not be reached');
		},
	);

	it('calls a refused field what the user calls it', () => {
		const fields = [
			{ field: 'negative_prompt', messages: ['Too short.', 'Too rude.'] },
			{ field: 'images.0', messages: ['Too big.'] },
			{ field: 'unheard_of', messages: ['Odd.'] },
		];
		const labels = { negative_prompt: 'Negative Prompt', images: 'Input Data Field Name' };
		expect(toNodeError(node, new ApiError('Invalid', { fields }), 0, labels).description).toBe(
			'"Negative Prompt": Too short. Too rude.\n"Input Data Field Name": Too big.\nunheard_of: Odd.',
		);
	});

	it('keeps a message in which n8n would see an error code of Node.js', () => {
		expect(toNodeError(node, new ApiError('The SUPEREPERMIT model is gone')).message).toBe('The SUPEREPERMIT model is gone');
	});

	it('leaves what is n8n’s own error as it is', () => {
		const own = new NodeOperationError(node, 'own');
		expect(toNodeError(node, own)).toBe(own);
	});

	it('turns anything else into an operation error', () => {
		expect(toNodeError(node, 'a string')).toMatchObject({ name: 'NodeOperationError', message: 'a string' });
	});
});
