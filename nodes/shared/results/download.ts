import type { IBinaryData, IExecuteFunctions, IN8nHttpFullResponse } from 'n8n-workflow';

import type { Api, ApiContext } from '../api/client';
import { errorFromNetwork } from '../api/errorResponse';
import { ApiError, isPassing } from '../api/errors';
import { abandon, assertDownloadable, assertPublicPeer, assertPublicTarget, assertSize, limitSize } from '../web/egress';
import type { EgressContext, Incoming, DownloadPolicy } from '../web/egress';

export interface DownloadContext extends ApiContext {
	helpers: ApiContext['helpers'] & EgressContext['helpers'] & Pick<IExecuteFunctions['helpers'], 'binaryToBuffer' | 'prepareBinaryData'>;
}

export interface Download {
	binary?: IBinaryData;
	/** What the file says, where it is a text. */
	text?: string;
}

export interface DownloadOptions {
	/** The file is a text, whatever the storage says of it. */
	asText?: boolean;
	/** Leaves the file of a text out. */
	noTextFile?: boolean;
	/** Set where the API itself has not just named the address. */
	policy?: DownloadPolicy;
}

type Body = Exclude<Parameters<DownloadContext['helpers']['binaryToBuffer']>[0], Buffer>;

const ATTEMPTS = 3;
/** Types whose second half is no extension. */
const EXTENSIONS: Record<string, string> = { 'text/plain': 'txt', 'audio/mpeg': 'mp3', 'video/quicktime': 'mov' };

const IDLE_TIMEOUT = 300_000;

/**
 * Streams a result into n8n's binary store, without the API key: the storage is another origin, and
 * the URL is signed. A download that breaks off is repeated.
 *
 * @param baseName file name without extension; the URL's own name is a storage key that says nothing
 * @throws {ApiError} with status 403 or 404 when the signed URL has expired
 */
export async function downloadResult(
	api: Api<DownloadContext>,
	address: string,
	baseName: string,
	options: DownloadOptions = {},
): Promise<Download> {
	const { policy } = options;
	const url = policy ? await assertPublicTarget(api.context, address, policy) : assertDownloadable(address);
	const { signal, timing } = api;
	for (let attempt = 1; ; attempt++) {
		const result = await tryDownload(api, url, baseName, options);
		if (!(result instanceof ApiError)) return result;

		if (!isPassing(result) || attempt >= ATTEMPTS || signal?.aborted) throw result;
		await timing.sleep((result.details.retryAfter ?? 2 ** (attempt - 1)) * 1000, signal);
	}
}

async function tryDownload(
	{ context, signal }: Api<DownloadContext>,
	url: URL,
	baseName: string,
	options: DownloadOptions,
): Promise<Download | ApiError> {
	const { policy } = options;
	let response: IN8nHttpFullResponse;
	try {
		response = (await context.helpers.httpRequest({
			url: url.href,
			// As it is: packed, neither its size nor the connection could be judged.
			headers: policy && { 'Accept-Encoding': 'identity' },
			encoding: 'stream',
			returnFullResponse: true,
			ignoreHttpStatusErrors: true,
			disableFollowRedirect: true,
			timeout: IDLE_TIMEOUT,
			abortSignal: signal,
		})) as IN8nHttpFullResponse;
	} catch (error) {
		const { code } = errorFromNetwork(error).details;
		return tryAgainLater('the storage could not be reached', code);
	}
	const stream = response.body as Body & Incoming;
	if (policy) assertPublicPeer(context, stream, url, policy);
	if (response.statusCode >= 300) {
		abandon(stream);
		return new ApiError(`The result could not be downloaded: the storage answered with status ${response.statusCode}`, {
			status: response.statusCode,
			description: 'Signed result URLs expire. The job is done and paid; its request ID gives a fresh URL.',
		});
	}
	if (policy) assertSize(stream, response.headers['content-length'], policy);
	const excess = policy && limitSize(stream, policy);
	const mimeType = String(response.headers['content-type'] ?? '').split(';')[0] || undefined;
	try {
		return await store(context, stream, fileName(baseName, url, mimeType), mimeType, options);
	} catch {
		// Node.js also reports an answer that ends short of its Content-Length.
		const error = excess?.();
		if (!error) return tryAgainLater('the connection broke off');
		throw error;
	}
}

async function store(
	{ helpers }: DownloadContext,
	stream: Body,
	name: string,
	mimeType: string | undefined,
	{ asText, noTextFile }: DownloadOptions,
): Promise<Download> {
	if (!asText && !isText(mimeType)) return { binary: await helpers.prepareBinaryData(stream, name, mimeType) };
	const content = await helpers.binaryToBuffer(stream);
	const text = content.toString('utf8');
	return noTextFile ? { text } : { text, binary: await helpers.prepareBinaryData(content, name, mimeType) };
}

function tryAgainLater(why: string, code?: string): ApiError {
	return new ApiError(`The result could not be downloaded: ${why}`, {
		code,
		description: 'The job is done and paid. Fetch its result again with the request ID.',
	});
}

/** Texts are held in memory: a transcript of ten hours has less than 1 MB, 2,048 vectors have about 40. */
function isText(mimeType = ''): boolean {
	return mimeType.startsWith('text/') || mimeType === 'application/json';
}

function fileName(baseName: string, url: URL, mimeType: string | undefined): string {
	const extension = /\.([a-z0-9]{2,5})$/i.exec(url.pathname)?.[1] ?? EXTENSIONS[String(mimeType)] ?? mimeType?.split('/')[1];
	return extension ? `${baseName}.${extension.toLowerCase()}` : baseName;
}
