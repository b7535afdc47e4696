import type { INodeExecutionData } from 'n8n-workflow';

import { forEachConcurrently, READS_AT_ONCE } from '../../../shared/util/concurrency';
import type { Operation } from '../../operations/operation';
import type { RunContext } from '../state/context';
import { failItems } from '../state/failures';
import type { ItemError } from '../state/failures';
import { finish } from '../state/finish';
import { historyOf, remember } from '../state/history';
import { byItem, currentParts, isOfWhole, partsByItem } from '../state/items';
import type { Job, JobPart } from '../state/run';
import type { JobOutcomes } from '../wait/poll';
import { collectJob, outputOf } from './collectJob';
import type { Collected } from './collectJob';
import { putTogether } from './whole';

/** Downloads what is done, puts together what belongs together, and tells of what is not done. */
export async function collectItems(ctx: RunContext<Operation>, outcomes: JobOutcomes): Promise<INodeExecutionData[]> {
	const errors: ItemError[] = [];
	const collected = await collectJobs(ctx, outcomes, errors);
	const outputs = collected.filter(({ part }) => !isOfWhole(part)).map(outputOf);
	for (const pieces of wholesIn(collected)) {
		const { itemIndex } = pieces[0].part;
		try {
			outputs.push({ itemIndex, data: await putTogether(ctx, pieces) });
		} catch (error) {
			errors.push({ itemIndex, error });
		}
	}
	forgetFailedJobs(ctx, outcomes);
	failItems(ctx, errors);
	return finish(ctx, outputs);
}

/** Collects every job of a run that can be collected, and why the others cannot. Pieces are of use only all together. */
async function collectJobs(ctx: RunContext<Operation>, outcomes: JobOutcomes, errors: ItemError[]): Promise<Collected[]> {
	const collected: Collected[] = [];
	const isDone = ({ requestId }: Job) => outcomes.get(requestId)?.kind === 'done';
	const done = partsByItem(ctx.run.jobs.filter(isDone));
	const isAlone = ({ itemIndex, piece }: JobPart) => isOfWhole({ itemIndex, piece }) && (done.get(itemIndex) ?? []).length < piece!.of;
	await forEachConcurrently(ctx.run.jobs, READS_AT_ONCE, async (job) => {
		if (isDone(job) && job.parts.every(isAlone)) return;
		try {
			collected.push(...(await collectJob(ctx, job, outcomes.get(job.requestId))));
		} catch (error) {
			errors.push(...currentParts(job).map(({ itemIndex, piece }) => ({ itemIndex, piece, error })));
		}
	});
	return collected;
}

/** The pieces of each whole that has all of them, in their order. */
function wholesIn(collected: Collected[]): Collected[][] {
	const wholes = new Map<number, Collected[]>();
	for (const each of collected.filter(({ part }) => isOfWhole(part))) {
		const { itemIndex } = each.part;
		wholes.set(itemIndex, [...(wholes.get(itemIndex) ?? []), each]);
	}
	return [...wholes.values()]
		.filter((pieces) => pieces.length === pieces[0].part.piece!.of)
		.map((pieces) => pieces.sort((a, b) => byItem(a.part, b.part)));
}

/**
 * A failed job is forgotten, so that Retry On Fail submits it anew, as long as there are tries left. Where the API says that
 * the same would fail again, none are left.
 */
function forgetFailedJobs({ n8n, run }: RunContext<Operation>, outcomes: JobOutcomes): void {
	const { retryOnFail, maxTries = 3 } = n8n.getNode();
	const tries = retryOnFail ? Math.min(5, Math.max(2, maxTries)) : 1;
	run.jobs = run.jobs.filter((job) => {
		const outcome = outcomes.get(job.requestId);
		if (outcome?.kind !== 'failed') return true;
		const failedJobs = (historyOf(run, job.parts[0]).failedJobs ?? 0) + 1;
		for (const part of job.parts) remember(run, part, { failedJobs });
		job.failed = failedJobs >= tries || outcome.error.details.retryable === false;
		return job.failed;
	});
}
