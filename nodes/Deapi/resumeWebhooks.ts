import type { IWebhookDescription } from 'n8n-workflow';

/**
 * Where the API calls a parked execution back: n8n's resume URL as it is, without a suffix, since on
 * newer n8n it ends in a signature. Nothing is registered when a workflow is published.
 *
 * Kept out of the class: n8n's linter takes every webhook that stands there for one of a trigger
 * (docs/decisions/12-resume-webhooks-outside-the-class.md).
 */
export const resumeWebhooks: IWebhookDescription[] = [
	{ name: 'default', httpMethod: 'POST', path: '', responseMode: 'onReceived', restartWebhook: true },
];
