import type { Failure, ItemHistory, PieceHistory, PieceId, Run } from './run';

const NOTHING: ItemHistory = Object.freeze({});

/** What has happened to an item or, where one is named, to a piece of it. */
export function historyOf({ items }: Run, { itemIndex, piece }: PieceId): ItemHistory {
	const item = items[itemIndex] ?? NOTHING;
	return (piece ? item.pieces?.[piece.index] : item) ?? NOTHING;
}

export function remember(run: Run, id: PieceId, what: ItemHistory): void {
	const { itemIndex, piece } = id;
	const known = { ...historyOf(run, id), ...what };
	const { pieces } = run.items[itemIndex] ?? NOTHING;
	run.items[itemIndex] = piece ? { ...run.items[itemIndex], pieces: { ...pieces, [piece.index]: known } } : known;
}

/** What has happened to an item, and to each of its pieces. */
export function historiesOf({ items }: Run, itemIndex: number): PieceHistory[] {
	const item = items[itemIndex];
	return item ? [item, ...Object.values(item.pieces ?? {})] : [];
}

export function failuresOf(run: Run): Failure[] {
	return Object.keys(run.items).flatMap((itemIndex) => historiesOf(run, Number(itemIndex)).flatMap(({ failure }) => failure ?? []));
}

/** Whether a failed submission may have been accepted and billed all the same. */
export function isInDoubt({ fingerprint }: Failure): boolean {
	return fingerprint !== undefined;
}

/** Where a piece becomes an item without pieces, or the other way round, what has happened to it goes along. */
export function moveHistory(run: Run, id: PieceId): void {
	const { itemIndex, piece } = id;
	const item = run.items[itemIndex];
	const index = piece?.index ?? 0;
	const from = item?.pieces?.[index] ?? (index === 0 ? item : undefined);
	if (!from) return;
	const { failure, failedJobs, downModels } = from;
	if (from === item) for (const key of ['failure', 'failedJobs', 'downModels'] as const) delete item[key];
	if (!piece) delete item.pieces;
	remember(run, id, {
		...(failure && { failure: { ...failure, piece } }),
		...(failedJobs && { failedJobs }),
		...(downModels && { downModels }),
	});
}

/** Forgets why a piece has failed, whether or not the item was in pieces then. */
export function forgetFailure({ items }: Run, itemIndex: number, index: number): void {
	delete items[itemIndex]?.pieces?.[index]?.failure;
	if (index === 0) delete items[itemIndex]?.failure;
}

/** At the beginning of a try: only what may have been billed stays failed, and prices are asked for anew. */
export function forgetFailures(run: Run): void {
	for (const [itemIndex, item] of Object.entries(run.items)) {
		delete item.estimate;
		for (const history of historiesOf(run, Number(itemIndex))) {
			if (history.failure && !isInDoubt(history.failure)) delete history.failure;
		}
	}
}
