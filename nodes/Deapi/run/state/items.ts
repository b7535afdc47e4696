import type { Job, JobPart, PieceId } from './run';

/** Orders requests, jobs and what comes out as their items come in. */
export function byItem(a: PieceId, b: PieceId): number {
	return a.itemIndex - b.itemIndex || indexOf(a) - indexOf(b);
}

export function byFirstItem({ parts: [a] }: Job, { parts: [b] }: Job): number {
	return byItem(a, b);
}

/** Of a piece within its item, from 0. An item that has no pieces is its own. */
export function indexOf({ piece }: PieceId): number {
	return piece?.index ?? 0;
}

/** Whether it is a piece of a whole, which is of no use without the others. */
export function isOfWhole({ piece }: PieceId): boolean {
	return piece?.extent !== undefined;
}

/** The parts that still are what their items ask for. */
export function currentParts({ parts }: Pick<Job, 'parts'>): JobPart[] {
	return parts.filter(({ outdated }) => !outdated);
}

/** e.g. "Piece 3 of 12"; undefined of an item that has no pieces. */
export function titleOf(id: PieceId): string | undefined {
	const { piece } = id;
	return piece && `${isOfWhole(id) ? 'Piece' : 'Variation'} ${piece.index + 1} of ${piece.of}`;
}

/** The same of several jobs, by item. */
export function partsByItem(jobs: Job[]): Map<number, JobPart[]> {
	const items = new Map<number, JobPart[]>();
	for (const part of jobs.flatMap(currentParts)) {
		const parts = items.get(part.itemIndex);
		if (parts) parts.push(part);
		else items.set(part.itemIndex, [part]);
	}
	return items;
}
