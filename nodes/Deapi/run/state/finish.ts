import type { INodeExecutionData } from 'n8n-workflow';

import type { Operation } from '../../operations/operation';
import type { RunContext } from './context';
import { failureItem } from './failures';
import { failuresOf } from './history';
import { byItem, isOfWhole } from './items';
import type { Failure, PieceId, Run } from './run';

/** What comes out of an item, or of a piece that has an output item of its own. */
export interface Output extends PieceId {
	data: Pick<INodeExecutionData, 'binary' | 'json'>;
}

/**
 * Ends a try: what comes out, in the order of the input. Of an item that failed, its failure alone, though it may have
 * jobs as well; of an item with variations, those of the variations that failed.
 */
export function finish({ run }: Pick<RunContext<Operation>, 'run'>, outputs: Output[]): INodeExecutionData[] {
	const failures = failuresToTell(run);
	const others = outputs.filter((output) => !(failures.get(output.itemIndex) ?? []).some((failure) => standsFor(failure, output)));
	const failed = [...failures.values()].flat().map((failure): Output => ({ ...failure, data: failureItem(run, failure) }));
	return inOrder([...others, ...failed, ...estimatesOf(run)]);
}

/** As n8n takes it. */
export function inOrder(outputs: Output[]): INodeExecutionData[] {
	return [...outputs].sort(byItem).map(({ itemIndex, data }) => ({ ...data, pairedItem: { item: itemIndex } }));
}

/** By item: of several, those that have an output item each, or the first. */
function failuresToTell(run: Run): Map<number, Failure[]> {
	const told = new Map<number, Failure[]>();
	for (const failure of failuresOf(run)) {
		const before = told.get(failure.itemIndex) ?? [];
		if (!before.some((other) => standsFor(other, failure))) told.set(failure.itemIndex, [...before, failure]);
	}
	return told;
}

/** Whether a failure is that of something else of its item as well. */
function standsFor(failure: Failure, { piece }: PieceId): boolean {
	return !failure.piece || isOfWhole(failure) || failure.piece.index === piece?.index;
}

/** The prices of the items that were to have no more. */
function estimatesOf({ items }: Run): Output[] {
	return Object.entries(items).flatMap(([itemIndex, { estimate, failure }]) =>
		estimate && !failure ? [{ itemIndex: Number(itemIndex), data: { json: estimate.json } }] : [],
	);
}
