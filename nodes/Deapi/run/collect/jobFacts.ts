import type { IDataObject } from 'n8n-workflow';

import type { JobStatus } from '../../../shared/api/jobs';
import { dollars, dollarShares } from '../../../shared/util/dollars';
import type { Job, JobPart, Piece } from '../state/run';

/** What the node knows of a job beyond what the API says: which of its item's jobs it is, what made it, and for how much. */
export function madeBy({ model, madeWith }: Pick<Job, 'madeWith' | 'model'>, { piece, price }: JobPart): IDataObject {
	return { ...(model !== undefined && { model }), ...madeWith, ...(piece && numbered(piece)), ...(price !== undefined && { price }) };
}

/** What the API has charged for each item of a job takes the place of what it was asked for beforehand, or null. */
export function charges({ parts }: Job, { data: { price } }: JobStatus): IDataObject[] {
	if (typeof price !== 'number') return parts.map(() => ({}));
	if (parts.length === 1) return [{ price: dollars(price * (parts[0].share ?? 1)) }];
	const shares = parts.flatMap(({ share }) => share ?? []);
	if (shares.length < parts.length) return parts.map(({ price: asked }) => ({ price: asked }));
	return dollarShares(price, shares).map((each) => ({ price: each }));
}

function numbered({ index, of, extent }: Piece): IDataObject {
	if (!extent) return { variation: index + 1 };
	return { piece: index + 1, pieces: of, ...heldBy(extent) };
}

/** What a piece holds, for the output. */
export function heldBy(extent: NonNullable<Piece['extent']>): IDataObject {
	return 'characters' in extent ? { characters: extent.characters } : { start: extent.start, end: extent.end };
}
