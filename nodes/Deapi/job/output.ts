import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import type { Timing } from '../../shared/timing';
import type { Operation } from '../operations/types';
import { collectJobs, inItemOrder } from './collect';
import { failItem, failureItem } from './failures';
import type { Looks } from './look';
import { closeRun } from './run';
import type { Run } from './run';

/** Downloads what is done. A job that failed is forgotten, so that Retry On Fail submits it anew. */
export async function collectItems(
	context: IExecuteFunctions,
	operation: Operation,
	run: Run,
	looks: Looks,
	timing: Timing,
): Promise<INodeExecutionData[]> {
	const { items, troubles } = await collectJobs(context, run, looks, timing);
	run.jobs = run.jobs.filter((job) => looks.get(job.requestId)?.status?.state !== 'failed');
	for (const [job, trouble] of troubles) failItem(context, operation, run, job.itemIndex, trouble);
	return output(context, run, items);
}

/** The items that came to something and those that did not, in the order of the input. */
export function output(context: IExecuteFunctions, run: Run, items: INodeExecutionData[]): INodeExecutionData[] {
	if (run.failures.length === 0) closeRun(context);
	return inItemOrder([...items, ...run.failures.map(failureItem)]);
}
