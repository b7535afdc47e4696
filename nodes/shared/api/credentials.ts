import type { IExecuteFunctions } from 'n8n-workflow';

import type { Timing } from '../util/timing';
import { plainKey } from './apiKey';
import type { ApiVersion } from './endpoints';
import { ApiError } from './errors';

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
	apiVersion: ApiVersion;
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
	const { apiKey, webhookSecret, baseUrl, apiVersion } = await context.getCredentials(CREDENTIAL);
	const credentials: Credentials = {
		apiKey: plainKey(apiKey),
		webhookSecret: text(webhookSecret),
		baseUrl: (text(baseUrl) || DEFAULT_BASE_URL).replace(/\/+$/, ''),
		// Credentials that were saved before there was a choice have none.
		apiVersion: apiVersion === 'v1' ? 'v1' : 'v2',
	};
	assertOurs(credentials);
	ofRuns.set(context, credentials);
	secrets.set(credentialId(context), { secret: credentials.webhookSecret, readAt });
	return credentials;
}

/** Other services' keys and addresses, which people mix up; a request with them would come to nothing, or hand out the key. */
const FOREIGN_KEY = /^(sk-|hf_|r8_|gsk_|AIza|xai-)/;
const OTHER_DOORS = /^https?:\/\/(oai|mcp)\.deapi\.ai\b/i;

function assertOurs({ apiKey, baseUrl }: Credentials): void {
	if (OTHER_DOORS.test(baseUrl)) {
		throw new ApiError(`"Base URL" of the deAPI credential is ${baseUrl}, where deAPI speaks another language`, {
			accepted: 'no',
			description: `Use ${DEFAULT_BASE_URL}. The API key is the same.`,
		});
	}
	if (baseUrl === DEFAULT_BASE_URL && FOREIGN_KEY.test(apiKey)) {
		throw new ApiError('"API Key" of the deAPI credential is the key of another service', {
			accepted: 'no',
			description: 'Nothing was sent. Keys of deAPI are made in its dashboard under API Keys, and look like 123|aBcD….',
		});
	}
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
