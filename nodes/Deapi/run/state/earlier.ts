import { forgetFailure, historiesOf, moveHistory } from './history';
import { currentParts, indexOf } from './items';
import type { PieceId, Run } from './run';

/** What identifies a request. */
export interface Identified extends PieceId {
	/** See `JobPart`. */
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

/** Of one item, by the index of the piece. */
export type EarlierPieces = Map<number, Earlier>;

/** By item. */
export function earlierTries(run: Run, isByHand: boolean, mayRepeatDoubts: boolean): Map<number, EarlierPieces> {
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

/** Whether every piece has come to something. */
export function isComplete(before: EarlierPieces): boolean {
	const [first] = before.values();
	return first !== undefined && before.size >= first.of;
}

/** Whether nothing is to be sent, unless the item asks for something else. */
export function isSettled(before: EarlierPieces): boolean {
	return isComplete(before) && ![...before.values()].some(({ mayRepeat }) => mayRepeat);
}

/** The requests whose pieces stay as they are. */
export function keptOf<Request extends Identified>(wanted: Request[], before: EarlierPieces, isReworded: boolean): Request[] {
	return wanted.filter((request) => {
		const known = before.get(indexOf(request));
		return known && !known.mayRepeat && (!isReworded || known.fingerprint === request.fingerprint);
	});
}

/** Whether an item still asks for what its better prompt was bought for. */
export function isSamePrompt(wanted: Identified[], before: EarlierPieces, { items }: Run): boolean {
	const known = wanted.filter((request) => before.has(indexOf(request)));
	if (known.length > 0) return known.some((request) => before.get(indexOf(request))?.fingerprint === request.fingerprint);
	const { boost } = items[wanted[0].itemIndex] ?? {};
	return wanted.some(({ fingerprint }) => fingerprint === boost?.fingerprint);
}

/** Takes what items have asked for before, and ask for no more, out of the run. */
export function setAside(run: Run, outdated: Array<{ itemIndex: number; index: number }>): void {
	for (const { itemIndex, index } of outdated) {
		forgetFailure(run, itemIndex, index);
		delete run.items[itemIndex]?.answer;
	}
	const keys = new Set(outdated.map(({ itemIndex, index }) => keyOf({ itemIndex, piece: { index, of: 0 } })));
	for (const part of run.jobs.flatMap(({ parts }) => parts)) {
		if (keys.has(keyOf(part))) part.outdated = true;
	}
	run.jobs = run.jobs.filter((job) => currentParts(job).length > 0);
}

/** What stays may be one of more pieces from now on, or of fewer, or an item without any. */
export function renumber(run: Run, kept: PieceId[]): void {
	const pieces = new Map(kept.map((id) => [keyOf(id), id.piece]));
	for (const part of run.jobs.flatMap(currentParts)) {
		if (pieces.has(keyOf(part))) part.piece = pieces.get(keyOf(part));
	}
	for (const id of kept) moveHistory(run, id);
}

function keyOf(id: PieceId): string {
	return `${id.itemIndex}.${indexOf(id)}`;
}
