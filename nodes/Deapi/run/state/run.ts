import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import type { OutputOptions } from '../../../shared/results/resultOptions';

/** An item's part of a job: the whole of it, but for operations that put several items into one job. */
export interface Share {
	itemIndex: number;
	/** Identifies what was asked for; the same item with other parameters has another one. */
	fingerprint?: string;
	/** How many of the job's results are the item's, where they come in a list. */
	count?: number;
	/** In USD, where it was asked for. */
	price?: number;
	/** Set when a person has changed what the item asks for: these results are nobody's. */
	outdated?: boolean;
}

/** A job that the API took. */
export interface Job {
	requestId: string;
	shares: Share[];
	/** Slug of the model that serves it; unknown for jobs that were submitted elsewhere. */
	model?: string;
	/** What the node knows of how it was made: the seed that was sent, the prompts. */
	madeWith?: IDataObject;
	/** When it was submitted, in milliseconds since the epoch. */
	submittedAt: number;
	/** Set when it has failed for good: Retry On Fail has no more tries for its items. */
	failed?: boolean;
}

/** Orders jobs and requests as their items come in. */
export function byFirstItem(a: { shares: Share[] }, b: { shares: Share[] }): number {
	return a.shares[0].itemIndex - b.shares[0].itemIndex;
}

/** What "Enhance Prompt First" has paid for. */
export interface EnhancedPrompt {
	fingerprint: string;
	prompt: string;
	negativePrompt?: string;
}

/** An item that came to nothing, kept until the other items are done. */
export interface Failure {
	itemIndex: number;
	message: string;
	description?: string;
	requestId?: string;
	/** The API's or the job's code, or the HTTP status. */
	code?: string;
	/**
	 * Set when the submission may have reached the API: what was asked for. It must not be sent again by
	 * itself, or it could be billed twice.
	 */
	fingerprint?: string;
}

/**
 * One run of the node within an execution, kept in n8n's execution data: it survives parking, a
 * restart of n8n, and the tries of Retry On Fail. Plain JSON only.
 */
export interface Run {
	/** Differs from the running one's when a person retries a failed execution. */
	executionId: string;
	runIndex: number;
	jobs: Job[];
	/**
	 * Request ID of the one job that carries the callback: the last that was submitted. Events of the
	 * others would reach n8n before the execution is parked or after it was woken, be answered with 409,
	 * and ten such answers in a row switch off the account's webhooks (facts file §4).
	 */
	caller?: string;
	failures: Failure[];
	/** When waiting ends, in milliseconds since the epoch; undefined if there is no waiting. */
	deadline?: number;
	/** By item. Retries use them again. */
	enhanced: Record<number, EnhancedPrompt>;
	/** By item: answers that were paid for, until all items have theirs. */
	answers: Record<number, { fingerprint: string; json: IDataObject }>;
	/** How often a job of an item has failed. n8n counts the tries of Retry On Fail anew after every parking. */
	failedTries: Record<number, number>;
	/** Models that were found unavailable, by item: the next of Fallback Models takes their place. */
	unavailable: Record<number, string[]>;
	/** The node's input while the execution is parked. */
	parkedInput?: INodeExecutionData[];
	output: OutputOptions;
	/** Set by the callback that wakes the execution; the submissions are then behind us. */
	woken?: boolean;
}

const KEY = 'deapiRun';

/**
 * The state of the current run: what an earlier part of it left (before parking, or before a try
 * that failed), or a new one. Runs of other iterations of a loop are not mixed in.
 */
export function openRun(context: IExecuteFunctions): Run {
	const store = context.getContext('node');
	const runIndex = Number(context.getWorkflowDataProxy(0).$runIndex);
	const kept = store[KEY] as Run | undefined;
	if (kept?.runIndex === runIndex) return kept;
	const run: Run = {
		executionId: context.getExecutionId(),
		runIndex,
		jobs: [],
		failures: [],
		enhanced: {},
		answers: {},
		failedTries: {},
		unavailable: {},
		output: { field: 'data', result: 'any' },
	};
	store[KEY] = run;
	return run;
}

export function closeRun(context: IExecuteFunctions): void {
	delete context.getContext('node')[KEY];
}

/** Finds the run in the context data of a node, as {@link openRun} left it. */
export function runIn(nodeContext: unknown): Run | undefined {
	return (nodeContext as Record<string, Run> | undefined)?.[KEY];
}
