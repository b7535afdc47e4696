import type { IBinaryData } from 'n8n-workflow';

import type { Api } from '../api/client';
import { errorFromNetwork } from '../api/errorResponse';
import { ApiError } from '../api/errors';
import type { Body } from '../files/body';
import { trouble } from '../files/body';
import type { EgressRules } from '../files/egress';
import { useAddress } from '../files/openAddress';
import type { Opened, WebContext } from '../files/openAddress';
import { safeFileName } from '../media/fileName';
import { formatOf } from '../media/format';
import type { Format } from '../media/format';
import { isPrivateBase } from '../util/urls';
import { foreign, isTextResult } from './expected';
import type { ResultKind } from './resultOptions';

export type DownloadContext = WebContext;

export interface Download {
	binary?: IBinaryData;
	/** What the file says, where it is a text. */
	text?: string;
}

/** Where a result's address comes out of a webhook. A signature says who sent it, not where it leads. */
export interface DownloadPolicy {
	/** The credential's. If it is not public itself, the results need not be either. */
	baseUrl: string;
	/** Bytes that a result may have. */
	largest?: number;
}

export interface DownloadOptions {
	/** What the job makes: anything else is not its result. */
	result: ResultKind;
	/** What the file is called; the extension follows its content. */
	fileName: string;
	/** Fetches texts alone. */
	noFile?: boolean;
	/** Leaves the file of a text out. */
	noTextFile?: boolean;
	/** Set where the API itself has not just named the address. */
	policy?: DownloadPolicy;
}

const WORDING = {
	what: 'The result',
	sender: 'the storage',
	whereTo: 'Results are downloaded from public https addresses only, unless the "Base URL" of the deAPI credential is a private one.',
	later: 'The job is done and paid. Job > Get Result fetches it by its request ID, at a fresh address.',
	smaller: 'Raise "Maximum File Size (MB)", or fetch it with Job > Get Result, which has no limit.',
};

/** Types that say nothing of a file. */
const GENERIC = /^(|\*\/\*|(application|binary)\/(octet-stream|x-download|force-download))$/;

/**
 * Streams a result into n8n's binary store, without the API key: the storage is another origin, and the URL is signed. What
 * breaks off, stalls, or is not what the job makes, is fetched again.
 *
 * @throws {ApiError} with status 403 or 404 when the signed URL has expired
 */
export async function downloadResult(api: Api<DownloadContext>, address: string, options: DownloadOptions): Promise<Download> {
	return await useAddress(api, address, rulesFor(options), async (opened, isLast) => {
		const format = formatOf(opened.head);
		const sent = { ...opened, format };
		const isText = isTextResult(options.result, sent);
		const instead = foreign(options.result, sent);
		// Of a recording without words, there may be nothing to say.
		const isNothing = isLast && isText && opened.head.length === 0 && options.result !== 'vectors';
		if (instead && !isNothing) throw trouble(WORDING, `the storage sent ${instead} in its place`);
		if (isText) return await keepText(api.context, opened, format, options);
		return options.noFile ? {} : { binary: await store(api.context, opened.whole, nameAndType(opened, format, options)) };
	});
}

function rulesFor({ policy }: DownloadOptions): EgressRules {
	const reach = policy && !isPrivateBase(policy.baseUrl) ? 'public' : 'secure';
	return { reach, largest: policy?.largest, wording: WORDING };
}

/** Texts are held in memory: a transcript of ten hours has less than 1 MB, 2,048 vectors have about 40. */
async function keepText(context: DownloadContext, opened: Opened, format: Format | undefined, options: DownloadOptions): Promise<Download> {
	const content = Buffer.isBuffer(opened.whole) ? opened.whole : await context.helpers.binaryToBuffer(opened.whole);
	const text = content.toString('utf8');
	if (options.noTextFile || options.noFile) return { text };
	return { text, binary: await store(context, content, nameAndType(opened, format ?? PLAIN, options)) };
}

const PLAIN: Pick<Format, 'extension' | 'mimeType'> = { extension: 'txt', mimeType: 'text/plain' };

interface NameAndType {
	name: string;
	mimeType?: string;
}

/** As its content says. What that leaves open, the storage and the address may know. */
function nameAndType(
	{ url, mimeType }: Opened,
	format: Pick<Format, 'extension' | 'mimeType'> | undefined,
	{ fileName }: DownloadOptions,
): NameAndType {
	const said = GENERIC.test(mimeType) ? undefined : mimeType;
	const extension = format?.extension ?? /\.([a-z0-9]{2,5})$/i.exec(url.pathname)?.[1].toLowerCase();
	return { name: safeFileName(fileName, extension), mimeType: format?.mimeType ?? said };
}

/** @throws {ApiError} that calls trouble of n8n's own by its name; fetching the result again would not help */
async function store({ helpers }: DownloadContext, content: Body | Buffer, { name, mimeType }: NameAndType): Promise<IBinaryData> {
	// Settled: docs/decisions/15-settle-instead-of-rethrow.md.
	const [stored] = await Promise.allSettled([helpers.prepareBinaryData(content, name, mimeType)]);
	if (stored.status === 'fulfilled') return stored.value;
	const { code } = errorFromNetwork(stored.reason).details;
	throw new ApiError(`n8n could not store the result${code ? ` (${code})` : ''}: ${(stored.reason as Error).message}`, {
		status: 200,
		code,
		description: `Check the binary data storage of this n8n instance: disk space, permissions, or the object storage. ${WORDING.later}`,
	});
}
