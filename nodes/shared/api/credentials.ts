import type { IExecuteFunctions } from 'n8n-workflow';

import type { Timing } from '../util/timing';

export const CREDENTIAL = 'deApi';
const DEFAULT_BASE_URL = 'https://api.deapi.ai';

/** What reading the credential needs of n8n; execute, webhook and load-options contexts all have it. */
export interface CredentialContext {
	getCredentials: IExecuteFunctions['getCredentials'];
	getNode: IExecuteFunctions['getNode'];
}

export interface Credentials {
	apiKey: string;
	webhookSecret: string;
	baseUrl: string;
}

const SECRET_LIFETIME = 60_000;

/** By the run of a node that has read them. */
const ofRuns = new WeakMap<CredentialContext, Credentials>();
/** By the credential's ID. */
const secrets = new Map<string, { secret: string; readAt: number }>();

/** Read once for each run of a node: n8n takes a query and a decryption every time, and many items ask often. */
export async function getCredentials(context: CredentialContext, timing: Timing): Promise<Credentials> {
	const known = ofRuns.get(context);
	if (known) return known;
	const readAt = timing.now();
	const { apiKey, webhookSecret, baseUrl } = await context.getCredentials(CREDENTIAL);
	const credentials = {
		apiKey: text(apiKey),
		webhookSecret: text(webhookSecret),
		baseUrl: (text(baseUrl) || DEFAULT_BASE_URL).replace(/\/+$/, ''),
	};
	ofRuns.set(context, credentials);
	secrets.set(credentialId(context), { secret: credentials.webhookSecret, readAt });
	return credentials;
}

/**
 * The webhook secret, if anything has read the credential within the last minute: n8n takes tens of
 * milliseconds for that, which no answer to a callback should wait for. Where there are many callbacks, the
 * runs that they start read it often enough.
 */
export function recentSecret(context: CredentialContext, timing: Timing): string | undefined {
	const known = secrets.get(credentialId(context));
	return known && timing.now() <= known.readAt + SECRET_LIFETIME ? known.secret : undefined;
}

export function credentialId(context: CredentialContext): string {
	return context.getNode().credentials?.[CREDENTIAL]?.id ?? '';
}

function text(value: unknown): string {
	return typeof value === 'string' ? value.trim() : '';
}
