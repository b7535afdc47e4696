import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import type { ResultOptions } from '../../../shared/results/resultOptions';
import type { Extent } from '../../fields/field';

/** Which of an item's jobs something is about, where it has several. */
export interface Piece {
	/** From 0. */
	index: number;
	of: number;
	/** What it holds of the whole that the pieces are put together to; without one, it is a variation. */
	extent?: Extent;
}

/** An item, or one of its pieces. */
export interface PieceId {
	itemIndex: number;
	piece?: Piece;
}

/** What of a job belongs to one item: all of it, but for operations that put several items into one job. */
export interface JobPart extends PieceId {
	/** Identifies what the item asked for: with other parameters it has another one. Unknown where the job was submitted elsewhere. */
	fingerprint?: string;
	/** How many of the job's results are the item's, where they come in a list. */
	count?: number;
	/** What the item's files are to be called. */
	fileName?: string;
	/** In USD, where it was asked for before the job was submitted. */
	price?: number;
	/** Which part of what the job costs is the item's, where several share it. */
	share?: number;
	/** Set when a person has changed what the item asks for: these results are nobody's. */
	outdated?: boolean;
}

/** A job that the API has accepted. */
export interface Job {
	requestId: string;
	/** In the order of the items. */
	parts: JobPart[];
	/** Slug of the model that serves it; unknown for jobs that were submitted elsewhere. */
	model?: string;
	/** What the node knows of how it was made: the seed that was sent, the prompts. */
	madeWith?: IDataObject;
	/** False where it was to have no time stamps. */
	isTimed?: boolean;
	/** When it was submitted, in milliseconds since the epoch. */
	submittedAt: number;
	/** Set when a look has found its end, while others still ran. */
	hasEnded?: boolean;
	/** Set when it has failed for good: Retry On Fail has no more tries for its items. */
	failed?: boolean;
	/** Set when the API has said how it is. */
	isKnown?: boolean;
	/** Set while the API does not say how it is: since when, in milliseconds since the epoch, and how often in a row. */
	trouble?: { since: number; times: number };
}

/** Why an item, or a piece of it, failed, kept until the other items are done. */
export interface Failure extends PieceId {
	message: string;
	description?: string;
	requestId?: string;
	/** The API's or the job's code, or the HTTP status. */
	code?: string;
	/** What the API says of a failed job: see `ApiErrorDetails`. */
	reason?: string;
	retryable?: boolean;
	refunded?: boolean;
	/**
	 * Set when the API may have accepted the submission: what was asked for. It must not be sent again by
	 * itself, or it could be billed twice.
	 */
	fingerprint?: string;
}

/** What "Enhance Prompt First" has paid for. */
export interface BoostedPrompt {
	fingerprint: string;
	prompt: string;
	negativePrompt?: string;
}

/** What has happened to one piece of an item, beside its job. Absent is what has not happened. */
export interface PieceHistory {
	failure?: Failure;
	/** How many jobs of it have failed. n8n counts the tries of Retry On Fail anew after every parking. */
	failedJobs?: number;
	/** Slugs of models that were found unavailable: the next of Fallback Models takes their place. */
	downModels?: string[];
}

/** The same for an item as a whole. */
export interface ItemHistory extends PieceHistory {
	/** What it asks for as the person wrote it, as a hash: see `wording.ts`. Unknown of runs of version 0.5.0. */
	wording?: string;
	boost?: BoostedPrompt;
	/** The price of an item that was to be priced only. */
	estimate?: { fingerprint: string; json: IDataObject };
	/** An answer that was paid for. */
	answer?: { fingerprint: string; json: IDataObject };
	/** Of an item that has several jobs, by their index. */
	pieces?: Record<number, PieceHistory>;
}

/** What a run waits for by webhook. */
export interface AwaitedCallback {
	/** Request ID of the one job that carries the callback (docs/decisions/01-one-callback-per-run.md). */
	callbackJob: string;
	/**
	 * What the API signs that job's callbacks with (docs/decisions/20-a-secret-for-each-run.md). Without one, it is the
	 * account's: on version 1 of the API, and of runs that earlier versions of the package have parked.
	 */
	secret?: string;
}

/**
 * Where a run is. `until`: when waiting ends, in milliseconds since the epoch. The secret is kept no longer
 * than the run is parked.
 */
export type Phase =
	| { name: 'submitting' }
	/** "Don't Wait", or a result that is fetched without waiting. */
	| { name: 'notWaiting' }
	| { name: 'polling'; until: number }
	/** `lookAt`: when the timer wakes it next. `input`: of a run that version 0.5.0 has parked. */
	| ({ name: 'parked'; until: number; lookAt: number; input?: INodeExecutionData[] } & AwaitedCallback)
	/** From the callback to the `execute()` that it leads to. */
	| { name: 'woken'; callbackJob: string; until: number };

/**
 * One run of the node within an execution, kept in n8n's execution data until the next: it survives parking, a
 * restart of n8n, upgrades of this package, and the tries of Retry On Fail. Plain JSON only.
 */
export interface Run {
	/** Of this shape: what an earlier version of the package has parked is brought up to it. */
	version: 1;
	/** Differs from the running one's when a person retries a failed execution. */
	executionId: string;
	runIndex: number;
	phase: Phase;
	jobs: Job[];
	/** What happened to each item, by its index. */
	items: Record<number, ItemHistory>;
	output: ResultOptions;
}
