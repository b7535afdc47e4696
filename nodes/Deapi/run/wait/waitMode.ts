import type { IExecuteFunctions } from 'n8n-workflow';

import type { Credentials } from '../../../shared/api/credentials';
import { InputError } from '../../../shared/n8n/inputError';
import { isTool } from '../../../shared/n8n/tool';
import { isPublicHttps } from '../../../shared/util/urls';
import { toChoice } from '../../fields/values';
import { findCaller } from './callers';
import { callbackUrl } from './parking';

/**
 * How to wait, once "Automatic" has been decided. `hint`, for the user: why Automatic did not choose the webhook, or what
 * the webhook means for whoever waits.
 */
export type Waiting = { by: 'webhook'; url: string; hint?: string } | { by: 'polling'; because: string; hint?: string } | { by: 'nothing' };

const MODES = ['automatic', 'dontWait', 'polling', 'webhook'] as const;

interface Obstacle {
	because: string;
	remedy: string;
}

/** Decides how this run waits for its jobs. Throws before anything is sent when it cannot. */
export function chooseWaiting(n8n: IExecuteFunctions, credentials: Credentials): Waiting {
	const mode = toChoice('Wait Mode', n8n.getNodeParameter('waitMode', 0, MODES[0]) ?? MODES[0], MODES);
	if (mode === 'dontWait') return { by: 'nothing' };
	if (mode === 'polling') return { by: 'polling', because: '"Wait Mode" is Polling' };
	const isAutomatic = mode === 'automatic';
	const caller = findCaller(n8n);
	// As a tool, Webhook is not offered.
	if (caller && isTool(n8n)) return { by: 'polling', because: caller.because };

	const url = callbackUrl(n8n);
	const isRefused = caller && (isAutomatic || !caller.isAnsweredLater);
	const obstacle = isRefused
		? { because: caller.because, remedy: isAutomatic ? 'Nothing needs to be done.' : 'Set it to Automatic or Polling.' }
		: obstacleToWebhook(url, credentials, isAutomatic);
	if (!obstacle) {
		const hint = caller && `The execution sleeps until deAPI calls back, but ${caller.because}. Polling answers more surely.`;
		return { by: 'webhook', url, ...(hint && { hint }) };
	}
	const { because, remedy } = obstacle;
	if (isAutomatic) return { by: 'polling', because, hint: `Polled for the result, because ${because}. ${remedy}` };
	throw new InputError('Wait Mode', `"Wait Mode" is Webhook, but ${because}`, remedy);
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
