import type { IBinaryData } from 'n8n-workflow';

import type { Api } from '../api/client';
import { factsOf } from '../media/facts';
import { safeFileName } from '../media/fileName';
import type { FilePart } from '../media/filePart';
import { trouble } from './body';
import type { Body } from './body';
import type { EgressRules } from './egress';
import { openPersistently, useAddress } from './openAddress';
import type { Opened, WebContext } from './openAddress';
import { storedFile } from './storedFile';
import type { StoreContext } from './storedFile';

export interface RemoteContext extends WebContext {
	helpers: WebContext['helpers'] & StoreContext['helpers'];
}

/**
 * A file at an address, as a part of a request: looked at once, and fetched again whenever the part is sent, so that it is
 * never held in memory. Where the sender does not say how large it is, it goes into n8n's binary store first.
 *
 * @throws {ApiError} where it cannot be had, before anything is submitted
 */
export async function remoteFile(api: Api<RemoteContext>, address: string, rules: EgressRules): Promise<FilePart> {
	return await useAddress(api, address, rules, async (opened) => {
		const { size } = opened;
		if (size === undefined) return await storedFile(api.context, await keep(api.context, opened));
		let first: Body | Buffer | undefined = opened.whole;
		const again = async () => await fetchAgain(api, address, rules, size);
		const part: FilePart = {
			fileName: nameOf(opened.url),
			mimeType: opened.mimeType,
			size,
			open: async () => {
				const whole = first ?? (await again());
				first = undefined;
				return whole;
			},
			keep: async () => await storedFile(api.context, await keep(api.context, { ...opened, whole: await again() })),
		};
		// With what is open already.
		await factsOf(part);
		return part;
	});
}

async function keep(
	{ helpers }: RemoteContext,
	{ whole, url, mimeType }: Pick<Opened, 'mimeType' | 'url' | 'whole'>,
): Promise<IBinaryData> {
	return await helpers.prepareBinaryData(whole, nameOf(url), mimeType || undefined);
}

/** @throws {ApiError} also where it is not the file that was looked at */
async function fetchAgain(api: Api<RemoteContext>, address: string, rules: EgressRules, size: number): Promise<Body | Buffer> {
	const opened = await openPersistently(api, address, rules);
	if (opened.size === size) return opened.whole;
	opened.close();
	throw trouble(rules.wording, 'it has changed since it was looked at');
}

/** The last part of the path, which people name files by. */
function nameOf({ pathname }: URL): string {
	try {
		return safeFileName(decodeURIComponent(pathname));
	} catch {
		return safeFileName(pathname);
	}
}
