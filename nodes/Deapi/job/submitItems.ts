import type { IExecuteFunctions } from 'n8n-workflow';

import { forEachConcurrently } from '../../shared/concurrency';
import { ApiError } from '../../shared/errors';
import type { Timing } from '../../shared/timing';
import type { Operation } from '../operations/types';
import { failedBefore, failItem } from './failures';
import { prepareRequest } from './prepare';
import type { PreparedRequest } from './prepare';
import type { Failure, Job, Run } from './run';
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
	stopAtDoubt(context, run);

	const last = webhookUrl === undefined ? undefined : requests.pop();
	const send = async (request: PreparedRequest) => await trySubmit(context, operation, run, request, undefined, timing);
	await forEachConcurrently(requests, concurrency, send);
	run.caller = last && (await trySubmit(context, operation, run, last, webhookUrl, timing))?.requestId;
	run.jobs.sort((a, b) => a.itemIndex - b.itemIndex);
}

/**
 * The requests that are to be sent. An item that has a job keeps it, and one whose submission is in doubt
 * stays so, whatever its expressions come to this time: neither is paid again. Only when a person
 * retries the execution, and has changed what the item asks for, a new request is made.
 */
async function prepareItems(
	context: IExecuteFunctions,
	operation: Operation,
	run: Run,
	timing: Timing,
): Promise<PreparedRequest[]> {
	const isRetryByHand = run.executionId !== context.getExecutionId();
	run.failures = run.failures.filter(isInDoubt);
	const earlier = new Map([...run.failures, ...run.jobs].map((entry) => [entry.itemIndex, entry]));
	const kept = new Set<Job | Failure>();
	const requests: PreparedRequest[] = [];
	for (const itemIndex of context.getInputData().keys()) {
		const before = earlier.get(itemIndex);
		if (before && !isRetryByHand) {
			kept.add(before);
			continue;
		}
		try {
			const request = await prepareRequest(context, operation, itemIndex, timing);
			if (before?.fingerprint === request.fingerprint) kept.add(before);
			else requests.push(request);
		} catch (cause) {
			failItem(context, operation, run, itemIndex, cause);
		}
	}
	run.executionId = context.getExecutionId();
	run.jobs = run.jobs.filter((job) => kept.has(job));
	run.failures = run.failures.filter((failure) => kept.has(failure) || !isInDoubt(failure));
	return requests;
}

function isInDoubt({ fingerprint }: Failure): boolean {
	return fingerprint !== undefined;
}

/** Without Continue On Fail, a submission that an earlier try left in doubt ends this try as well. */
function stopAtDoubt(context: IExecuteFunctions, run: Run): void {
	const doubt = run.failures.find(isInDoubt);
	if (doubt && !context.continueOnFail()) throw failedBefore(context, run, doubt);
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
