import type { IWebhookDescription } from 'n8n-workflow';

import { CALLBACK_PATH } from '../shared/webhook/callbackPath';

/**
 * Where the API calls a parked execution back: n8n's resume URL with a path of our own. Nothing is registered when a
 * workflow is published. Without that path, for executions that version 0.5.0 has parked.
 *
 * Kept out of the class: n8n's linter takes every webhook that stands there for one of a trigger
 * (docs/decisions/12-resume-webhooks-outside-the-class.md).
 */
export const resumeWebhooks: IWebhookDescription[] = [CALLBACK_PATH, ''].map((path) => ({
	name: 'default',
	httpMethod: 'POST',
	path,
	responseMode: 'onReceived',
	restartWebhook: true,
}));
