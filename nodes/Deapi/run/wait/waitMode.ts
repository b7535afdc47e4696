import type { IExecuteFunctions } from 'n8n-workflow';

import type { Credentials } from '../../../shared/api/credentials';
import { InputError } from '../../../shared/n8n/inputError';
import { isPublicHttps } from '../../../shared/util/urls';
import { resumeUrl } from './parking';

/** How to wait, once "Automatic" has been decided. */
export interface Waiting {
	by: 'webhook' | 'polling' | 'nothing';
	/** Set when waiting by webhook. */
	webhookUrl?: string;
	/** Why Automatic did not choose the webhook. */
	hint?: string;
}

/** Decides how this run waits for its jobs. Throws before anything is sent when it cannot. */
export function chooseWaiting(context: IExecuteFunctions, credentials: Credentials): Waiting {
	const mode = String(context.getNodeParameter('waitMode', 0, 'automatic'));
	if (mode === 'dontWait') return { by: 'nothing' };
	if (mode === 'polling' || isTool(context)) return { by: 'polling' };

	const webhookUrl = resumeUrl(context);
	const obstacle = obstacleToWebhook(webhookUrl, credentials, mode === 'automatic');
	if (obstacle === undefined) return { by: 'webhook', webhookUrl };
	if (mode === 'automatic') return { by: 'polling', hint: `Polled for the result, because ${obstacle.because}. ${obstacle.remedy}` };
	throw new InputError('Wait Mode', `"Wait Mode" is Webhook, but ${obstacle.because}`, obstacle.remedy);
}

function obstacleToWebhook(
	webhookUrl: string,
	{ webhookSecret }: Credentials,
	mustBePublic: boolean,
): { because: string; remedy: string } | undefined {
	if (webhookSecret === '') {
		return {
			because: 'the deAPI credential has no "Webhook Secret"',
			remedy: 'Copy the secret from the deAPI dashboard, Settings > Webhooks, into the credential, or set "Wait Mode" to Polling.',
		};
	}
	const origin = new URL(webhookUrl).origin;
	if (!webhookUrl.startsWith('https:') || (mustBePublic && !isPublicHttps(webhookUrl))) {
		return {
			because: `deAPI calls back over public https only, and this n8n instance calls itself ${origin}`,
			remedy: 'Set WEBHOOK_URL to the public https address of this n8n instance to wait without polling.',
		};
	}
	return undefined;
}

/** An AI Agent cannot wait for a parked tool. */
function isTool(context: IExecuteFunctions): boolean {
	return context.isToolExecution?.() === true || context.getNode().type.endsWith('Tool');
}
