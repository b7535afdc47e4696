import type { INodeExecutionData } from 'n8n-workflow';

import type { Operation } from '../../operations/operation';
import type { RunContext } from './context';
import { failItem, failureItem } from './failures';
import { failuresOf, historyOf, remember } from './history';
import type { ItemHistory, Job, JobPart, Run } from './run';
import { isRetryByHand } from './store';
import { wordings } from './wording';

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

/** What an earlier try has made of an item. */
interface Earlier {
	/** Of what was sent. */
	fingerprint?: string;
	/** A person's retry sends it again, also where the item asks for the same. */
	mayRepeat?: boolean;
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
	const { n8n, run, options } = ctx;
	const isByHand = isRetryByHand(n8n, run);
	const earlier = earlierTries(run, options.submitAgain);
	const wordingOf = wordings(ctx);
	const worded: Array<[itemIndex: number, wording: string]> = [];
	const outdated = new Set<number>();
	const requests: Request[] = [];
	for (const itemIndex of n8n.getInputData().keys()) {
		const before = earlier.get(itemIndex);
		if (before && !isByHand) continue;
		const wording = wordingOf(itemIndex);
		try {
			const isSame = !isByHand || (await asksForTheSame(historyOf(run, itemIndex), wording, before, async () => await build(itemIndex)));
			if (!before || !isSame || before.mayRepeat) {
				if (before) outdated.add(itemIndex);
				if (isByHand) startOver(run, itemIndex, isSame);
				requests.push(await build(itemIndex));
			}
			worded.push([itemIndex, wording]);
		} catch (error) {
			failItem(ctx, itemIndex, error);
		}
	}
	// Not before all are judged: the next try would judge the others by it.
	for (const [itemIndex, wording] of worded) {
		if (isByHand) startOver(run, itemIndex);
		remember(run, itemIndex, { wording });
	}
	setAside(run, outdated);
	run.executionId = n8n.getExecutionId();
	return requests;
}

function earlierTries(run: Run, mayRepeatDoubts: boolean): Map<number, Earlier> {
	const histories = Object.entries(run.items).flatMap(([itemIndex, { failure, answer, estimate }]) => {
		const outcome = answer ?? failure ?? estimate;
		const mayRepeat = !answer && mayRepeatDoubts;
		return outcome ? [[Number(itemIndex), { fingerprint: outcome.fingerprint, mayRepeat }] as const] : [];
	});
	const parts = run.jobs.flatMap((job) =>
		currentParts(job).map(({ itemIndex, fingerprint }) => [itemIndex, { fingerprint, mayRepeat: job.failed }] as const),
	);
	return new Map([...histories, ...parts]);
}

/** Whether an item asks for what it did before: as it is written, or as it resolves. */
async function asksForTheSame(
	{ wording: earlier, boost }: ItemHistory,
	wording: string,
	before: Earlier | undefined,
	build: () => Promise<ItemIdentity>,
): Promise<boolean> {
	if (wording === earlier) return true;
	const { fingerprint } = before ?? boost ?? {};
	return fingerprint !== undefined && fingerprint === (await build()).fingerprint;
}

/** A person's retry has all tries and all models before it, and no better prompt of something else. */
function startOver({ items }: Run, itemIndex: number, isSame = true): void {
	const history = items[itemIndex];
	if (!history) return;
	delete history.failedJobs;
	delete history.downModels;
	if (!isSame) delete history.boost;
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

/**
 * Ends a try: what comes out, in the order of the input. Of an item that failed, its failure alone, though it may have a
 * job as well.
 */
export function finish({ run }: Pick<RunContext<Operation>, 'run'>, items: INodeExecutionData[]): INodeExecutionData[] {
	const failed = new Set(failuresOf(run).map(({ itemIndex }) => itemIndex));
	const others = items.filter((item) => !failed.has(itemIndexOf(item)));
	return [...others, ...itemsWithoutResult(run)].sort((a, b) => itemIndexOf(a) - itemIndexOf(b));
}

/** What comes out of the items that were not bought: their failure, or the price that was all they were to have. */
function itemsWithoutResult({ items }: Run): INodeExecutionData[] {
	return Object.entries(items).flatMap(([itemIndex, { failure, estimate }]) => {
		if (failure) return [failureItem(failure)];
		return estimate ? [{ json: estimate.json, pairedItem: { item: Number(itemIndex) } }] : [];
	});
}

function itemIndexOf({ pairedItem }: INodeExecutionData): number {
	return (pairedItem as { item: number }).item;
}
