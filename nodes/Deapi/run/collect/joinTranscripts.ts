import { mergeTranscripts } from '../../../shared/results/mergeTranscripts';
import { nameOf } from '../../../shared/results/readResult';
import { writeSpoken } from '../../../shared/results/spoken';
import { toTimedText } from '../../../shared/results/timedText';
import type { Transcript } from '../../../shared/results/transcript';
import { safeFileName } from '../../../shared/media/fileName';
import { isTool } from '../../../shared/n8n/tool';
import type { RecordingExtent } from '../../fields/field';
import type { Operation } from '../../operations/operation';
import type { RunContext } from '../state/context';
import type { Collected, Whole } from './collectJob';

/** One transcript of the whole recording. Where nothing was downloaded, the addresses of the pieces. */
export async function joinTranscripts({ n8n, run }: RunContext<Operation>, pieces: Collected[]): Promise<Whole> {
	const { field, noDownload, noTextFile, subtitles = [] } = run.output;
	if (noDownload) return { json: {}, about: pieces.map(({ status }) => ({ result_url: status.resultUrl })) };

	const { segments, ...rest } = mergeTranscripts(
		pieces.map(({ part, result }) => ({ ...extentOf(part), transcript: result.json as unknown as Transcript })),
	);
	const [{ job, part }] = pieces;
	const { isUntimed } = extentOf(part);
	const transcript: Transcript = { ...rest, ...(segments && !isUntimed && { segments }) };
	const fileName = nameOf(job, part);
	const noFile = isTool(n8n);
	const text = Buffer.from(toTimedText(transcript));
	const file =
		noFile || noTextFile ? undefined : { [field]: await n8n.helpers.prepareBinaryData(text, safeFileName(fileName, 'txt'), 'text/plain') };
	const { json, binary } = await writeSpoken(n8n, transcript, { fileName, subtitles, noFile, file });
	return { json, ...(binary && { binary }), about: [] };
}

function extentOf({ piece }: Collected['part']): RecordingExtent {
	return piece!.extent as RecordingExtent;
}
