import { InputError } from '../../../shared/n8n/inputError';
import type { Operation } from '../../operations/operation';
import type { RunContext } from './context';
import { failItem } from './failures';
import { forgetFailure, historiesOf, historyOf, remember } from './history';
import { byItem, currentParts, indexOf, isOfWhole } from './items';
import type { Piece, PieceHistory, PieceId, Run } from './run';
import { isRetryByHand } from './store';
import { wordings } from './wording';

/** What identifies a request. */
interface Identified extends PieceId {
	/** See {@link JobPart}. */
	fingerprint: string;
}

/** What an earlier try has made of a piece. */
interface Earlier {
	/** Of what was sent. */
	fingerprint?: string;
	/** A person's retry sends it again, also where the item asks for the same. */
	mayRepeat: boolean;
	/** How many pieces the item had then. */
	of: number;
}

/** By the index of the piece. */
type EarlierPieces = Map<number, Earlier>;

/** A piece of an item as an earlier try has made it. */
interface Outdated {
	itemIndex: number;
	index: number;
}

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
	const outdated: Outdated[] = [];
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
				assertOneWhole(wanted, before, kept);
				const toSend = wanted.filter((request) => !kept.has(indexOf(request)));
				if (isByHand && isReworded && !isSameAsBefore(wanted[0], before, run)) delete run.items[itemIndex]?.boost;
				const hasMoreModels = isByHand && toSend.filter((request) => startOver(historyOf(run, request))).length > 0;
				const fresh = hasMoreModels ? await build(itemIndex) : wanted;
				requests.push(...fresh.filter((request) => !kept.has(indexOf(request))));
				outdated.push(...[...before.keys()].filter((index) => !kept.has(index)).map((index) => ({ itemIndex, index })));
				renumber(run, wanted, kept);
			}
			worded.push([itemIndex, wording]);
		} catch (error) {
			failItem(ctx, { itemIndex }, error);
		}
	}
	// Not before all are judged: the next try would judge the others by it.
	for (const [itemIndex, wording] of worded) {
		if (isByHand) historiesOf(run, itemIndex).forEach(startOver);
		remember(run, { itemIndex }, { wording });
	}
	setAside(run, outdated);
	run.executionId = n8n.getExecutionId();
	return requests.sort(byItem);
}

function earlierTries(run: Run, isByHand: boolean, mayRepeatDoubts: boolean): Map<number, EarlierPieces> {
	const tries = new Map<number, EarlierPieces>();
	const note = (id: PieceId, fingerprint: string | undefined, mayRepeat: boolean) => {
		const pieces = tries.get(id.itemIndex) ?? new Map();
		pieces.set(indexOf(id), { fingerprint, mayRepeat: isByHand && mayRepeat, of: id.piece?.of ?? 1 });
		tries.set(id.itemIndex, pieces);
	};
	for (const [key, { answer, estimate }] of Object.entries(run.items)) {
		const itemIndex = Number(key);
		for (const { failure } of historiesOf(run, itemIndex)) if (failure) note(failure, failure.fingerprint, mayRepeatDoubts);
		const outcome = answer ?? estimate;
		if (outcome) note({ itemIndex }, outcome.fingerprint, !answer && mayRepeatDoubts);
	}
	for (const job of run.jobs) for (const part of currentParts(job)) note(part, part.fingerprint, job.failed === true);
	return tries;
}

/** Whether there is an outcome of every piece. */
function isComplete(before: EarlierPieces): boolean {
	const [first] = before.values();
	return first !== undefined && before.size >= first.of;
}

function isSettled(before: EarlierPieces): boolean {
	return isComplete(before) && ![...before.values()].some(({ mayRepeat }) => mayRepeat);
}

/** The indexes of what stays as it is. */
function keptOf(wanted: Identified[], before: EarlierPieces, isReworded: boolean): Set<number> {
	const kept = wanted.filter((request) => {
		const known = before.get(indexOf(request));
		return known && !known.mayRepeat && (!isReworded || known.fingerprint === request.fingerprint);
	});
	return new Set(kept.map(indexOf));
}

/** @throws {InputError} where a whole would be put together of pieces that do not belong to each other */
function assertOneWhole(wanted: Identified[], before: EarlierPieces, kept: Set<number>): void {
	const isOther = (request: Identified) => {
		const known = kept.has(indexOf(request)) && isOfWhole(request) ? before.get(indexOf(request)) : undefined;
		return known?.fingerprint !== undefined && (known.fingerprint !== request.fingerprint || known.of !== request.piece?.of);
	};
	if (!wanted.some(isOther)) return;
	throw new InputError(
		'Options',
		'What this item asks for is another text or recording than at the first try, and some of its pieces are done already',
		'An expression in it gives another value each time, such as $now. Job > Get Result fetches the pieces that are done. For a new start, change the item and retry the execution, or run the workflow again.',
	);
}

/** Whether an item still asks for what its better prompt was bought for. */
function isSameAsBefore({ itemIndex, fingerprint }: Identified, before: EarlierPieces, run: Run): boolean {
	const known = before.size > 0 ? before.get(0) : historyOf(run, { itemIndex }).boost;
	return known?.fingerprint === fingerprint;
}

/**
 * A person's retry has all tries and all models before it.
 *
 * @returns whether a model that was found unavailable has another chance
 */
function startOver(history: PieceHistory): boolean {
	const hadDownModels = history.downModels !== undefined;
	delete history.failedJobs;
	delete history.downModels;
	return hadDownModels;
}

/** What stays may be one of more now, or of fewer. */
function renumber(run: Run, wanted: Identified[], kept: Set<number>): void {
	const pieces = new Map<string, Piece | undefined>(
		wanted.filter((request) => kept.has(indexOf(request))).map((request) => [keyOf(request.itemIndex, indexOf(request)), request.piece]),
	);
	for (const part of run.jobs.flatMap(currentParts)) {
		const key = keyOf(part.itemIndex, indexOf(part));
		if (pieces.has(key)) part.piece = pieces.get(key);
	}
}

function keyOf(itemIndex: number, index: number): string {
	return `${itemIndex}.${index}`;
}

/** Takes what items have asked for before, and ask for no more, out of the run. */
function setAside(run: Run, outdated: Outdated[]): void {
	for (const { itemIndex, index } of outdated) {
		forgetFailure(run, itemIndex, index);
		delete run.items[itemIndex]?.answer;
	}
	const keys = new Set(outdated.map(({ itemIndex, index }) => keyOf(itemIndex, index)));
	for (const part of run.jobs.flatMap(({ parts }) => parts)) {
		if (keys.has(keyOf(part.itemIndex, indexOf(part)))) part.outdated = true;
	}
	run.jobs = run.jobs.filter((job) => currentParts(job).length > 0);
}
