import type { IExecuteFunctions } from 'n8n-workflow';

import { forEachConcurrently } from '../../shared/concurrency';
import { ApiError } from '../../shared/errors';
import type { Timing } from '../../shared/timing';
import type { Operation } from '../operations/types';
import { failAgain, failItem } from './failures';
import { prepareRequest } from './prepare';
import type { PreparedRequest } from './prepare';
import type { Job, Run } from './run';
import { submit, uncertainSubmission } from './submit';

interface Submission {
	concurrency: number;
	/** Set when the run waits by webhook; goes with the last job only. */
	webhookUrl?: string;
}

/**
 * Brings every item that has no job yet to one, or to a failure. Every request is built and checked
 * before the first is sent, so that a wrong item costs nothing.
 */
export async function submitItems(
	context: IExecuteFunctions,
	operation: Operation,
	run: Run,
	{ concurrency, webhookUrl }: Submission,
	timing: Timing,
): Promise<void> {
	const requests = await prepareItems(context, operation, run, timing);
	setAsideEarlier(context, run, requests);

	const pending = [...requests.values()];
	const last = webhookUrl === undefined ? undefined : pending.pop();
	const send = async (request: PreparedRequest) => await trySubmit(context, operation, run, request, undefined, timing);
	await forEachConcurrently(pending, concurrency, send);
	run.caller = last && (await trySubmit(context, operation, run, last, webhookUrl, timing))?.requestId;
	run.jobs.sort((a, b) => a.itemIndex - b.itemIndex);
}

/** The requests of all items that can be built, by fingerprint. */
async function prepareItems(
	context: IExecuteFunctions,
	operation: Operation,
	run: Run,
	timing: Timing,
): Promise<Map<string, PreparedRequest>> {
	const requests = new Map<string, PreparedRequest>();
	run.failures = run.failures.filter(({ uncertain }) => uncertain !== undefined);
	for (const itemIndex of context.getInputData().keys()) {
		try {
			const request = await prepareRequest(context, operation, itemIndex, timing);
			requests.set(request.fingerprint, request);
		} catch (cause) {
			failItem(context, operation, run, itemIndex, cause);
		}
	}
	return requests;
}

/** Takes out what an earlier try has submitted, or may have. Both count only for the very same request. */
function setAsideEarlier(context: IExecuteFunctions, run: Run, requests: Map<string, PreparedRequest>): void {
	run.jobs = run.jobs.filter(({ fingerprint }) => requests.delete(fingerprint));
	const doubts = run.failures.filter(({ uncertain }) => uncertain !== undefined);
	run.failures = run.failures.filter(({ uncertain }) => uncertain === undefined);
	for (const doubt of doubts) {
		if (requests.delete(doubt.uncertain as string)) failAgain(context, run, doubt);
	}
}

async function trySubmit(
	context: IExecuteFunctions,
	operation: Operation,
	run: Run,
	request: PreparedRequest,
	webhookUrl: string | undefined,
	timing: Timing,
): Promise<Job | undefined> {
	try {
		const job = await submit(context, operation, request, webhookUrl, timing);
		run.jobs.push(job);
		return job;
	} catch (cause) {
		const inDoubt = cause instanceof ApiError && !cause.details.notTaken;
		const thrown = inDoubt ? uncertainSubmission(cause) : cause;
		failItem(context, operation, run, request.itemIndex, thrown, inDoubt ? request.fingerprint : undefined);
		return undefined;
	}
}
