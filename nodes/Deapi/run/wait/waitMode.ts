import type { IExecuteFunctions } from 'n8n-workflow';

import type { Credentials } from '../../../shared/api/credentials';
import { InputError } from '../../../shared/n8n/inputError';
import { isPublicHttps } from '../../../shared/util/urls';
import { callbackUrl } from './parking';

/** How to wait, once "Automatic" has been decided. `hint`: why Automatic did not choose the webhook, for the user. */
export type Waiting = { by: 'webhook'; url: string } | { by: 'polling'; because: string; hint?: string } | { by: 'nothing' };

/** Decides how this run waits for its jobs. Throws before anything is sent when it cannot. */
export function chooseWaiting(n8n: IExecuteFunctions, credentials: Credentials): Waiting {
	const mode = String(n8n.getNodeParameter('waitMode', 0, 'automatic'));
	if (mode === 'dontWait') return { by: 'nothing' };
	if (mode === 'polling') return { by: 'polling', because: '"Wait Mode" is Polling' };
	if (isTool(n8n)) return { by: 'polling', because: 'an AI Agent cannot wait for a parked tool' };

	const url = callbackUrl(n8n);
	const obstacle = (mode === 'automatic' && obstacleToParking(n8n)) || obstacleToWebhook(url, credentials, mode === 'automatic');
	if (!obstacle) return { by: 'webhook', url };
	const { because, remedy } = obstacle;
	if (mode === 'automatic') return { by: 'polling', because, hint: `Polled for the result, because ${because}. ${remedy}` };
	throw new InputError('Wait Mode', `"Wait Mode" is Webhook, but ${because}`, remedy);
}

interface Obstacle {
	because: string;
	remedy: string;
}

/** A workflow that is called for each item gets the result of one parked execution only; on n8n 1.x it gets its own input. */
function obstacleToParking(n8n: IExecuteFunctions): Obstacle | undefined {
	if (n8n.getMode() !== 'integrated') return undefined;
	return {
		because: 'another workflow waits for this one, and may not get the result of an execution that sleeps',
		remedy: 'Nothing needs to be done.',
	};
}

function obstacleToWebhook(webhookUrl: string, { webhookSecret }: Credentials, mustBePublic: boolean): Obstacle | undefined {
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

function isTool(n8n: IExecuteFunctions): boolean {
	return n8n.isToolExecution?.() === true || n8n.getNode().type.endsWith('Tool');
}
