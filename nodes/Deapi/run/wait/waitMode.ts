import type { IExecuteFunctions } from 'n8n-workflow';

import type { Credentials } from '../../../shared/api/credentials';
import { InputError } from '../../../shared/n8n/inputError';
import { isTool } from '../../../shared/n8n/tool';
import { isPublicHttps } from '../../../shared/util/urls';
import { toChoice } from '../../fields/values';
import { findCaller } from './callers';
import { callbackUrl, canPark } from './parking';

/** Where the API is to call back when a job has ended, and what it is to sign that with. */
export interface Callback {
	url: string;
	/** Not on version 1 of the API, which knows the account's only. */
	withOwnSecret: boolean;
}

/**
 * How to wait, once "Automatic" has been decided. `hint`, for the user: why Automatic did not choose the webhook, or what
 * the webhook means for whoever waits.
 */
export type Waiting =
	| { by: 'webhook'; callback: Callback; hint?: string }
	| { by: 'polling'; because: string; hint?: string }
	| { by: 'nothing' };

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
		return { by: 'webhook', callback: { url, withOwnSecret: credentials.apiVersion !== 'v1' }, ...(hint && { hint }) };
	}
	const { because, remedy } = obstacle;
	if (isAutomatic) {
		const hint = `Polled for the result, because ${because}. ${remedy}`;
		// An engine without hooks drops hints.
		if (!canPark(n8n)) n8n.logger.info(hint);
		return { by: 'polling', because, hint };
	}
	throw new InputError('Wait Mode', `"Wait Mode" is Webhook, but ${because}`, remedy);
}

function obstacleToWebhook(webhookUrl: string, { apiVersion, webhookSecret }: Credentials, mustBePublic: boolean): Obstacle | undefined {
	if (apiVersion === 'v1' && webhookSecret === '') {
		return {
			because: 'the deAPI credential has no "Webhook Secret"',
			remedy:
				'Version 1 of the API needs it: copy the secret from the deAPI dashboard, Settings > Webhooks, into the credential. Or set "API Version" there to v2, or "Wait Mode" to Polling.',
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
