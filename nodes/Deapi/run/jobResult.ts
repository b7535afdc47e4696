import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { realTiming } from '../../shared/util/timing';
import type { Timing } from '../../shared/util/timing';
import { readRequestId } from '../fields/sets/requestId';
import type { Retrieval } from '../operations/operation';
import { failItem } from './state/failures';
import { lookOnce, lookThenPoll } from './wait/poll';
import { runOptions } from './state/options';
import { collectItems } from './output';
import { itemParameters } from './build/parameters';
import { openRun } from './state/run';

/** Puts out the results of jobs that were submitted before, by their request IDs. Costs nothing. */
export async function executeRetrieval(
	context: IExecuteFunctions,
	operation: Retrieval,
	timing: Timing = realTiming,
): Promise<INodeExecutionData[][]> {
	const run = openRun(context);
	const { output, waitSeconds } = runOptions(context, operation);
	Object.assign(run, { jobs: [], failures: [], output });
	for (const itemIndex of context.getInputData().keys()) {
		try {
			const requestId = readRequestId(itemParameters(context, itemIndex));
			run.jobs.push({ requestId, shares: [{ itemIndex }], submittedAt: timing.now() });
		} catch (cause) {
			failItem(context, operation, run, itemIndex, cause);
		}
	}
	const waits = context.getNodeParameter('waitForCompletion', 0, true) as boolean;
	run.deadline = waits ? timing.now() + waitSeconds * 1000 : undefined;
	const looks = await (run.deadline === undefined
		? lookOnce(context, run.jobs, timing)
		: lookThenPoll(context, run.jobs, run.deadline, timing));
	return [await collectItems(context, operation, run, looks, timing)];
}
