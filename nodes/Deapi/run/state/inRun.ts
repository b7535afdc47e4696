import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import type { Timing } from '../../../shared/util/timing';
import type { Operation } from '../../operations/operation';
import { openContext } from './context';
import type { RunContext } from './context';
import { endingError, failItems } from './failures';
import { failuresOf } from './history';
import { finish } from './finish';
import { currentParts, isOfWhole } from './items';
import { openRun } from './store';

/**
 * Lets an entry work on its run, and makes of what it throws what the user reads: when all has come to rest, so that the
 * error knows every job. Under Continue On Fail, what holds for the whole run fails every item.
 */
export async function inRun<Kind extends Operation>(
	n8n: IExecuteFunctions,
	operation: Kind,
	timing: Timing,
	work: (ctx: RunContext<Kind>) => Promise<INodeExecutionData[][]>,
): Promise<INodeExecutionData[][]> {
	const opened = async () => {
		const ctx = openContext(n8n, operation, timing);
		try {
			return await work(ctx);
		} finally {
			const hint = ctx.live.close();
			if (hint) n8n.addExecutionHints({ message: hint, location: 'outputPane' });
		}
	};
	// Settled: docs/decisions/15-settle-instead-of-rethrow.md.
	const [result] = await Promise.allSettled([opened()]);
	if (result.status === 'fulfilled') return result.value;

	const rest = { n8n, operation, run: openRun(n8n) };
	if (!n8n.continueOnFail()) throw endingError(rest, result.reason);
	failRest(rest, result.reason);
	return [finish(rest, [])];
}

/** Fails every item that has not failed already; an error of one that has a job names it. */
function failRest(ctx: Pick<RunContext<Operation>, 'n8n' | 'operation' | 'run'>, error: unknown): void {
	const { n8n, run } = ctx;
	const failed = new Set(failuresOf(run).flatMap((failure) => (failure.piece && !isOfWhole(failure) ? [] : failure.itemIndex)));
	const jobs = new Map(run.jobs.flatMap((job) => currentParts(job).map(({ itemIndex }) => [itemIndex, job.requestId] as const)));
	const rest = [...n8n.getInputData().keys()].filter((itemIndex) => !failed.has(itemIndex));
	failItems(
		ctx,
		rest.map((itemIndex) => ({ itemIndex, error, requestId: jobs.get(itemIndex) })),
	);
}
