import { HookContext } from 'n8n-core';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';

import { DeapiTrigger } from '../../../nodes/DeapiTrigger/DeapiTrigger.node.ts';
import { additionalData, triggerNode, WEBHOOK_SECRET, workflowOf } from '../../support/harness/contexts.mts';

/** What n8n does when the workflow is published, and when somebody listens for a test event. */
async function activate(credentials: Record<string, string>, mode: 'manual' | 'trigger' = 'trigger') {
	const node = triggerNode({ node: { credentials: { deApi: { id: `activate-${Math.random()}`, name: 'deAPI' } } } });
	const context = new HookContext(workflowOf([node]), node, additionalData({ credentials }), mode, 'activate');
	context.getNodeWebhookUrl = () => 'https://n8n.example.com/webhook/1/webhook';
	const [result] = await Promise.allSettled([new DeapiTrigger().webhookMethods.default.create.call(context)]);
	return result.status === 'rejected' ? (result.reason as NodeApiError | NodeOperationError) : result.value;
}

describe('the trigger', () => {
	it('starts with a webhook secret', async () => {
		expect(await activate({ webhookSecret: WEBHOOK_SECRET })).toBe(true);
	});

	it.each(['manual', 'trigger'] as const)('does not start without one, since every event would be refused: %s', async (mode) => {
		for (const webhookSecret of ['', ' ']) {
			const error = (await activate({ webhookSecret }, mode)) as NodeOperationError;
			expect(error).toBeInstanceOf(NodeOperationError);
			expect(error.message).toBe('The deAPI credential has no "Webhook Secret", which this trigger needs');
			expect(error.description).toContain('Settings > Webhooks');
			expect(error.description).toContain('switches off the webhooks of the whole account');
		}
	});

	it('says what is wrong with the credential otherwise', async () => {
		const error = (await activate({ webhookSecret: WEBHOOK_SECRET, baseUrl: 'https://mcp.deapi.ai' })) as NodeApiError;
		expect(error).toBeInstanceOf(NodeApiError);
		expect(error.message).toContain('"Base URL" of the deAPI credential');
	});

	it('says so beforehand, in its notice', () => {
		const [notice] = new DeapiTrigger().description.properties;
		expect(notice).toMatchObject({ type: 'notice', displayName: expect.stringContaining('this trigger does not start') });
	});
});
