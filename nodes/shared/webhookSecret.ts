import type { IWebhookFunctions } from 'n8n-workflow';

import { CREDENTIAL, getCredentials } from './client';
import type { Timing } from './timing';

const LIFETIME = 60_000;
/** One that is older is read again, so that callbacks that come all the time never wait for it. */
const RENEWAL_AGE = 20_000;
/** n8n takes tens of milliseconds to read a credential, which the answer under way is not to wait for either. */
const UNTIL_ANSWERED = 1_000;

/** By credential. */
const known = new Map<string, { secret: string; readAt: number }>();
const ongoing = new Map<string, Promise<string>>();

/** The webhook secret as it was read within the last minute, if it was. */
export function recentSecret(context: IWebhookFunctions, timing: Timing): string | undefined {
	return ageOf(context, timing) > LIFETIME ? undefined : known.get(idOf(context))?.secret;
}

/** The present webhook secret, empty where there is none. Many deliveries at once share one reading. */
export async function readSecret(context: IWebhookFunctions, timing: Timing): Promise<string> {
	const id = idOf(context);
	const shared = ongoing.get(id);
	if (shared) return await shared;
	const readAt = timing.now();
	const reading = getCredentials(context).then(({ webhookSecret: secret }) => {
		if (secret === '') known.delete(id);
		else known.set(id, { secret, readAt });
		return secret;
	});
	ongoing.set(id, reading);
	return await reading.finally(() => ongoing.delete(id));
}

/** Reads the webhook secret after the answer, where that is due. */
export async function renewSecret(context: IWebhookFunctions, timing: Timing): Promise<void> {
	if (ageOf(context, timing) <= RENEWAL_AGE) return;
	await timing.sleep(UNTIL_ANSWERED);
	if (ageOf(context, timing) <= RENEWAL_AGE) return;
	try {
		await readSecret(context, timing);
	} catch {
		// The next delivery that needs it will tell.
	}
}

function ageOf(context: IWebhookFunctions, timing: Timing): number {
	return timing.now() - (known.get(idOf(context))?.readAt ?? -Infinity);
}

function idOf(context: IWebhookFunctions): string {
	return context.getNode().credentials?.[CREDENTIAL]?.id ?? '';
}
