import type { IBinaryData, IDataObject } from 'n8n-workflow';

import type { Api } from '../api/client';
import { ApiError } from '../api/errors';
import { noResult } from '../api/jobs';
import type { JobStatus } from '../api/jobs';
import { isRecord, parseJson } from '../util/json';
import { downloadResult } from './download';
import type { Download, DownloadContext } from './download';
import type { DownloadPolicy } from '../web/egress';
import type { ResultOptions } from './resultOptions';
import type { Segment } from './segment';
import { toSrt, toVtt } from './subtitles';
import { readTranscript } from './transcript';
import { readVectors } from './vectors';

/** What the job adds to an output item. */
export interface Result {
	json: IDataObject;
	binary?: Record<string, IBinaryData>;
}

export interface ReadOptions {
	options: ResultOptions;
	/** For each item that the job serves, how many of its results are the item's; undefined: all. */
	counts: Array<number | undefined>;
	/** Set where the address of the result does not come from the API itself. */
	policy?: DownloadPolicy;
}

const SUBTITLES: Record<string, { mimeType: string; write(segments: Segment[]): string }> = {
	srt: { mimeType: 'application/x-subrip', write: toSrt },
	vtt: { mimeType: 'text/vtt', write: toVtt },
};

/**
 * Downloads and reads what a finished job has made.
 *
 * @returns a result for each of the items that the job serves
 */
export async function readResult(
	api: Api<DownloadContext>,
	status: JobStatus,
	{ options, counts, policy }: ReadOptions,
): Promise<Result[]> {
	const content = await contentOf(api, status, options, policy);
	const { text } = content;
	const vectors = text !== undefined && ['any', 'vectors'].includes(options.result) ? readVectors(text) : undefined;
	if (vectors) return deal(vectors, counts, options.result === 'any' ? fileIn(content, options) : undefined);
	if (options.result === 'vectors') {
		throw new ApiError('deAPI sent no vectors that this node can read', {
			description: 'The job is done and paid: Job > Get Result fetches what deAPI has sent, as a file.',
		});
	}
	return [await readOne(api.context, status, content, options)];
}

async function readOne(context: DownloadContext, status: JobStatus, content: Download, options: ResultOptions): Promise<Result> {
	const { text } = content;
	const file = fileIn(content, options);
	if (text === undefined) return { json: {}, binary: file };
	if (options.result === 'text') return { json: { text, ...structureOf(text) }, binary: file };

	const { segments, ...transcript } = readTranscript(text);
	const language = transcript.language ?? languageIn(status);
	const subtitles = await writeSubtitles(context, status, segments, options.subtitles ?? []);
	const isMissing = !segments && (options.subtitles ?? []).length > 0;
	return {
		json: {
			...transcript,
			...(language !== undefined && { language }),
			...(segments && { segments: segments as unknown as IDataObject[] }),
			...(isMissing && { warning: `No subtitles: ${transcript.text === '' ? 'nothing is said' : 'the transcript has no time stamps'}` }),
		},
		binary: file || subtitles ? { ...file, ...subtitles } : undefined,
	};
}

/** Of the recording, where the transcript itself is plain text. */
function languageIn({ data: { transcription } }: JobStatus): string | undefined {
	const { language } = isRecord(transcription) ? transcription : {};
	return typeof language === 'string' && language !== '' ? language : undefined;
}

/** The job's file, and its text where it is one. A text may be in the status itself, without a file. */
async function contentOf(
	api: Api<DownloadContext>,
	status: JobStatus,
	options: ResultOptions,
	policy: DownloadPolicy | undefined,
): Promise<Download> {
	const { requestId, resultUrl, data } = status;
	const isText = ['text', 'transcript', 'vectors'].includes(options.result);
	const noFile = options.noTextFile === true || options.result === 'vectors';
	if (resultUrl === undefined && data.result !== undefined && data.result !== null) {
		const text = typeof data.result === 'string' ? data.result : JSON.stringify(data.result);
		const binary =
			isText && !noFile
				? await api.context.helpers.prepareBinaryData(Buffer.from(text), `${nameOf(requestId)}.txt`, 'text/plain')
				: undefined;
		return { text, binary };
	}
	const wanted = { asText: isText, noTextFile: noFile, policy };
	return await downloadResult(api, urlOf(status, options), nameOf(requestId), wanted);
}

function urlOf({ resultUrl, data }: JobStatus, { imageFormat }: ResultOptions): string {
	const others = isRecord(data.results_alt_formats) ? data.results_alt_formats : {};
	const other = imageFormat === undefined ? undefined : others[imageFormat];
	const url = typeof other === 'string' && other !== '' ? other : resultUrl;
	if (url !== undefined) return url;
	throw noResult();
}

/** Gives each item its vectors, in the order in which the texts were sent. */
function deal(vectors: number[][], counts: Array<number | undefined>, binary?: Result['binary']): Result[] {
	const expected = counts.includes(undefined) ? vectors.length : counts.reduce<number>((sum, count = 0) => sum + count, 0);
	if (vectors.length !== expected) {
		throw new ApiError(`deAPI sent ${vectors.length} vectors for ${expected} texts`, {
			description: 'The job is done and paid: Job > Get Result fetches what deAPI has sent.',
		});
	}
	let next = 0;
	return counts.map((count = expected) => {
		const embeddings = vectors.slice(next, next + count);
		next += count;
		return { json: { embeddings, dimensions: embeddings[0]?.length ?? 0 }, ...(binary && { binary }) };
	});
}

function fileIn({ binary }: Download, { field }: ResultOptions): Result['binary'] {
	return binary && { [field]: binary };
}

/** What a text holds that is JSON. */
function structureOf(text: string): IDataObject {
	const content = parseJson(text);
	return typeof content === 'object' && content !== null ? { content: content as IDataObject } : {};
}

async function writeSubtitles(
	context: DownloadContext,
	{ requestId }: JobStatus,
	segments: Segment[] | undefined,
	formats: string[],
): Promise<Result['binary']> {
	if (!segments || formats.length === 0) return undefined;
	const files: Record<string, IBinaryData> = {};
	for (const format of formats) {
		const { mimeType, write } = SUBTITLES[format];
		files[format] = await context.helpers.prepareBinaryData(Buffer.from(write(segments)), `${nameOf(requestId)}.${format}`, mimeType);
	}
	return files;
}

function nameOf(requestId: string): string {
	return `deapi-${requestId.slice(0, 8)}`;
}
