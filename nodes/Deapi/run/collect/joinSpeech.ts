import type { IExecuteFunctions } from 'n8n-workflow';

import { ApiError } from '../../../shared/api/errors';
import { storedFile } from '../../../shared/files/storedFile';
import { safeFileName } from '../../../shared/media/fileName';
import type { FilePart } from '../../../shared/media/filePart';
import { nameOf } from '../../../shared/results/readResult';
import { joinSounds } from '../../../shared/sound/join';
import type { Joined } from '../../../shared/sound/join';
import { bodyLike } from '../../../shared/util/streamLike';
import type { TextExtent } from '../../fields/field';
import type { Operation } from '../../operations/operation';
import type { RunContext } from '../state/context';
import type { Collected, Whole } from './collectJob';

/** One file of the speech of all pieces. Where nothing was downloaded, the addresses of the pieces. */
export async function joinSpeech({ n8n, run }: RunContext<Operation>, pieces: Collected[]): Promise<Whole> {
	const { field } = run.output;
	const files = pieces.flatMap(({ result }) => result.binary?.[field] ?? []);
	if (files.length < pieces.length) return { json: {}, about: pieces.map(({ status }) => ({ result_url: status.resultUrl })) };

	const [{ job, part }] = pieces;
	const { pause } = part.piece!.extent as TextExtent;
	const [{ mimeType, fileExtension }] = files;
	const sounds: FilePart[] = [];
	for (const file of files) sounds.push(await storedFile(n8n, file));
	const joined = await joinSounds(sounds, pause);
	if (!joined) throw notAlike(pieces);
	const content = await asOne(sounds[0], joined);
	const binary = await n8n.helpers.prepareBinaryData(content, safeFileName(nameOf(job, part), fileExtension), mimeType);
	return { json: {}, binary: { [field]: binary }, about: joined.starts.map((start) => ({ start: Number(start.toFixed(3)) })) };
}

type Storable = Parameters<IExecuteFunctions['helpers']['prepareBinaryData']>[0];

/** As n8n stores it: as a stream where its own files come as streams. */
async function asOne(like: FilePart, { content }: Joined): Promise<Storable> {
	const source = await like.open();
	const chunks = content[Symbol.asyncIterator]();
	const body = await bodyLike(source, { next: async () => await chunks.next(), close: () => void chunks.return?.() });
	if ('destroy' in source && typeof source.destroy === 'function') source.destroy();
	return body as Storable;
}

function notAlike(pieces: Collected[]): ApiError {
	const requestIds = pieces.map(({ job }) => job.requestId).join(', ');
	return new ApiError('The pieces of the speech cannot be joined: their sounds are of different kinds', {
		description: `They are done and paid, and Job > Get Result fetches each: ${requestIds}. Choose a "Model" and no "Fallback Model Names or IDs", so that one makes them all.`,
	});
}
