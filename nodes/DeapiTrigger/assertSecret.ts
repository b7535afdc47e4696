import { NodeOperationError } from 'n8n-workflow';
import type { IHookFunctions } from 'n8n-workflow';

import { getCredentials } from '../shared/api/credentials';
import { toNodeError } from '../shared/n8n/nodeError';
import { realTiming } from '../shared/util/timing';
import type { Timing } from '../shared/util/timing';

/**
 * Keeps a trigger from starting that could not verify a single event: it would refuse them all, and ten refusals in a row
 * switch off the webhooks of the whole account (docs/api.md#deliveries).
 *
 * @throws {NodeOperationError}
 */
export async function assertSecret(context: IHookFunctions, timing: Timing = realTiming): Promise<void> {
	// Settled: docs/decisions/15-settle-instead-of-rethrow.md.
	const [read] = await Promise.allSettled([getCredentials(context, timing)]);
	if (read.status === 'rejected') throw toNodeError(context.getNode(), read.reason);
	if (read.value.webhookSecret !== '') return;
	throw new NodeOperationError(context.getNode(), 'The deAPI credential has no "Webhook Secret", which this trigger needs', {
		description:
			'Copy the secret from the deAPI dashboard, Settings > Webhooks, into the credential. Without it every event would be refused, and after ten refusals deAPI switches off the webhooks of the whole account.',
	});
}
