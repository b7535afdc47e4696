import { toJobs } from '../build/batch';
import type { JobRequest } from '../build/batch';
import { fallbackModels } from '../build/model';
import { itemParameters } from '../build/parameters';
import { buildRequests } from '../build/request';
import type { ItemRequest } from '../build/request';
import { applyBoost } from '../money/boost';
import { mayBeAccepted } from '../money/paidRequest';
import { priceAgain } from '../money/price';
import type { RunContext } from '../state/context';
import { historyOf, remember } from '../state/history';
import { indexOf, isOfWhole } from '../state/items';
import type { Job, PieceId } from '../state/run';
import type { JobOutcomes } from '../wait/poll';
import { isModelUnavailable } from './modelUnavailable';

/**
 * The same for the next of Fallback Models, if the submission failed because of its model, and there is one that can
 * do it for the price. Items of a batch may go on to different ones.
 */
export async function nextModelsRequests(ctx: RunContext, { items, model }: JobRequest, error: unknown): Promise<JobRequest[] | undefined> {
	if (mayBeAccepted(error) || !isModelUnavailable(error)) return undefined;
	const next: ItemRequest[] = [];
	for (const item of items) {
		if (!noteDown(ctx, item, model)) return undefined;
		try {
			const own = (await buildRequests(ctx, item.itemIndex)).filter((request) => indexOf(request) === indexOf(item));
			const [request] = own.map((each) => ({ ...each, boostPrice: item.boostPrice }));
			await applyBoost(ctx, request);
			await priceAgain(ctx, request, item);
			next.push(request);
		} catch {
			// Why the chosen model did not serve says more than why a fallback cannot.
			return undefined;
		}
	}
	return await toJobs(ctx, next);
}

/**
 * Takes the jobs out of the run that failed because of their model, where there is another one to try.
 * Says whether there were any: then there is something to submit again.
 */
export function dropUnavailable(ctx: RunContext, outcomes: JobOutcomes): boolean {
	const { run } = ctx;
	const dropped = new Set<Job>();
	const isFailed = ({ requestId }: Job, isForModel: boolean) => {
		const outcome = outcomes.get(requestId);
		return outcome?.kind === 'failed' && isModelUnavailable(outcome.error) === isForModel;
	};
	const wholesInVain = new Set(
		run.jobs.filter((job) => isFailed(job, false) && isOfWhole(job.parts[0])).map(({ parts: [{ itemIndex }] }) => itemIndex),
	);
	for (const job of run.jobs) {
		const [first, ...others] = job.parts;
		if (job.model === undefined || !isFailed(job, true) || wholesInVain.has(first.itemIndex)) continue;
		if (!noteDown(ctx, first, job.model)) continue;
		const { downModels } = historyOf(run, first);
		for (const part of others) remember(run, part, { downModels });
		dropped.add(job);
	}
	run.jobs = run.jobs.filter((job) => !dropped.has(job));
	return dropped.size > 0;
}

/** Remembers that a model is down for an item, or a piece of it; false, and nothing is remembered, where Fallback Models names no other one. */
function noteDown(ctx: RunContext, id: PieceId, model: string): boolean {
	const { run } = ctx;
	const downModels = [...(historyOf(run, id).downModels ?? []), model];
	const hasNext = fallbackModels(itemParameters(ctx, id.itemIndex)).some((slug) => !downModels.includes(slug));
	if (hasNext) remember(run, id, { downModels });
	return hasNext;
}
