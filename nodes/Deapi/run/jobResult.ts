import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { realTiming } from '../../shared/util/timing';
import type { Timing } from '../../shared/util/timing';
import type { JobResultOperation } from '../operations/operation';
import { itemParameters } from './build/parameters';
import { collectItems } from './collect/collect';
import type { RunContext } from './state/context';
import { failItem } from './state/failures';
import { inRun } from './state/inRun';
import { fileNameOf } from './state/options';
import { checkOnce, checkThenPoll } from './wait/poll';

/** Puts out the results of jobs that were submitted before, by their request IDs. Costs nothing. */
export async function executeJobResults(
	n8n: IExecuteFunctions,
	operation: JobResultOperation,
	timing: Timing = realTiming,
): Promise<INodeExecutionData[][]> {
	return await inRun(n8n, operation, timing, fetchResults);
}

async function fetchResults(ctx: RunContext<JobResultOperation>): Promise<INodeExecutionData[][]> {
	const { n8n, api, operation, options, run, timing } = ctx;
	Object.assign(run, { jobs: [], items: {}, output: options.output });
	for (const itemIndex of n8n.getInputData().keys()) {
		try {
			const requestId = operation.requestIdOf(itemParameters(ctx, itemIndex));
			run.jobs.push({ requestId, parts: [{ itemIndex, fileName: fileNameOf(n8n, itemIndex) }], submittedAt: timing.now() });
		} catch (error) {
			failItem(ctx, { itemIndex }, error);
		}
	}
	if (!options.waitForCompletion) {
		run.phase = { name: 'notWaiting' };
		return [await collectItems(ctx, await checkOnce(api, run.jobs))];
	}
	const until = timing.now() + options.waitSeconds * 1000;
	run.phase = { name: 'polling', until };
	return [await collectItems(ctx, await checkThenPoll(ctx, run.jobs, until))];
}
