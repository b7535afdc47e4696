import type { INodeExecutionData } from 'n8n-workflow';

import type { Operation } from '../../operations/operation';
import type { RunContext } from './context';
import { failItem, failureItem } from './failures';
import { failuresOf } from './history';
import type { Job, JobPart, Run } from './run';

/** What identifies an item's request. */
interface ItemIdentity {
	itemIndex: number;
	/** See {@link JobPart}. */
	fingerprint: string;
}

/** Orders requests and jobs as their items come in. */
export function byItem(a: { itemIndex: number }, b: { itemIndex: number }): number {
	return a.itemIndex - b.itemIndex;
}

export function byFirstItem({ parts: [a] }: Job, { parts: [b] }: Job): number {
	return byItem(a, b);
}

/** The parts that still are what their items ask for. */
export function currentParts({ parts }: Job): JobPart[] {
	return parts.filter(({ outdated }) => !outdated);
}

/**
 * The requests that are to be sent. An item that has a job or an answer keeps it, and one whose submission is in
 * doubt stays so, even if its expressions have other values this time: neither is paid again. Only when a person
 * retries the execution, and has changed what the item asks for, a new request is made.
 */
export async function requestsToSend<Request extends ItemIdentity>(
	ctx: RunContext<Operation>,
	build: (itemIndex: number) => Promise<Request>,
): Promise<Request[]> {
	const { n8n, run } = ctx;
	const isRetryByHand = run.executionId !== n8n.getExecutionId();
	const earlier = earlierTries(run);
	const outdated = new Set<number>();
	const requests: Request[] = [];
	for (const itemIndex of n8n.getInputData().keys()) {
		const before = earlier.get(itemIndex);
		if (before && !isRetryByHand) continue;
		try {
			const request = await build(itemIndex);
			if (before && before.fingerprint === request.fingerprint && !before.failed) continue;
			if (before) outdated.add(itemIndex);
			requests.push(request);
		} catch (error) {
			failItem(ctx, itemIndex, error);
		}
	}
	if (isRetryByHand) startOver(run, n8n.getExecutionId());
	setAside(run, outdated);
	return requests;
}

/** What earlier tries have made of the items: of which request, and whether that failed for good. */
function earlierTries(run: Run): Map<number, { fingerprint?: string; failed?: boolean }> {
	const histories = Object.entries(run.items).flatMap(([itemIndex, { failure, answer }]) => {
		const outcome = answer ?? failure;
		return outcome ? [[Number(itemIndex), { fingerprint: outcome.fingerprint }] as const] : [];
	});
	const parts = run.jobs.flatMap((job) =>
		currentParts(job).map(({ itemIndex, fingerprint }) => [itemIndex, { fingerprint, failed: job.failed }] as const),
	);
	return new Map([...histories, ...parts]);
}

/** A person's retry has all tries and all models before it. */
function startOver(run: Run, executionId: string): void {
	run.executionId = executionId;
	for (const history of Object.values(run.items)) {
		delete history.failedJobs;
		delete history.downModels;
	}
}

/** Takes what items have asked for before, and ask for no more, out of the run. */
function setAside(run: Run, outdated: Set<number>): void {
	for (const itemIndex of outdated) {
		delete run.items[itemIndex]?.failure;
		delete run.items[itemIndex]?.answer;
	}
	for (const part of run.jobs.flatMap(({ parts }) => parts)) {
		if (outdated.has(part.itemIndex)) part.outdated = true;
	}
	run.jobs = run.jobs.filter((job) => currentParts(job).length > 0);
}

/** Ends a try: the items that are done and those that failed, in the order of the input. */
export function finish({ run }: Pick<RunContext<Operation>, 'run'>, items: INodeExecutionData[]): INodeExecutionData[] {
	const failures = failuresOf(run);
	return inItemOrder([...items, ...failures.map(failureItem)]);
}

export function inItemOrder(items: INodeExecutionData[]): INodeExecutionData[] {
	const itemIndex = ({ pairedItem }: INodeExecutionData) => (pairedItem as { item: number }).item;
	return items.sort((a, b) => itemIndex(a) - itemIndex(b));
}
