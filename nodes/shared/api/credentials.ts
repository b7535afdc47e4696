import type { ICredentialDataDecryptedObject, IExecuteFunctions } from 'n8n-workflow';

import { RecentMap } from '../util/recentMap';
import type { Timing } from '../util/timing';
import { accessOf } from './access';
import type { Access } from './access';
import type { ApiVersion } from './endpoints';

export const CREDENTIAL = 'deApi';

/** What reading the credential needs of n8n; execute, webhook and load-options contexts all have it. */
export interface CredentialContext {
	getCredentials: IExecuteFunctions['getCredentials'];
	getNode: IExecuteFunctions['getNode'];
	/** Older versions of n8n have none. */
	getExecutionContext?: IExecuteFunctions['getExecutionContext'];
}

export interface Credentials extends Access {
	webhookSecret: string;
	apiVersion: ApiVersion;
	/** Whose live updates there are; empty where none are wanted. */
	clientId: string;
}

/** By the run of a node that has read them. */
const ofRuns = new WeakMap<CredentialContext, Credentials>();
/** By the credential's ID. */
const secrets = new RecentMap<string>({ lifetime: 60_000, most: 1_000 });

/**
 * Read once for each run of a node: n8n takes a query and a decryption every time, and many items ask often.
 *
 * @throws {ApiError} where a request with them would come to nothing, or hand out the key
 */
export async function getCredentials(context: CredentialContext, timing: Timing): Promise<Credentials> {
	const known = ofRuns.get(context);
	if (known) return known;
	const { webhookSecret, apiVersion, clientId, ...raw } = await read(context, timing);
	const credentials: Credentials = {
		...accessOf(raw),
		webhookSecret,
		// Credentials that were saved before there was a choice have none.
		apiVersion: apiVersion === 'v1' ? 'v1' : 'v2',
		clientId: plainClientId(clientId),
	};
	ofRuns.set(context, credentials);
	return credentials;
}

/** The webhook secret alone: what else is wrong with the credential must not keep deliveries from being verified. */
export async function getWebhookSecret(context: CredentialContext, timing: Timing): Promise<string> {
	return (await read(context, timing)).webhookSecret;
}

async function read(context: CredentialContext, timing: Timing): Promise<ICredentialDataDecryptedObject & { webhookSecret: string }> {
	const readAt = timing.now();
	const raw = await context.getCredentials(CREDENTIAL);
	const webhookSecret = typeof raw.webhookSecret === 'string' ? raw.webhookSecret.trim() : '';
	const id = sharedId(context);
	if (id !== undefined) secrets.set(id, webhookSecret, readAt);
	return { ...raw, webhookSecret };
}

/** n8n may hand over a number, and documents write the name of its channel. */
function plainClientId(given: unknown): string {
	return (typeof given === 'string' || typeof given === 'number' ? String(given) : '').trim().replace(/^(private-)?client\./, '');
}

/**
 * The webhook secret, if anything has read the credential within the last minute: n8n takes tens of
 * milliseconds for that, which no answer to a callback should wait for. Where there are many callbacks, the
 * runs that they start read it often enough.
 */
export function recentSecret(context: CredentialContext, timing: Timing): string | undefined {
	const id = sharedId(context);
	return id === undefined ? undefined : secrets.get(id, timing.now());
}

/**
 * By which what was read of the credential is good for other runs, too; undefined where it is not: n8n may keep one for
 * each person under the same ID, and read that of whoever the execution belongs to.
 */
export function sharedId(context: CredentialContext): string | undefined {
	const isPersonal = context.getExecutionContext?.()?.credentials !== undefined;
	return isPersonal ? undefined : (context.getNode().credentials?.[CREDENTIAL]?.id ?? undefined);
}
