import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import type { Timing } from '../../shared/util/timing';
import type { Operation } from '../operations/operation';
import { collectJobs, currentShares, inItemOrder } from './collect';
import { failItem, failureItem } from './state/failures';
import type { Looks } from './wait/poll';
import { closeRun } from './state/run';
import type { Run } from './state/run';

/** Downloads what is done, and tells of what is not. */
export async function collectItems(
	context: IExecuteFunctions,
	operation: Operation,
	run: Run,
	looks: Looks,
	timing: Timing,
): Promise<INodeExecutionData[]> {
	const { items, troubles } = await collectJobs(context, run, looks, timing);
	forgetFailedJobs(context, run, looks);
	for (const [{ shares }, trouble] of troubles) {
		for (const { itemIndex } of currentShares(shares)) failItem(context, operation, run, itemIndex, trouble);
	}
	return output(context, run, items);
}

/** A failed job is forgotten, so that Retry On Fail submits it anew, as long as there are tries left. */
function forgetFailedJobs(context: IExecuteFunctions, run: Run, looks: Looks): void {
	const { retryOnFail, maxTries = 3 } = context.getNode();
	const tries = retryOnFail ? Math.min(5, Math.max(2, maxTries)) : 1;
	run.jobs = run.jobs.filter((job) => {
		if (looks.get(job.requestId)?.status?.state !== 'failed') return true;
		const [{ itemIndex }] = job.shares;
		const failedTries = (run.failedTries[itemIndex] ?? 0) + 1;
		for (const share of job.shares) run.failedTries[share.itemIndex] = failedTries;
		job.failed = failedTries >= tries;
		return job.failed;
	});
}

/** The items that came to something and those that did not, in the order of the input. */
export function output(context: IExecuteFunctions, run: Run, items: INodeExecutionData[]): INodeExecutionData[] {
	if (run.failures.length === 0) closeRun(context);
	return inItemOrder([...items, ...run.failures.map(failureItem)]);
}
