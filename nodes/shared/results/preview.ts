import type { IBinaryData } from 'n8n-workflow';

import type { Api } from '../api/client';
import { ApiError } from '../api/errors';
import type { Body } from '../files/body';
import { dataUriFile, isDataUri } from '../files/dataUri';
import type { EgressRules } from '../files/egress';
import { useAddress } from '../files/openAddress';
import type { WebContext } from '../files/openAddress';
import { safeFileName } from '../media/fileName';
import { formatOf, HEAD } from '../media/format';
import { MEGABYTE } from '../util/bytes';
import { withoutSecrets } from '../util/secrets';
import { parseUrl } from '../util/urls';

/** The picture itself, or why there is none. */
export interface Preview {
	file?: IBinaryData;
	problem?: string;
}

const RULES: EgressRules = {
	// The API itself has just named the address.
	reach: 'secure',
	largest: 20 * MEGABYTE,
	sizeMayBeUnknown: true,
	// There will be another one soon.
	attempts: 1,
	wording: {
		what: 'The preview',
		sender: 'the storage',
		whereTo: 'Previews are downloaded from https addresses only.',
		later: 'Ask for the job again.',
		smaller: 'Wait for the result.',
	},
};

export function isAddress(preview: string): boolean {
	return /^https?:$/.test(parseUrl(preview)?.protocol ?? '');
}

/**
 * What a job shows of its result, as a file: it may be an address, a data: URI, or base64 alone (docs/api.md#job-status).
 * It is no more than a courtesy: whatever is wrong with it is told, and never thrown.
 */
export async function fetchPreview(api: Api<WebContext>, preview: string, fileName: string): Promise<Preview> {
	try {
		return { file: isAddress(preview) ? await download(api, preview, fileName) : await decode(api.context, preview, fileName) };
	} catch (error) {
		return { problem: withoutSecrets((error as Error).message) };
	}
}

async function download(api: Api<WebContext>, address: string, fileName: string): Promise<IBinaryData> {
	return await useAddress(api, address, RULES, async ({ head, whole }) => await keep(api.context, head, whole, fileName));
}

async function decode(context: WebContext, preview: string, fileName: string): Promise<IBinaryData> {
	const content = await dataUriFile(isDataUri(preview) ? preview : `data:;base64,${preview}`)?.open();
	if (!Buffer.isBuffer(content)) throw new ApiError('The preview cannot be read');
	return await keep(context, content.subarray(0, HEAD), content, fileName);
}

async function keep({ helpers }: WebContext, head: Buffer, content: Body | Buffer, fileName: string): Promise<IBinaryData> {
	const format = formatOf(head);
	if (format?.kind !== 'image') throw new ApiError('The preview is no image');
	return await helpers.prepareBinaryData(content, safeFileName(fileName, format.extension), format.mimeType);
}
