import { NodeOperationError } from 'n8n-workflow';
import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { getCredentials } from '../../shared/client';
import { forEachConcurrently } from '../../shared/concurrency';
import { ApiError } from '../../shared/errors';
import { realTiming } from '../../shared/timing';
import type { Timing } from '../../shared/timing';
import type { Operation } from '../operations/types';
import { collectJobs, inItemOrder } from './collect';
import { failAgain, failItem, failureItem } from './failures';
import { lookOnce, pollJobs } from './look';
import type { Looks } from './look';
import { park } from './parking';
import { prepareRequest } from './prepare';
import type { PreparedRequest } from './prepare';
import { closeRun, openRun } from './run';
import type { Job, Run } from './run';
import { submit, uncertainSubmission } from './submit';
import { chooseWaiting } from './waitMode';
import type { Waiting } from './waitMode';

const DEFAULT_CONCURRENCY = 5;
/** n8n looks for waits that have ended once a minute; below this a timeout would be a matter of luck. */
const SHORTEST_PARKING_SECONDS = 120;

/**
 * The life of an operation's jobs: check and build every request, submit them, wait, collect.
 * n8n calls this again when a callback wakes the parked execution, and for every try of Retry On Fail;
 * what is submitted already is not submitted again.
 */
export async function executeJobs(
	context: IExecuteFunctions,
	operation: Operation,
	timing: Timing = realTiming,
): Promise<INodeExecutionData[][]> {
	const run = openRun(context);
	let waiting: Waiting;
	try {
		waiting = chooseWaiting(context, await getCredentials(context));
	} catch (cause) {
		for (const itemIndex of context.getInputData().keys()) failItem(context, operation, run, itemIndex, cause);
		return [output(context, run, [])];
	}

	if (run.woken) {
		run.woken = false;
	} else {
		await submitItems(context, operation, run, waiting.webhookUrl, timing);
		const { outputField = 'data', waitTimeout } = optionsOf(context);
		run.outputField = outputField;
		run.deadline = timing.now() + waitSeconds(waitTimeout || operation.waitSeconds, waiting.by) * 1000;
		if (waiting.hint) context.addExecutionHints({ message: waiting.hint, location: 'outputPane' });
		if (waiting.by === 'nothing') return [output(context, run, run.jobs.map(submittedItem))];
		if (waiting.by === 'webhook' && run.jobs.length > 0) return await parkRun(context, run);
	}

	const looks = await (waiting.by === 'webhook'
		? lookOnce(context, run.jobs, timing)
		: pollJobs(context, run.jobs, run.deadline, timing));
	if (waiting.by === 'webhook' && looks.size < run.jobs.length && timing.now() < run.deadline) {
		return await parkRun(context, run);
	}
	return [await collectItems(context, operation, run, looks, timing)];
}

/** Brings every item that has no job yet to one, or to a failure. Sends nothing if one item must stop the node. */
async function submitItems(
	context: IExecuteFunctions,
	operation: Operation,
	run: Run,
	webhookUrl: string | undefined,
	timing: Timing,
): Promise<void> {
	const inDoubt = new Map(run.failures.map((failure) => [failure.uncertain, failure]));
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

	// Jobs and doubts from an earlier try count only for the very request that they were about.
	run.jobs = run.jobs.filter(({ fingerprint }) => requests.delete(fingerprint));
	run.failures = run.failures.filter(({ uncertain }) => uncertain === undefined);
	for (const [fingerprint, failure] of inDoubt) {
		if (fingerprint !== undefined && requests.delete(fingerprint)) failAgain(context, run, failure);
	}

	const { concurrency = DEFAULT_CONCURRENCY } = optionsOf(context);
	await forEachConcurrently([...requests.values()], Math.max(1, concurrency), async (request) => {
		try {
			run.jobs.push(await submit(context, operation, request, webhookUrl, timing));
		} catch (cause) {
			const doubtful = cause instanceof ApiError && !cause.details.notTaken;
			failItem(
				context,
				operation,
				run,
				request.itemIndex,
				doubtful ? uncertainSubmission(cause) : cause,
				doubtful ? request.fingerprint : undefined,
			);
		}
	});
	run.jobs.sort((a, b) => a.itemIndex - b.itemIndex);
}

/** Downloads what is done. A job that failed is forgotten, so that Retry On Fail submits it anew. */
async function collectItems(
	context: IExecuteFunctions,
	operation: Operation,
	run: Run,
	looks: Looks,
	timing: Timing,
): Promise<INodeExecutionData[]> {
	const { items, troubles } = await collectJobs(context, run, looks, timing);
	run.jobs = run.jobs.filter((job) => looks.get(job.requestId)?.status?.state !== 'failed');
	for (const [job, trouble] of troubles) failItem(context, operation, run, job.itemIndex, trouble);
	return output(context, run, items);
}

async function parkRun(context: IExecuteFunctions, run: Run): Promise<INodeExecutionData[][]> {
	const requestIds = run.jobs.map(({ requestId }) => requestId).join(', ');
	const onTimeout = new NodeOperationError(context.getNode(), 'deAPI did not call back within "Wait Timeout"', {
		description: `The jobs are submitted and may still finish. Raise "Wait Timeout" under Options, or check that deAPI can reach this n8n instance. Request IDs: ${requestIds}`,
	});
	await park(context, new Date(run.deadline), onTimeout);
	return [context.getInputData()];
}

function output(context: IExecuteFunctions, run: Run, items: INodeExecutionData[]): INodeExecutionData[] {
	if (run.failures.length === 0) closeRun(context);
	return inItemOrder([...items, ...run.failures.map(failureItem)]);
}

function submittedItem({ requestId, model, seed, itemIndex }: Job): INodeExecutionData {
	return {
		json: { request_id: requestId, status: 'pending', model, ...(seed !== undefined && { seed }) },
		pairedItem: { item: itemIndex },
	};
}

function waitSeconds(wanted: number, by: Waiting['by']): number {
	return by === 'webhook' ? Math.max(wanted, SHORTEST_PARKING_SECONDS) : wanted;
}

/** Options that hold for the whole run; of an expression the first item decides. */
function optionsOf(context: IExecuteFunctions): { concurrency?: number; outputField?: string; waitTimeout?: number } {
	return context.getNodeParameter('options', 0, {});
}
