import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { realTiming } from '../../shared/util/timing';
import type { Timing } from '../../shared/util/timing';
import type { JobOperation } from '../operations/operation';
import { collectItems } from './collect/collect';
import { resume } from './resume';
import { sleep, submittedOutputs } from './sleep';
import type { RunContext } from './state/context';
import { failItems } from './state/failures';
import { forgetFailures } from './state/history';
import { inRun } from './state/inRun';
import { finish } from './state/finish';
import { partsByItem } from './state/items';
import { isForPriceOnly } from './state/options';
import type { JobPart } from './state/run';
import { isRetryByHand } from './state/store';
import { dropUnavailable } from './submit/fallback';
import { submitAll } from './submit/submit';
import { checkThenPoll, pollUntilDone } from './wait/poll';
import { chooseWaiting } from './wait/waitMode';
import type { Waiting } from './wait/waitMode';

/** n8n looks for waits that have ended once a minute; below this a timeout would be a matter of luck. */
const SHORTEST_PARKING_SECONDS = 120;

/**
 * The life of an operation's jobs: check and build every request, submit them, wait, collect. Jobs whose
 * model turns out to be down go round once more with the next of Fallback Models.
 *
 * n8n calls this again when a callback wakes the parked execution, and for every try of Retry On Fail;
 * what is submitted already is not submitted again.
 */
export async function executeJobs(
	n8n: IExecuteFunctions,
	operation: JobOperation,
	timing: Timing = realTiming,
): Promise<INodeExecutionData[][]> {
	return await inRun(n8n, operation, timing, async (ctx) => await runJobs(ctx).finally(() => warnIfCancelled(ctx)));
}

async function runJobs(ctx: RunContext): Promise<INodeExecutionData[][]> {
	const { n8n, run } = ctx;
	if (!isRetryByHand(n8n, run) && (run.phase.name === 'parked' || run.phase.name === 'woken')) {
		const items = await resume(ctx, run.phase);
		if (items) return [items];
	} else {
		run.phase = { name: 'submitting' };
		forgetFailures(run);
	}

	const waiting = await tryChooseWaiting(ctx);
	return waiting ? await submitAndWait(ctx, waiting) : [await finishJobs(ctx)];
}

async function submitAndWait(ctx: RunContext, waiting: Waiting): Promise<INodeExecutionData[][]> {
	const { live, run, options, timing } = ctx;
	if (waiting.by === 'polling') {
		await live.open();
		await live.ready();
	}
	for (;;) {
		const isRetry = run.jobs.length > 0;
		const awaited = await submitAll(ctx, waiting);
		run.output = options.output;
		const until = timing.now() + boundedWait(options.waitSeconds, waiting) * 1000;
		if (waiting.by === 'nothing') {
			run.phase = { name: 'notWaiting' };
			return [finish(ctx, submittedOutputs(run))];
		}
		if (awaited) return [await sleep(ctx, awaited, until)];

		run.phase = { name: 'polling', until };
		// Jobs of an earlier try may be long done.
		const outcomes = await (isRetry ? checkThenPoll : pollUntilDone)(ctx, run.jobs, until);
		if (!dropUnavailable(ctx, outcomes)) return [await collectItems(ctx, outcomes)];
	}
}

/** Collects the jobs that there are already, where no more can be submitted. */
async function finishJobs(ctx: RunContext): Promise<INodeExecutionData[]> {
	const { run, options, timing } = ctx;
	const until = timing.now() + options.waitSeconds * 1000;
	run.phase = { name: 'polling', until };
	return await collectItems(ctx, await checkThenPoll(ctx, run.jobs, until));
}

/** Decides how to wait; where that cannot be done, every item fails that has not all of its jobs yet. */
async function tryChooseWaiting(ctx: RunContext): Promise<Waiting | undefined> {
	const { n8n, api, run } = ctx;
	if (run.jobs.length === 0 && [...n8n.getInputData().keys()].every((itemIndex) => isForPriceOnly(n8n, itemIndex)))
		return { by: 'nothing' };
	let waiting: Waiting;
	try {
		waiting = chooseWaiting(n8n, await api.credentials());
	} catch (error) {
		const submitted = partsByItem(run.jobs);
		const others = [...n8n.getInputData().keys()].filter((itemIndex) => !areAll(submitted.get(itemIndex)));
		failItems(
			ctx,
			others.map((itemIndex) => ({ itemIndex, error })),
		);
		return undefined;
	}
	if (waiting.by === 'webhook') n8n.logger.debug('deAPI run: waiting by webhook');
	if (waiting.by === 'nothing') n8n.logger.debug('deAPI run: not waiting');
	if (waiting.by === 'polling') n8n.logger.debug(`deAPI run: polling, because ${waiting.because}`);
	if ('hint' in waiting && waiting.hint) n8n.addExecutionHints({ message: waiting.hint, location: 'outputPane' });
	return waiting;
}

/** Whether these are all parts that an item is to have. */
function areAll([first, ...others]: JobPart[] = []): boolean {
	return first !== undefined && others.length + 1 >= (first.piece?.of ?? 1);
}

/** n8n keeps nothing of a node that is cancelled while it runs, so the log has to. */
function warnIfCancelled({ n8n, api, run }: RunContext): void {
	if (!api.signal?.aborted || run.jobs.length === 0) return;
	const requestIds = run.jobs.map(({ requestId }) => requestId).join(', ');
	n8n.logger.warn(`deAPI jobs go on after their execution was cancelled. Job > Get Result fetches them: ${requestIds}`);
}

function boundedWait(seconds: number, { by }: Waiting): number {
	return by === 'webhook' ? Math.max(seconds, SHORTEST_PARKING_SECONDS) : seconds;
}
