import type { IDataObject } from 'n8n-workflow';

import { dollars } from '../../../shared/util/dollars';
import type { Operation } from '../../operations/operation';
import type { RunContext } from '../state/context';
import type { Output } from '../state/finish';
import type { Collected } from './collectJob';
import { heldBy, madeBy } from './jobFacts';
import { joinSpeech } from './joinSpeech';
import { joinTranscripts } from './joinTranscripts';

/**
 * One output of all the pieces of an item.
 *
 * @throws {ApiError} naming the request IDs, where they do not go together
 */
export async function putTogether(ctx: RunContext<Operation>, pieces: Collected[]): Promise<Output['data']> {
	const [{ job }] = pieces;
	const isHeard = ctx.run.output.result === 'transcript';
	const { json, binary, about } = await (isHeard ? joinTranscripts(ctx, pieces) : joinSpeech(ctx, pieces));
	const told = pieces.map((piece, index) => ({ ...factsOf(piece), ...about[index] }));
	const prices = told.flatMap(({ price }) => (typeof price === 'number' ? price : []));
	const price = dollars(prices.reduce((sum, each) => sum + each, 0));
	return {
		json: {
			request_id: job.requestId,
			status: 'done',
			...(job.model !== undefined && { model: job.model }),
			...(prices.length === pieces.length && { price }),
			...json,
			pieces: told,
		},
		...(binary && { binary }),
	};
}

function factsOf({ job, part, charged }: Collected): IDataObject {
	const { price, model } = { ...madeBy(job, part), ...charged };
	return {
		request_id: job.requestId,
		...(model !== undefined && { model }),
		...heldBy(part.piece!.extent!),
		...(price !== undefined && { price }),
	};
}
