import type { INodeExecutionData } from 'n8n-workflow';

import { collectItems } from './collect/collect';
import { sleep } from './sleep';
import type { RunContext } from './state/context';
import type { AwaitedCallback, Job, Phase } from './state/run';
import { dropUnavailable } from './submit/fallback';
import { isDue } from './wait/looks';
import { checkOnce, checkThenPoll } from './wait/poll';
import type { JobOutcomes } from './wait/poll';
import { letOthersWake, wakeId } from './wait/wakes';

const NO_CALLBACK =
	'deAPI had not called back when this node looked for itself, although the job had ended. Check that WEBHOOK_URL is the address under which deAPI reaches this n8n instance, and that nothing in front of n8n (a login, a firewall) keeps calls to /webhook-waiting/ away.';

type Sleeping = Extract<Phase, { name: 'parked' | 'woken' }>;

/**
 * Goes on with a run that was parked, after its callback or when a look is due.
 *
 * @returns the output; undefined if a fallback model has to take over
 */
export async function resume(ctx: RunContext, phase: Sleeping): Promise<INodeExecutionData[] | undefined> {
	const { run, timing } = ctx;
	const { name, callbackJob, until } = phase;
	if (name === 'parked') {
		if (!isDue(phase.lookAt, timing.now())) return await sleep(ctx, phase, until);
		return await look(ctx, phase, until);
	}
	ctx.n8n.logger.debug(`deAPI run: woken by job ${callbackJob}`);
	await letOthersWake(wakeId(ctx.n8n, callbackJob), timing);
	return await finishRun(ctx, until, await checkThenPoll(ctx, run.jobs, until, timing.now()));
}

/** Asks for every job that is not known to have ended, and sleeps on while one of them runs, until waiting ends. */
async function look(ctx: RunContext, awaited: AwaitedCallback, until: number): Promise<INodeExecutionData[] | undefined> {
	const { n8n, api, run, timing } = ctx;
	n8n.logger.debug('deAPI run: woken by the timer');
	const [ended, open] = [run.jobs.filter(({ hasEnded }) => hasEnded), run.jobs.filter(({ hasEnded }) => !hasEnded)];
	const outcomes = await checkOnce(api, open);
	for (const job of open) job.hasEnded = isEnd(outcomes, job);
	if (!isDue(until, timing.now()) && open.some(({ hasEnded }) => !hasEnded)) return await sleep(ctx, awaited, until);

	if (run.jobs.some(({ requestId, hasEnded }) => requestId === awaited.callbackJob && hasEnded)) {
		n8n.addExecutionHints({ message: NO_CALLBACK, location: 'outputPane' });
	}
	return await finishRun(ctx, until, new Map([...outcomes, ...(await checkThenPoll(ctx, ended, until))]));
}

function isEnd(outcomes: JobOutcomes, { requestId }: Job): boolean {
	const outcome = outcomes.get(requestId);
	return outcome !== undefined && outcome.kind !== 'unknown';
}

async function finishRun(ctx: RunContext, until: number, outcomes: JobOutcomes): Promise<INodeExecutionData[] | undefined> {
	ctx.run.phase = { name: 'polling', until };
	return dropUnavailable(ctx, outcomes) ? undefined : await collectItems(ctx, outcomes);
}
