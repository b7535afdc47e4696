import { InputError } from '../../../shared/n8n/inputError';
import type { Operation } from '../../operations/operation';
import type { RunContext } from './context';
import { earlierTries, isComplete, isSamePrompt, isSettled, keptOf, renumber, setAside } from './earlier';
import type { EarlierPieces, Identified } from './earlier';
import { failItem } from './failures';
import { historiesOf, historyOf, remember } from './history';
import { byItem, indexOf, isOfWhole } from './items';
import type { PieceHistory } from './run';
import { isRetryByHand } from './store';
import { wordings } from './wording';

/**
 * The requests that are to be sent. What has a job or an answer keeps it, and what is in doubt stays so, even if its
 * expressions have other values this time: neither is paid again. Only when a person retries the execution, and has changed
 * what the item asks for, a new request is made.
 *
 * @param build what an item asks for: one request, or one for each of its pieces
 */
export async function requestsToSend<Request extends Identified>(
	ctx: RunContext<Operation>,
	build: (itemIndex: number) => Promise<Request[]>,
): Promise<Request[]> {
	const { n8n, run, options } = ctx;
	const isByHand = isRetryByHand(n8n, run);
	const earlier = earlierTries(run, isByHand, options.submitAgain);
	const wordingOf = wordings(ctx);
	const worded: Array<[itemIndex: number, wording: string]> = [];
	const outdated: Array<{ itemIndex: number; index: number }> = [];
	const staying: Request[] = [];
	const requests: Request[] = [];
	for (const itemIndex of n8n.getInputData().keys()) {
		const before: EarlierPieces = earlier.get(itemIndex) ?? new Map();
		if (isComplete(before) && !isByHand) continue;
		const wording = wordingOf(itemIndex);
		const isReworded = isByHand && wording !== historyOf(run, { itemIndex }).wording;
		try {
			if (isReworded || !isSettled(before)) {
				const wanted = await build(itemIndex);
				const kept = keptOf(wanted, before, isReworded);
				if (!isReworded) assertOneWhole(kept, before);
				if (isReworded && !isSamePrompt(wanted, before, run)) delete run.items[itemIndex]?.boost;
				const indexes = new Set(kept.map(indexOf));
				const isNew = (request: Request) => !indexes.has(indexOf(request));
				const hasMoreModels =
					isByHand &&
					wanted
						.filter(isNew)
						.map((request) => startOver(historyOf(run, request)))
						.includes(true);
				requests.push(...(hasMoreModels ? await build(itemIndex) : wanted).filter(isNew));
				outdated.push(...[...before.keys()].filter((index) => !indexes.has(index)).map((index) => ({ itemIndex, index })));
				staying.push(...kept);
			}
			worded.push([itemIndex, wording]);
		} catch (error) {
			failItem(ctx, { itemIndex }, error);
		}
	}
	// Not before all are judged: the next try would judge the others by it.
	renumber(run, staying);
	for (const [itemIndex, wording] of worded) {
		if (isByHand) for (const history of historiesOf(run, itemIndex)) delete history.failedJobs;
		remember(run, { itemIndex }, { wording });
	}
	setAside(run, outdated);
	run.executionId = n8n.getExecutionId();
	return requests.sort(byItem);
}

/** @throws {InputError} where a whole would be put together of pieces that do not belong to each other */
function assertOneWhole(kept: Identified[], before: EarlierPieces): void {
	const isOther = (request: Identified) => {
		const known = isOfWhole(request) ? before.get(indexOf(request)) : undefined;
		return known?.fingerprint !== undefined && (known.fingerprint !== request.fingerprint || known.of !== request.piece?.of);
	};
	if (!kept.some(isOther)) return;
	throw new InputError(
		'Options',
		'What this item asks for is another text or recording than at the first try, and some of its pieces are done already',
		'An expression in it gives another value each time, such as $now. Job > Get Result fetches the pieces that are done. For a new start, change the item and retry the execution, or run the workflow again.',
	);
}

/**
 * What a person's retry sends has all tries and all models before it.
 *
 * @returns whether a model that was found unavailable has another chance
 */
function startOver(history: PieceHistory): boolean {
	const hadDownModels = history.downModels !== undefined;
	delete history.failedJobs;
	delete history.downModels;
	return hadDownModels;
}
