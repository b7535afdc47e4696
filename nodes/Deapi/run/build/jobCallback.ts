import { randomBytes } from 'crypto';

import type { Credentials } from '../../../shared/api/credentials';
import type { RequestBody } from '../../../shared/api/requestBody';
import { InputError } from '../../../shared/n8n/inputError';

/** What a secret of a job may have, in characters: docs/api.md#signature. */
const [SHORTEST_SECRET, LONGEST_SECRET] = [32, 255];
const DRAWN_BYTES = 32;

/** Where the API is to call back when a job has ended, and what it is to sign that with: if nothing, with the account's secret. */
export interface JobCallback {
	url: string;
	secret?: string;
}

/** A secret that nobody can guess, and that is used for one job only. */
export function drawSecret(): string {
	return randomBytes(DRAWN_BYTES).toString('hex');
}

/**
 * A callback to an address of the user's own. It is signed with the secret of the credential, so that a trigger with the same
 * credential can verify it, whatever the account knows.
 *
 * @throws {InputError} where the API would not take the secret
 */
export function callbackOfUser(url: string | undefined, { apiVersion, webhookSecret }: Credentials): JobCallback | undefined {
	if (url === undefined) return undefined;
	if (apiVersion === 'v1' || webhookSecret === '') return { url };
	const { length } = webhookSecret;
	if (length < SHORTEST_SECRET || length > LONGEST_SECRET) {
		throw new InputError(
			'Callback URL',
			`"Webhook Secret" of the deAPI credential must have ${SHORTEST_SECRET} to ${LONGEST_SECRET} characters to sign calls to "Callback URL"`,
			'Copy the whole secret from the deAPI dashboard, Settings > Webhooks, into the credential, or empty "Webhook Secret" there: then deAPI signs with what the account knows.',
		);
	}
	return { url, secret: webhookSecret };
}

/** The API's fields for it. */
export function callbackFields({ url, secret }: JobCallback): RequestBody {
	return { webhook_url: url, ...(secret !== undefined && { webhook_secret: secret }) };
}
