import type { Failure, ItemHistory, Run } from './run';

const NOTHING: ItemHistory = {};

export function historyOf({ items }: Run, itemIndex: number): Readonly<ItemHistory> {
	return items[itemIndex] ?? NOTHING;
}

export function remember(run: Run, itemIndex: number, what: ItemHistory): void {
	run.items[itemIndex] = { ...historyOf(run, itemIndex), ...what };
}

export function failuresOf({ items }: Run): Failure[] {
	return Object.values(items).flatMap(({ failure }) => failure ?? []);
}

/** Whether a failed submission may have been accepted and billed all the same. */
export function isInDoubt({ fingerprint }: Failure): boolean {
	return fingerprint !== undefined;
}

/** At the beginning of a try: only what may have been billed stays failed, and prices are asked for anew. */
export function forgetFailures({ items }: Run): void {
	for (const history of Object.values(items)) {
		delete history.estimate;
		if (history.failure && !isInDoubt(history.failure)) delete history.failure;
	}
}
