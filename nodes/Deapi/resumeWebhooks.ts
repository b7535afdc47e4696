import type { IWebhookDescription } from 'n8n-workflow';

/**
 * Where the API calls a parked execution back: n8n's resume URL as it is, without a suffix, since on
 * newer n8n it ends in a signature. Nothing is registered when a workflow is published.
 */
export const resumeWebhooks: IWebhookDescription[] = [
	{ name: 'default', httpMethod: 'POST', path: '', responseMode: 'onReceived', restartWebhook: true },
];
