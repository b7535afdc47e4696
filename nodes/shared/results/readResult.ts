import type { IDataObject } from 'n8n-workflow';

import type { Api } from '../api/client';
import { ApiError } from '../api/errors';
import { noResult } from '../api/jobs';
import type { JobStatus } from '../api/jobs';
import { safeFileName } from '../media/fileName';
import { isRecord } from '../util/json';
import { downloadResult } from './download';
import type { Download, DownloadContext, DownloadPolicy } from './download';
import { isMediaResult } from './expected';
import type { Result } from './result';
import { resultOfJobType } from './resultOptions';
import type { ResultKind, ResultOptions } from './resultOptions';
import { writeSpoken } from './spoken';
import { structureIn } from './structure';
import { isTranscript, readTranscript } from './transcript';
import { readVectors } from './vectors';

/** What of a job is an item's. */
export interface Part {
	/** How many of its results; undefined: all. */
	count?: number;
	/** What its files are to be called, if anything else than the job. */
	fileName?: string;
}

export interface ReadOptions {
	options: ResultOptions;
	/** Of each item that the job serves. */
	parts: Part[];
	/** As the API names it, where that is not in the status. */
	jobType?: unknown;
	/** False where the job was made without time stamps: what looks like one is part of the text then. */
	isTimed?: boolean;
	/** Leaves all files out, not texts: n8n hands none to an AI Agent. What can be no text is not even fetched. */
	noFile?: boolean;
	/** Set where the address of the result does not come from the API itself. */
	policy?: DownloadPolicy;
}

/**
 * Downloads and reads what a finished job has made.
 *
 * @returns a result for each of the items that the job serves
 * @throws {ApiError}
 */
export async function readResult(api: Api<DownloadContext>, status: JobStatus, reading: ReadOptions): Promise<Result[]> {
	const { options, parts } = reading;
	const kind = options.result === 'any' ? resultOfJobType(reading.jobType ?? status.data.job_type) : options.result;
	const content = await contentOf(api, status, kind, reading);
	const { text } = content;
	const file = content.binary && { [options.field]: content.binary };
	if (text === undefined) return [{ json: {}, binary: file }];

	const vectors = vectorsIn(text, kind);
	if (vectors) return deal(vectors, parts, options.result === 'any' ? file : undefined);
	if (kind === 'vectors') {
		throw new ApiError('deAPI sent no vectors that this node can read', {
			description: 'The job is done and paid: Job > Get Result fetches what deAPI has sent, as a file.',
		});
	}
	if (kind === 'transcript' || (kind === 'any' && isTranscript(text)))
		return [await readSpoken(api.context, status, content, reading, file)];
	const structure = structureIn(text);
	return [{ json: { text, ...(structure && { content: structure as IDataObject }) }, binary: file }];
}

/** Of a text that may be anything, rows of a few numbers are none: they may be places in a picture. */
const FEWEST_DIMENSIONS = 64;

function vectorsIn(text: string, kind: ResultKind): number[][] | undefined {
	if (kind !== 'vectors' && kind !== 'any') return undefined;
	const vectors = readVectors(text);
	return vectors && (kind === 'vectors' || vectors[0].length >= FEWEST_DIMENSIONS) ? vectors : undefined;
}

async function readSpoken(
	context: DownloadContext,
	status: JobStatus,
	{ text = '' }: Download,
	{ options, parts: [part], isTimed, noFile }: ReadOptions,
	file: Result['binary'],
): Promise<Result> {
	const transcript = readTranscript(text, { isTimed });
	const language = transcript.language ?? languageIn(status);
	const { subtitles = [] } = options;
	return await writeSpoken(context, { ...transcript, language }, { subtitles, noFile, fileName: nameOf(status, part), file });
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
	kind: ResultKind,
	{ options, parts: [part], noFile, policy }: ReadOptions,
): Promise<Download> {
	const { resultUrl, data } = status;
	const fileName = nameOf(status, part);
	const noTextFile = options.noTextFile === true || options.result === 'vectors';
	if (resultUrl === undefined && data.result !== undefined && data.result !== null) {
		const text = typeof data.result === 'string' ? data.result : JSON.stringify(data.result);
		const keepsFile = options.result !== 'any' && !noTextFile && !noFile;
		const binary = keepsFile
			? await api.context.helpers.prepareBinaryData(Buffer.from(text), safeFileName(fileName, 'txt'), 'text/plain')
			: undefined;
		return { text, binary };
	}
	const url = urlOf(status, options);
	if (noFile && isMediaResult(kind)) return {};
	return await downloadResult(api, url, { result: kind, fileName, noFile, noTextFile, policy });
}

function urlOf({ resultUrl, data }: JobStatus, { imageFormat }: ResultOptions): string {
	const others = isRecord(data.results_alt_formats) ? data.results_alt_formats : {};
	const other = imageFormat === undefined ? undefined : others[imageFormat];
	const url = typeof other === 'string' && other !== '' ? other : resultUrl;
	if (url !== undefined) return url;
	throw noResult();
}

/** Gives each item its vectors, in the order in which the texts were sent. */
function deal(vectors: number[][], parts: Part[], binary?: Result['binary']): Result[] {
	const counts = parts.map(({ count }) => count);
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

/** The request ID is the only thing that tells a file from those of all other jobs. An event may name anything. */
export function nameOf({ requestId }: Pick<JobStatus, 'requestId'>, { fileName = '' }: Part = {}): string {
	return fileName || `deapi-${requestId.replace(/[^\w-]+/g, '_')}`;
}
