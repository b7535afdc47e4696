import type { IBinaryData, IDataObject } from 'n8n-workflow';

import { safeFileName } from '../media/fileName';
import type { DownloadContext } from './download';
import type { Result } from './result';
import type { Segment } from './segment';
import { toSrt, toVtt } from './subtitles';
import type { Transcript } from './transcript';

const SUBTITLES: Record<string, { mimeType: string; write(segments: Segment[]): string }> = {
	srt: { mimeType: 'application/x-subrip', write: toSrt },
	vtt: { mimeType: 'text/vtt', write: toVtt },
};

interface SpokenFiles {
	/** Without an ending. */
	fileName: string;
	/** `srt` and `vtt`. */
	subtitles: string[];
	/** Writes no files. */
	noFile?: boolean;
	/** The transcript's own. */
	file?: Result['binary'];
}

/** What comes out of a transcript: what was said, and its files. */
export async function writeSpoken(
	context: DownloadContext,
	{ segments, language, text }: Transcript,
	{ fileName, subtitles, noFile, file }: SpokenFiles,
): Promise<Result> {
	const files = noFile ? undefined : await writeSubtitles(context, fileName, segments, subtitles);
	const isMissing = !segments && subtitles.length > 0;
	return {
		json: {
			text,
			...(language !== undefined && { language }),
			...(segments && { segments: segments as unknown as IDataObject[] }),
			...(isMissing && { warning: `No subtitles: ${text === '' ? 'nothing is said' : 'the transcript has no time stamps'}` }),
		},
		binary: file || files ? { ...file, ...files } : undefined,
	};
}

async function writeSubtitles(
	context: DownloadContext,
	fileName: string,
	segments: Segment[] | undefined,
	formats: string[],
): Promise<Result['binary']> {
	if (!segments || formats.length === 0) return undefined;
	const files: Record<string, IBinaryData> = {};
	for (const format of formats) {
		const { mimeType, write } = SUBTITLES[format];
		files[format] = await context.helpers.prepareBinaryData(Buffer.from(write(segments)), safeFileName(fileName, format), mimeType);
	}
	return files;
}
